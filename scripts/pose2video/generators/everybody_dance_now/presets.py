"""What the presets of `quality` stand for.

The figures follow from what a step costs. On one core of a shared machine a pair of pictures of 64
pixels takes .05 s with 16 channels, of 128 pixels .16 s (`python -m benchmarks.measure_dancing`).
`draft` is meant for two cores and half an hour; `full` has the sizes that Chan et al., "Everybody
Dance Now", ICCV 2019, published, and is meant for a GPU.
"""

from __future__ import annotations

PRESETS = {
    "draft": {
        "size": 128,
        "network": "global",
        "width": 16,
        "blocks": 3,
        "downs": 3,
        "steps": 1600,
        "batch_size": 4,
        "learning_rate": 1e-3,
    },
    "full": {
        "size": 512,
        "network": "local",
        "width": 32,
        "blocks": 9,
        "downs": 4,
        "steps": 40000,
        "batch_size": 2,
        "learning_rate": 2e-4,
    },
}
