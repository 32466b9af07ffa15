"""Arrays over time: gaps, smoothing, angles."""

from __future__ import annotations

import numpy as np

from pose2video.poses.steady import angle_of


def filled(values, default):
    """Gaps interpolated in time, ends held, `default` where nothing is known at all.

    Args:
        values: `(frames,)` or `(frames, d)` with NaN.
        default: Scalar or `(d,)`.
    """
    columns = values.reshape(len(values), -1).copy()
    defaults = np.broadcast_to(default, values.shape[1:]).ravel()
    times = np.arange(len(columns))
    for column, fallback in zip(columns.T, defaults, strict=True):
        known = np.isfinite(column)
        if known.any():
            column[~known] = np.interp(times[~known], times[known], column[known])
        else:
            column[:] = fallback
    return columns.reshape(values.shape)


def smoothed(values, sigma):
    """Gaussian over time, ends held; `(frames,)` or `(frames, d)`."""
    reach = int(np.ceil(3 * sigma))
    if reach < 1:
        return values
    kernel = np.exp(-0.5 * (np.arange(-reach, reach + 1) / sigma) ** 2)
    kernel /= kernel.sum()
    columns = values.reshape(len(values), -1)
    padded = np.pad(columns, ((reach, reach), (0, 0)), mode="edge")
    rows = [np.convolve(column, kernel, "valid") for column in padded.T]
    return np.stack(rows, axis=1).reshape(values.shape)


def angles(vectors):
    """Directions of vectors `(..., 2)` in radians."""
    return angle_of(vectors[..., 1], vectors[..., 0])


def unit_vector(angle):
    """Vectors of length 1, `(..., 2)`."""
    return np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def continuous(turn, rest):
    """Angles without gaps and without jumps of a full turn, near `rest` on the whole."""
    known = np.isfinite(turn)
    turn = turn.copy()
    if not known.any():
        return np.full_like(turn, rest)
    turn[known] = np.unwrap(turn[known])
    turn = filled(turn, rest)
    return turn + 2 * np.pi * np.round((rest - np.median(turn)) / (2 * np.pi))
