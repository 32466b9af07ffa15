"""A cut-out person, moved to another pose that is near."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.plates import applied, backward
from pose2video.generators.nearest.features import BONES, POINTS

GRID = 4  # pixels between two places where a map is computed
SOFT = 0.06  # heights of the pose: a joint that is so far off where it should be counts half
ROUNDS = 6
LARGEST = 4.0  # times the source: no person is shown larger or smaller than this
SHORTEST = 0.03  # heights: a bone that points at the camera has no direction
TURNED = 1.2  # radians: a bone that turns farther is another pose, it is left as it is
STRETCHED = 1.6  # times: a bone is made no longer or shorter than this against the rest
FALLS = 3.5  # power with which a bone counts less farther from it
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
    of them, each by how near its bone is. Source: Beier and Neely, "Feature-based image
    metamorphosis", SIGGRAPH 1992.

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
    bones = [bone for bone in _bones(source, wanted, to_source, unit) if bone is not None]

    def place(x, y):
        z = (x + 1j * y).astype(np.complex64)
        turn, shift = complex(to_source[0, 0], to_source[1, 0]), complex(*to_source[:, 2])
        base = turn * z + shift
        total, weights = 1e-3 * base, np.full(z.shape, 1e-3, np.float32)
        for start, along, from_start, from_along, width in bones:
            length = abs(along)
            local = (z - start) * (np.conj(along) / length**2)
            there = from_start + from_along * local.real
            there = there + 1j * (from_along / abs(from_along)) * (local.imag * length * scale)
            beside = z - (start + along * np.clip(local.real, 0, 1))
            weight = (NEAR + np.abs(beside) / (width * unit)) ** -FALLS
            total, weights = total + weight * there, weights + weight
        moved = total / weights
        return moved.real.astype(np.float32), moved.imag.astype(np.float32)

    return place


def _bones(source, wanted, to_source, unit):
    """`(start, along, start in the source, along there, half width)` as complex numbers."""
    at = POINTS.index
    for (first, last), width in BONES.items():
        ends = [np.mean([p[at(name)] for name in names], axis=0) for p in (wanted, source)
                for names in (first, last)]  # fmt: skip
        if not np.isfinite(ends).all():
            yield None
            continue
        start, end, from_start, from_end = (complex(*point) for point in ends)
        along, from_along = end - start, from_end - from_start
        turn = complex(to_source[0, 0], to_source[1, 0])
        short = min(abs(along), abs(from_along) / abs(turn)) < SHORTEST * unit
        if short or abs(np.angle(from_along / (turn * along))) > TURNED:
            middle, from_middle = (start + end) / 2, (from_start + from_end) / 2
            along = along if abs(along) > 1e-3 else 1e-3
            from_along = turn * along
            start, from_start = middle - along / 2, from_middle - from_along / 2
        ratio = abs(from_along) / abs(turn * along)
        from_along *= np.clip(ratio, 1 / STRETCHED, STRETCHED) / ratio
        yield start, along, from_start, from_along, width


def shown(person, place, size) -> np.ndarray:
    """A cut-out person seen through a map.

    Args:
        person: float32 RGB and alpha, multiplied, `(height, width, 4)`.
        place: `place(x, y) -> (x, y)`, from pixels of the canvas to pixels of the cut-out.
        size: `(width, height)` of the canvas.

    Returns:
        float32 RGB and alpha, multiplied.
    """
    width, height = size
    columns, rows = -(-width // GRID) + 2, -(-height // GRID) + 2
    middle = (GRID - 1) / 2 - GRID
    x, y = np.meshgrid(middle + GRID * np.arange(columns), middle + GRID * np.arange(rows))
    coarse = cv2.merge([np.float32(v) for v in place(x.astype(np.float32), y.astype(np.float32))])
    fine = cv2.resize(coarse, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
    fine = np.ascontiguousarray(fine[GRID : GRID + height, GRID : GRID + width])
    return cv2.remap(person, fine, None, cv2.INTER_LINEAR)


def straight(placed):
    """The map from canvas to cut-out of a similarity from cut-out to canvas."""
    to_source = backward(placed)

    def place(x, y):
        moved = applied(to_source, np.stack([x, y], axis=-1))
        return moved[..., 0], moved[..., 1]

    return place
