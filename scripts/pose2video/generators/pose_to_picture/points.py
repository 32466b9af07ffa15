"""The points of a pose that networks are told of, in the pixels of a window."""

from __future__ import annotations

import numpy as np

from pose2video.characters.plates import applied, backward
from pose2video.generators.nearest.features import JOINTS

SIDES = ("left", "right")
ENDS = ("shoulder", "elbow", "wrist", "index", "hip", "knee", "ankle", "foot_index", "ear", "eye")
POINTS = ("nose", *(f"{side}_{end}" for end in ENDS for side in SIDES))
PARTNERS = np.array([0, *(i + (1 if i % 2 else -1) for i in range(1, len(POINTS)))])
OF_JOINTS = np.array([POINTS.index(name) for name in JOINTS])  # DeepDance's 13
LEAST_SURE = 0.3
HALF = 0.5  # poses are measured from a frame's corner, maps from the middle of its first pixel


def points_of(poses):
    """The points of every frame, missing ones where a skeleton has none of that name.

    Returns:
        `(T, 21, 2)` float64 pixels, NaN where missing, and how sure they are `(T, 21)`.
    """
    names = list(poses.layout.names)
    points = np.full((poses.n_frames, len(POINTS), 2), np.nan)
    sure = np.zeros((poses.n_frames, len(POINTS)))
    for number, name in enumerate(POINTS):
        if name in names:
            points[:, number] = poses.keypoints[:, names.index(name)]
            sure[:, number] = poses.confidence[:, names.index(name)]
    sure[~np.isfinite(points).all(axis=-1)] = 0
    return points, sure


def within(points, sure, to_frame):
    """Points of a frame in the pixels of its window, as networks take them.

    Args:
        points: `(..., 21, 2)`. sure: `(..., 21)`. to_frame: `(..., 2, 3)`, window to frame.

    Returns:
        float32 of both shapes; what is missing lies at 0 and is not sure at all.
    """
    sure = np.where(sure >= LEAST_SURE, sure, 0)
    placed = applied(backward(to_frame)[..., None, :, :], points - HALF)
    return np.where(sure[..., None] > 0, placed, 0).astype(np.float32), sure.astype(np.float32)
