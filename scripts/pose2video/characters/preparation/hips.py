"""Hips without gaps and corners: a trunk that is whole down to them, and thighs with round tops."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.flanks import without_holes
from pose2video.characters.preparation.plan import BONES, SIDES

ABOVE = 0.6  # distances between the hips: so far above them hands and cuffs bite into a trunk
FLAP = 0.35  # half widths of a thigh: what is thinner and sticks out of hips is a flap
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


def without_flaps(alpha, joints, width) -> np.ndarray:
    """A piece's alpha without what sticks out of it at the hips, where a hand hid the hem.

    Args:
        alpha: float32 `(height, width)`. joints: `{joint: (2,)}` in pixels.
        width: Half the width of a thigh in pixels.
    """
    hips, knees = (
        np.mean([joints[f"{side}_{joint}"][1] for side in SIDES]) for joint in ("hip", "knee")
    )
    rows = slice(max(0, int(hips - width)), max(0, int(hips + 0.6 * (knees - hips))))
    solid = without_holes(alpha[rows] > 0.5).astype(np.uint8)
    if not solid.any():
        return alpha
    radius = max(1, round(FLAP * width))
    # the piece goes on beyond these rows
    solid = cv2.copyMakeBorder(solid, radius, radius, 0, 0, cv2.BORDER_REPLICATE)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    kept = cv2.dilate(cv2.morphologyEx(solid, cv2.MORPH_OPEN, kernel), np.ones((3, 3), np.uint8))
    gone = np.float32((solid > 0) & (kept == 0))[radius:-radius]
    alpha = alpha.copy()
    alpha[rows] *= 1 - np.minimum(1, 2 * cv2.GaussianBlur(gone, (0, 0), 1.0))
    return alpha


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
