"""What the presets of `quality` stand for.

`draft` is what two busy cores learn within the hour; `full` has the widths, the losses and the rows
of frames of Ren et al. 2020 and is meant for a GPU, where it was not measured. `published` is their
network with their weights, which learns nothing here.
`python -m benchmarks.measure_flow_speed` prints what a step and a frame cost.
"""

from __future__ import annotations

PRESETS = {
    "draft": {
        "size": 96,
        "width": 16,
        "flow_width": 16,
        "frames": 2,
        "losses": "pixels",
        "steps": 240,
        "batch_size": 2,
        "learning_rate": 1e-3,
    },
    "full": {
        "size": 256,
        "width": 64,
        "flow_width": 32,
        "frames": 6,
        "losses": "judged",
        "steps": 200_000,
        "batch_size": 2,
        "learning_rate": 1e-4,
    },
}
PUBLISHED = {
    "size": 256,
    "width": 64,
    "flow_width": 32,
    "frames": 6,
    "losses": "judged",
    "steps": 1,
    "batch_size": 2,
    "learning_rate": 1e-4,
}
PRESETS["published"] = PUBLISHED
CHECKPOINTS = ("fashion", "iper")  # that were published, of FashionVideo and of iPER
