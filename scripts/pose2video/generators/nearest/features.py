"""Poses as 26 numbers that do not tell where in the frame a person stands, nor how near."""

from __future__ import annotations

import numpy as np

SIDES = ("left", "right")
JOINTS = (
    "nose",
    *(f"{s}_{joint}" for joint in ("shoulder", "elbow", "wrist") for s in SIDES),
    *(f"{s}_{joint}" for joint in ("hip", "knee", "ankle") for s in SIDES),
)
MIN_HEIGHT_PX = 1e-3


def features_of(poses) -> np.ndarray:
    """13 joints from the middle of the hips, in units of the pose's height.

    `v_j = (p_j - h) / H`, with h the middle of the hips and H the difference of the largest and the
    smallest y of the joints. Source: DeepDance (Bakr Asskali, Taichi-Skeleton), its README.

    Args:
        poses: A `PoseSequence` of T frames whose skeleton has the joints, pixels of one scale in
            both axes.

    Returns:
        `(T, 13, 2)` float64; NaN for a joint that is missing, and for a whole frame without hips or
        without height.
    """
    points = poses.keypoints[:, poses.layout.indices(*JOINTS)].astype(np.float64)
    hips = points[:, [JOINTS.index("left_hip"), JOINTS.index("right_hip")]].mean(axis=1)
    y = points[..., 1]
    known = np.isfinite(y)
    lowest = np.where(known, y, -np.inf).max(axis=1)
    highest = np.where(known, y, np.inf).min(axis=1)
    height = np.where(known.any(axis=1), lowest - highest, 0)
    height = np.where(height > MIN_HEIGHT_PX, height, np.nan)
    return (points - hips[:, None]) / height[:, None, None]
