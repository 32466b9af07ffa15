"""Lips that keep their thickness, and a chin its height, however far the driver's, which are
others, move."""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import face_mesh

KEPT = 0.75  # of a lip's thickness at rest, at least
CHIN = 0.6  # of the way from the lower lip down to a place at rest, likewise
BESIDE = 1.8  # halves of the lip's width within which what lies below goes along
# Points of MediaPipe's face mesh in rows from the mouth outwards, beside those of its rim
UPPER = (
    (183, 42, 41, 38, 12, 268, 271, 272, 407),
    (184, 74, 73, 72, 11, 302, 303, 304, 408),
    (185, 40, 39, 37, 0, 267, 269, 270, 409),
)
LOWER = (
    (96, 89, 179, 86, 15, 316, 403, 319, 325),
    (77, 90, 180, 85, 16, 315, 404, 320, 307),
    (146, 91, 181, 84, 17, 314, 405, 321, 375),
)


def keep_lips(offsets, upright):
    """Move the rows of both lips so that none comes too near to the one inside of it, in place.

    Args:
        offsets: Of a face's points, in its own frame in face heights, `(478, 2)`.
        upright: The points at rest, likewise, `(478, 2 or 3)`.
    """
    rim = face_mesh()["rims"]["mouth"]
    for side, rows, sign in (("upper", UPPER, -1), ("lower", LOWER, 1)):
        inner = rim[side][1:-1]
        for row in rows:
            outer = np.array(row)
            thick = sign * (upright[outer, 1] - upright[inner, 1])
            moved = sign * (offsets[outer, 1] - offsets[inner, 1])
            offsets[outer, 1] += sign * np.maximum((KEPT - 1) * np.maximum(thick, 0) - moved, 0)
            inner = outer
    _take_chin_along(offsets, upright)


def _take_chin_along(offsets, upright):
    """Move what lies below the lower lip so that this never comes down on it, in place."""
    x, y = upright[list(LOWER[-1]), :2].T
    order = np.argsort(x)
    middle, half = (x.max() + x.min()) / 2, np.ptp(x) / 2
    ends = [middle - BESIDE * half], [middle + BESIDE * half]
    at = np.concatenate([ends[0], x[order], ends[1]])
    moved = np.concatenate([[0], offsets[list(LOWER[-1]), 1][order], [0]])
    down = upright[:, 1] - np.interp(upright[:, 0], x[order], y[order])
    least = np.interp(upright[:, 0], at, moved) - (1 - CHIN) * down
    offsets[:, 1] = np.where(down > 0, np.maximum(offsets[:, 1], least), offsets[:, 1])
