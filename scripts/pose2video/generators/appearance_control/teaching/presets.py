"""What `quality` and `stage` stand for.

`full` is what Chang et al., "MagicPose", ICML 2024, published. The others show in hours whether
something is learned of a data set; they were chosen by what a step costs, and tried nowhere.
"""

from __future__ import annotations

PRESETS = {
    "draft": {
        "appearance": {"size": 256, "batch_size": 16, "steps": 2_000},
        "joint": {"size": 256, "batch_size": 8, "steps": 6_000},
    },
    "medium": {
        "appearance": {"size": 384, "batch_size": 16, "steps": 6_000},
        "joint": {"size": 384, "batch_size": 8, "steps": 30_000},
    },
    "full": {
        "appearance": {"size": 512, "batch_size": 32, "steps": 10_000},
        "joint": {"size": 512, "batch_size": 8, "steps": 110_000},
    },
}
DISTANCES = {"appearance": 15, "joint": 29}  # `img_bin_limit`, as published
STAGES = tuple(DISTANCES)


def preset(quality, stage) -> dict:
    """Settings by name."""
    return PRESETS[quality][stage] | {"img_bin_limit": DISTANCES[stage]}
