"""The upper and the lower half of a person, which may come from two frames of the film."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.nearest.features import BONES, JOINTS, POINTS

_LEGS = ("knee", "ankle", "toe")
UPPER = tuple(i for i, joint in enumerate(JOINTS) if not joint.endswith(_LEGS))
LOWER = tuple(i for i, joint in enumerate(JOINTS) if joint.endswith(("hip", *_LEGS)))
GRID = 4  # pixels between two places where the share is computed
NEAR, FALLS = 0.35, 5.0  # see `warping.bent`: the nearest bone owns a place, with a soft border


def upper_share(wanted, size) -> np.ndarray:
    """How much of every place belongs to the upper half: to trunk, arms and head, not to the legs.

    Args:
        wanted: `(18, 2)` points of the pose, pixels of the canvas, NaN where unknown.
        size: `(width, height)` of the canvas.

    Returns:
        float32 `(height, width, 1)`; 1 everywhere where no leg is known.
    """
    known = np.isfinite(wanted).all(axis=1)
    unit = max(np.linalg.norm(np.ptp(wanted[known], axis=0)), 1e-6) if known.any() else 1.0
    columns, rows = -(-size[0] // GRID), -(-size[1] // GRID)
    x, y = np.meshgrid(np.arange(columns), np.arange(rows))
    places = GRID * (x + 1j * y) + (GRID - 1) / 2 * (1 + 1j)
    upper, lower = np.full(x.shape, 1e-12), np.zeros(x.shape)
    for (first, last), width in BONES.items():
        ends = [
            wanted[[POINTS.index(name) for name in names]].mean(axis=0) for names in (first, last)
        ]
        if not np.isfinite(ends).all():
            continue
        start, along = complex(*ends[0]), complex(*(ends[1] - ends[0]))
        at = ((places - start) * np.conj(along)).real / max(abs(along) ** 2, 1e-6)
        beside = np.abs(places - start - np.clip(at, 0, 1) * along)
        weight = (NEAR + beside / (width * unit)) ** -FALLS
        if last[0].endswith(_LEGS):
            lower += weight
        else:
            upper += weight
    share = (upper / (upper + lower)).astype(np.float32)
    fine = cv2.resize(share, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
    return fine[: size[1], : size[0], None]
