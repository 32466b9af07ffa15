"""Hips without gaps and corners: a trunk that is whole down to them, and thighs with round tops."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES

ABOVE = 0.6  # distances between the hips: so far above them hands and cuffs bite into a trunk
CAP = 1.05  # radius of a thigh's top, in its half widths
WIDENS = 1.2  # pixels to each side that a thigh may get wider per pixel down from its joint


def bites(trunk, person, joints) -> np.ndarray:
    """What hands and cuffs take from a trunk at the hips, bool.

    Just above them its outline has no dents but where the picture shows the background beside it;
    it has no holes.

    Args:
        trunk: bool `(height, width)`, the trunk with what it shares of the legs.
        person: bool. joints: `{joint: (2,)}` in pixels.
    """
    hips = np.array([joints[f"{side}_hip"] for side in SIDES])
    top = max(0, int(hips[:, 1].mean() - ABOVE * np.linalg.norm(hips[0] - hips[1])))
    part = np.zeros(trunk.shape, np.uint8)
    part[top : max(top, int(hips[:, 1].max()) + 1)] = 1
    points = cv2.findNonZero(part * trunk.astype(np.uint8))
    if points is None:
        return np.zeros_like(trunk)
    hull = np.zeros(trunk.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    _, parts = cv2.connectedComponents((~trunk).astype(np.uint8), connectivity=4)
    rims = np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]])
    holes = (parts > 0) & ~np.isin(parts, np.unique(rims))
    return ((hull > 0) | holes) & person & ~trunk


def cap(name, joints, widths, shape) -> tuple[np.ndarray, np.ndarray]:
    """The round top of a thigh around its hip joint, below which it gets as wide as it is.

    Args:
        name: The thigh. joints: `{joint: (2,)}` in pixels. widths: Half widths in pixels.
        shape: `(height, width)`.

    Returns:
        What of the plane a thigh with such a top may cover, float32 in [0, 1], and where it is
        above its joint, bool.
    """
    bone, radius = BONES[name], CAP * widths[name]
    x, y = joints[bone.start]
    axis = joints[bone.end] - joints[bone.start]
    axis = axis / max(np.linalg.norm(axis), 1e-6)
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    down = (xx - x) * axis[0] + (yy - y) * axis[1]
    aside = np.abs((yy - y) * axis[0] - (xx - x) * axis[1])
    edge = np.where(down < 0, radius - np.hypot(xx - x, yy - y), radius + WIDENS * down - aside)
    return np.clip(edge + 0.5, 0, 1).astype(np.float32), down < 0
