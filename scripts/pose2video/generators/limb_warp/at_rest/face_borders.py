"""A face's points within the head that is seen: none lies on what is behind it.

Of a face that is turned away the far side of the oval is a guess, which often lies beyond the
outline of the head. What is stretched into view as it turns back must be skin.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step
from pose2video.poses.skeletons import face_mesh

INSIDE = 0.02  # face heights from the outline at which the oval lies at least
FARTHEST = 0.06  # face heights by which a point of the oval is moved at most
TAKES_ALONG = 0.15  # face heights from the oval within which other points go along
EVEN = np.array([1, 2, 3, 2, 1]) / 9  # neighbours on the oval are moved alike


def within_head(points, height, textures):
    """Face points `(478, 3)` on the canvas, those near the oval drawn in to where there is a head.

    Args:
        points: The face's, in pixels.
        height: Of the face in pixels.
        textures: Of the head and of what the chin lies on.
    """
    oval = points[face_mesh()["oval"], :2]
    inward = oval.mean(axis=0) - oval
    inward /= np.maximum(np.linalg.norm(inward, axis=1, keepdims=True), 1e-9)
    steps = np.linspace(0, FARTHEST, 21) * height
    low = np.floor(oval.min(axis=0) - INSIDE * height).astype(int) - 2
    size = np.ceil(oval.max(axis=0) + INSIDE * height).astype(int) + 3 - low
    deep = _depth(textures, low, size)
    at = np.rint(oval[:, None] + steps[:, None] * inward[:, None] - low).astype(int)
    inside = deep[at[..., 1], at[..., 0]] >= INSIDE * height
    # where no step reaches the head the face is cut by the picture's edge: it stays
    needed = np.where(inside.any(axis=1), steps[inside.argmax(axis=1)], 0.0)
    widest = np.maximum.reduce([np.roll(needed, k) for k in (-2, -1, 0, 1, 2)])
    around = np.concatenate([widest[-2:], widest, widest[:2]])
    shift = np.convolve(around, EVEN, "valid")[:, None] * inward
    off = np.linalg.norm(points[:, None, :2] - oval, axis=2)
    nearest = off.argmin(axis=1)
    share = 1 - smooth_step(off.min(axis=1), 0, TAKES_ALONG * height)
    moved = points.copy()
    moved[:, :2] += share[:, None] * shift[nearest]
    return moved


def _depth(textures, low, size):
    """How deep pixels lie in what textures cover, float32 `(height, width)`."""
    covered = np.zeros((size[1], size[0]), np.uint8)
    for texture in textures:
        start = np.array(texture.origin) - low
        y, x = np.nonzero(texture.image[..., 3] > 200)
        x, y = x + start[0], y + start[1]
        kept = (x >= 0) & (y >= 0) & (x < size[0]) & (y < size[1])
        covered[y[kept], x[kept]] = 1
    return cv2.distanceTransform(covered, cv2.DIST_L2, 5)
