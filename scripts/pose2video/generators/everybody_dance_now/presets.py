"""What the presets of `quality` stand for.

The figures follow from what a step costs: of two pairs of 192 pixels about 2.2 s of a core's time
on a busy machine, perceptual loss included, one of face and hands about .7 s, so that 300 and 150
of them take about a quarter of an hour. With moments of the film in sight so few are enough. `full`
has the sizes that Chan et al., "Everybody Dance Now", ICCV 2019, published, and is meant for a GPU;
it was not measured there.
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
