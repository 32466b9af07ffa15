"""Overlapping windows over a clip of any length, blended where they meet."""

import math

import numpy as np


def plan_windows(frames, length, overlap) -> list[tuple[int, int]]:
    """Windows `(start, stop)`, evenly laid, that cover all frames and share at least `overlap`.

    All have `length` frames; a shorter clip is one window.
    """
    if frames <= length:
        return [(0, frames)] if frames else []
    count = math.ceil((frames - overlap) / (length - overlap))
    starts = [round(i * (frames - length) / (count - 1)) for i in range(count)]
    return [(start, start + length) for start in starts]


def drawn_windows(frames, length, overlap, seed, step) -> list[tuple[int, int]]:
    """Windows `(start, stop)` of one step, which begin elsewhere at every step.

    At the clip's ends they are moved inwards; those of MagicPose run around its end.

    Args:
        frames, length, overlap: As of `plan_windows`.
        seed, step: What the place of the first one is drawn from.
    """
    if frames <= length:
        return plan_windows(frames, length, overlap)
    stride, last = length - overlap, frames - length
    offset = int(np.random.default_rng((seed, step)).integers(stride))
    starts = [min(max(start, 0), last) for start in range(offset - stride, last + stride, stride)]
    return [(start, start + length) for start in dict.fromkeys(starts)]


def ramp(shared) -> list[float]:
    """Weight of the earlier window in each of `shared` frames; the later one has the rest."""
    return [(shared - i) / (shared + 1) for i in range(shared)]


def blend(earlier, later, weights):
    """The first frames of `later` mixed with `earlier`, frame by frame.

    Args:
        earlier: Tensor `(n, ...)` of the frames that both windows have.
        later: Tensor `(m, ...)`, m >= n, of the later window.
        weights: Of the earlier one, n numbers.
    """
    share = later.new_tensor(weights).reshape(-1, *[1] * (later.ndim - 1))
    mixed = later.clone()
    mixed[: len(earlier)] = share * earlier + (1 - share) * later[: len(earlier)]
    return mixed
