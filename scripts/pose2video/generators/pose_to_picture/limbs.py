"""A pose as soft limbs, one channel each, so that left and right are never taken for each other."""

from __future__ import annotations

import torch

from pose2video.generators.pose_to_picture.points import POINTS, SIDES

WIDTH = 0.03  # standard deviation across a limb, of the shorter side
PAIRS = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("wrist", "index"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "foot_index"),
    ("shoulder", "hip"),
    ("ear", "eye"),
)
LIMBS = (
    *((f"{side}_{a}", f"{side}_{b}") for side in SIDES for a, b in PAIRS),
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    ("nose", "nose"),
)
FROM, TO = ([POINTS.index(limb[end]) for limb in LIMBS] for end in (0, 1))


def draw_limbs(points, sure, size):
    """Draw limbs as ridges of 1 that fall off as a Gaussian.

    Args:
        points: `(N, 21, 2)` pixels. sure: `(N, 21)`; a limb is as bright as its surer end is not.
        size: `(width, height)` in pixels.

    Returns:
        `(N, 19, height, width)` in [0, 1].
    """
    a, b = points[:, FROM], points[:, TO]
    bright = torch.minimum(sure[:, FROM], sure[:, TO])
    along = b - a
    x = torch.arange(size[0], device=points.device) - a[..., 0, None]  # (N, limbs, width)
    y = torch.arange(size[1], device=points.device) - a[..., 1, None]
    dx, dy = along[..., 0, None], along[..., 1, None]
    square = (along**2).sum(-1).clamp_min(1e-3)[..., None, None]
    share = ((x * dx)[..., None, :] + (y * dy)[..., None]) / square
    share = share.clamp(0, 1)
    away = (x[..., None, :] - share * dx[..., None]) ** 2
    away = away + (y[..., None] - share * dy[..., None]) ** 2
    return torch.exp(-away / (2 * (WIDTH * min(size)) ** 2)) * bright[..., None, None]
