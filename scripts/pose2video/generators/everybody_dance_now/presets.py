"""What the presets of `quality` stand for.

The figures follow from what a step costs. On one core of a busy machine a picture of 128 pixels
costs .12 s with 16 channels, of 256 pixels .49 s (`python -m benchmarks.measure_dancing`), and the
perceptual loss .14 s for every second one of 128: a step of four pairs takes 1.6 s, one of face and
hands about 1.2 s, so that 700 and 350 of them take 26 minutes. `full` has the sizes that Chan et
al., "Everybody Dance Now", ICCV 2019, published, and is meant for a GPU; it was not measured.
"""

from __future__ import annotations

PRESETS = {
    "draft": {
        "size": 192,
        "network": "global",
        "width": 16,
        "blocks": 3,
        "downs": 3,
        "steps": 300,
        "batch_size": 2,
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
