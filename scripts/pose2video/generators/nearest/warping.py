"""A cut-out person, moved to another pose that is near."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.plates import applied, backward
from pose2video.generators.nearest.features import ENDS, WIDTHS

GRID = 4  # pixels between two places where a map is computed
SOFT = 0.06  # heights of the pose: a joint that is so far off where it should be counts half
ROUNDS = 6
LARGEST = 4.0  # times the source: no person is shown larger or smaller than this
SHORTEST = 0.03  # heights: a bone that points at the camera has no direction
TURNED = 1.2  # radians: a bone that turns farther is another pose, it is left as it is
STRETCHED = 1.6  # times: a bone is made no longer or shorter than this against the rest
NEAR = 0.35  # of a bone's half width: nearer all counts alike


def similarity(source, wanted):
    """The turn, scale and shift that brings a pose's joints nearest to another's.

    Joints that stay far off count less: least squares, reweighted again and again (Cauchy).

    Args:
        source: `(K, 2)`, NaN where unknown.
        wanted: The same.

    Returns:
        float64 `(2, 3)`; None where fewer than two joints are known in both.
    """
    known = np.isfinite(source).all(axis=1) & np.isfinite(wanted).all(axis=1)
    if known.sum() < 2:
        return None
    a = source[known, 0] + 1j * source[known, 1]
    b = wanted[known, 0] + 1j * wanted[known, 1]
    weight = np.ones(len(a))
    unit = max(np.ptp(b.imag), np.ptp(b.real), 1e-6)
    for _ in range(ROUNDS):
        mean_a, mean_b = (weight * a).sum() / weight.sum(), (weight * b).sum() / weight.sum()
        spread = (weight * np.abs(a - mean_a) ** 2).sum()
        if spread < 1e-9:
            return None
        turn = (weight * np.conj(a - mean_a) * (b - mean_b)).sum() / spread
        size = np.clip(abs(turn), 1 / LARGEST, LARGEST)
        turn *= size / max(abs(turn), 1e-9)
        off = np.abs(turn * (a - mean_a) + mean_b - b)
        weight = 1 / (1 + (off / (SOFT * unit)) ** 2)
    shift = mean_b - turn * mean_a
    return np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])


def bent(source, wanted, placed):
    """A map from places of the wanted pose to those of the source, bone by bone.

    Every bone carries the places around it along, as a field of its own; a place goes with the mean
    of them, each by how near its bone is, to the power of 3.5. Source: Beier and Neely,
    "Feature-based image metamorphosis", SIGGRAPH 1992.

    Args:
        source: `(K, 2)` points of `POINTS`, NaN where unknown.
        wanted: The same.
        placed: `(2, 3)`, the similarity from source to wanted, for what no bone is near.

    Returns:
        `place(x, y) -> (x, y)`.
    """
    to_source = backward(placed)
    unit = np.linalg.norm(np.ptp(wanted[np.isfinite(wanted).all(axis=1)], axis=0))
    scale = np.sqrt(np.linalg.det(to_source[:, :2]))
    turn, shift = complex(to_source[0, 0], to_source[1, 0]), complex(*to_source[:, 2])
    start, along, from_start, from_along, width = _bones(source, wanted, to_source, unit)
    length, width = np.abs(along), np.float32(width * unit)
    back = (np.conj(along) / length**2).astype(np.complex64)
    across = (1j * from_along / np.abs(from_along) * length * scale).astype(np.complex64)
    start, along, from_start, onward = (
        column.astype(np.complex64) for column in (start, along, from_start, from_along)
    )

    def place(x, y):
        z = (x + 1j * y).astype(np.complex64).ravel()[None]
        base = turn * z + shift
        local = (z - start) * back
        there = from_start + onward * local.real + across * local.imag
        beside = np.abs(z - start - along * np.clip(local.real, 0, 1))
        near = NEAR + beside / width
        weight = 1 / (near * near * near * np.sqrt(near))
        moved = (1e-3 * base + (weight * there).sum(axis=0)) / (1e-3 + weight.sum(axis=0))
        return moved.real.reshape(x.shape), moved.imag.reshape(x.shape)

    return place


def _bones(source, wanted, to_source, unit):
    """Columns of bones, complex numbers: start, along, the same in the source; half widths.

    Returns:
        Arrays `(bones, 1)`, without those that are not known in both.
    """
    ends = np.stack([p[ENDS].mean(axis=2) for p in (wanted, source)])  # (2, bones, 2 ends, 2)
    known = np.isfinite(ends).all(axis=(0, 2, 3))
    start, end, from_start, from_end = (ends[:, known] @ (1, 1j)).transpose(0, 2, 1).reshape(4, -1)
    along, from_along = end - start, from_end - from_start
    turn = complex(to_source[0, 0], to_source[1, 0])
    short = np.minimum(np.abs(along), np.abs(from_along) / abs(turn)) < SHORTEST * unit
    other = short | (np.abs(np.angle(from_along * np.conj(turn * along))) > TURNED)
    middle, from_middle = (start + end) / 2, (from_start + from_end) / 2
    along = np.where(other & (np.abs(along) <= 1e-3), 1e-3, along)
    from_along = np.where(other, turn * along, from_along)
    start = np.where(other, middle - along / 2, start)
    from_start = np.where(other, from_middle - from_along / 2, from_start)
    ratio = np.abs(from_along) / np.abs(turn * along)
    from_along = from_along * np.clip(ratio, 1 / STRETCHED, STRETCHED) / ratio
    columns = (start, along, from_start, from_along, WIDTHS[known])
    return [column[:, None] for column in columns]


def shown(person, place, size) -> np.ndarray:
    """A cut-out person seen through a map.

    Args:
        person: float32 RGB and alpha, multiplied, `(height, width, 4)`.
        place: `place(x, y) -> (x, y)`, from pixels of the canvas to pixels of the cut-out.
        size: `(width, height)` of the canvas.

    Returns:
        float32 RGB and alpha, multiplied.
    """
    return cv2.remap(person, seen_from(place, size), None, cv2.INTER_LINEAR)


def seen_from(place, size, moved=None) -> np.ndarray:
    """Where each pixel of a canvas comes from, worked out at a few of them.

    Args:
        place: `place(x, y) -> (x, y)`.
        size: `(width, height)` of the canvas.
        moved: `(2, 3)`, from pixels of the canvas to those that `place` takes; None for the same.

    Returns:
        float32 `(height, width, 2)`.
    """
    width, height = size
    columns, rows = -(-width // GRID) + 2, -(-height // GRID) + 2
    middle = (GRID - 1) / 2 - GRID
    x, y = np.meshgrid(middle + GRID * np.arange(columns), middle + GRID * np.arange(rows))
    if moved is not None:
        x, y = (moved[i, 0] * x + moved[i, 1] * y + moved[i, 2] for i in range(2))
    coarse = cv2.merge([np.float32(v) for v in place(x.astype(np.float32), y.astype(np.float32))])
    fine = cv2.resize(coarse, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
    return np.ascontiguousarray(fine[GRID : GRID + height, GRID : GRID + width])


def straight(placed):
    """The map from canvas to cut-out of a similarity from cut-out to canvas."""
    to_source = backward(placed)

    def place(x, y):
        moved = applied(to_source, np.stack([x, y], axis=-1))
        return moved[..., 0], moved[..., 1]

    return place
