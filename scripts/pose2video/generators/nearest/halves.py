"""The upper and the lower half of a person, which may come from two frames of the film."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.nearest.features import BONES, ENDS, JOINTS, POINTS, SIDES, WIDTHS

_LEGS = ("knee", "ankle", "toe")
UPPER = tuple(i for i, joint in enumerate(JOINTS) if not joint.endswith(_LEGS))
LOWER = tuple(i for i, joint in enumerate(JOINTS) if joint.endswith(("hip", *_LEGS)))
_ACROSS = ("shoulder", "elbow", "wrist", "hip", "knee", "ankle", "toe")
# pairs of points of each half between which a person may tear: ends of bones, and both sides
SPANS = tuple(
    tuple(
        (POINTS.index(first), POINTS.index(second))
        for first, second in (
            *((a[0], b[0]) for a, b in BONES if len(a) == len(b) == 1),
            *(tuple(f"{side}_{joint}" for side in SIDES) for joint in _ACROSS),
        )
        if (first.endswith("hip") and second.endswith("hip")) or second.endswith(_LEGS) == legs
    )
    for legs in (False, True)
)
_OF_LEGS = np.array([last[0].endswith(_LEGS) for _, last in BONES])
GRID = 4  # pixels between two places where the share is computed
NEAR = 0.35  # see `warping.bent`; to the power of 5 the nearest bone owns a place, softly


def upper_share(wanted, size, moved=None) -> np.ndarray:
    """How much of every place belongs to the upper half: to trunk, arms and head, not to the legs.

    Args:
        wanted: `(18, 2)` points of the pose, pixels of the canvas, NaN where unknown.
        size: `(width, height)` of the canvas.
        moved: `(2, 3)`, from pixels of the canvas to those of the pose; None for the same.

    Returns:
        float32 `(height, width, 1)`; 1 everywhere where no leg is known.
    """
    known = np.isfinite(wanted).all(axis=1)
    unit = max(np.linalg.norm(np.ptp(wanted[known], axis=0)), 1e-6) if known.any() else 1.0
    columns, rows = -(-size[0] // GRID), -(-size[1] // GRID)
    ends = wanted[ENDS].mean(axis=2)  # (bones, 2 ends, 2)
    seen = np.isfinite(ends).all(axis=(1, 2))
    if not seen.any():
        return np.ones((size[1], size[0], 1), np.float32)
    x, y = (GRID * v + (GRID - 1) / 2 for v in np.meshgrid(np.arange(columns), np.arange(rows)))
    if moved is not None:
        x, y = (moved[i, 0] * x + moved[i, 1] * y + moved[i, 2] for i in range(2))
    near = NEAR + away(ends[seen], WIDTHS[seen, None] * np.float32(unit), x, y)
    weight = 1 / (near * near * near * near * near)
    lower = weight[_OF_LEGS[seen]].sum(axis=0)
    upper = 1e-12 + weight[~_OF_LEGS[seen]].sum(axis=0)
    share = (upper / (upper + lower)).astype(np.float32).reshape(rows, columns)
    fine = cv2.resize(share, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
    return fine[: size[1], : size[0], None]


def away(ends, widths, x, y) -> np.ndarray:
    """How far places lie from bones, in half widths of these.

    Args:
        ends: `(bones, 2, 2)` pixels.
        widths: Half widths, pixels, `(bones, 1)`.
        x, y: The places, arrays of one shape.

    Returns:
        float32 `(bones, places)`.
    """
    places = (x + 1j * y).astype(np.complex64).ravel()
    start, end = (ends @ (1, 1j)).astype(np.complex64).T[:, :, None]
    along = end - start
    at = ((places - start) * along.conj()).real / np.maximum(np.abs(along) ** 2, 1e-6)
    return np.abs(places - start - np.clip(at, 0, 1) * along) / widths
