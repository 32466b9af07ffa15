"""Even sides of a trunk where arms lie beside it or before it."""

from __future__ import annotations

import cv2
import numpy as np

# Of the reach, lengths over which a side is smoothed: where the picture shows it, and where an arm
# hides it.
SEEN, HIDDEN = 0.1, 1.0
NEAR = 0.2  # of the reach: so near to where the background begins a side is not measured
LIKE_USUAL = (0.85, 1.35)  # seen sides over usual ones: what they say of hidden places
SPIKE = (0.5, 0.1)  # of the reach: half the height of what is none, and how far one sticks out
# How much farther out than is usual beside the seen ones a hidden side goes where the trunk's own
# pixels do, and where nothing of a side is seen.
BULGE, UNSEEN = 1.1, 1.25
WAIST, HOLLOW = 0.6, 0.06  # where below the shoulders a hidden side comes in, of half the width
BELOW = 2.0  # of the reach: from so far below the shoulders on, where the joints say how wide it is
INSIDE = 0.6  # of the way to a usual side: background nearer to the middle is a hole
MARGIN = 2.0  # pixels beyond a seen side: the person's own outline ends the trunk there


def even_sides(trunk, person, rows, middle, usual, reach):
    """A trunk whose sides are even curves where arms hide them.

    Where the picture shows the background beside the trunk its side is seen. In between it goes
    from one such place to the next as a usual trunk does, at least as wide as that.

    Args:
        trunk: bool `(height, width)`, with sides that may be ragged or missing.
        person: bool `(height, width)`. rows: Numbers of the rows from the shoulders down.
        middle: A column inside of the trunk. usual: `(2, rows)`, columns of usual sides.
        reach: Pixels by which a piece goes on behind what lies beside it.

    Returns:
        The trunk, bool, and float32, what of each pixel lies between its sides, 1 in other rows.
    """
    trunk, share = trunk.copy(), np.ones(trunk.shape, np.float32)
    column = np.arange(trunk.shape[1])
    for sign, expected in zip((-1, 1), usual, strict=True):
        expected = np.maximum(sign * (expected - middle), 1.0)
        outer = _outer(person[rows], middle, sign, INSIDE * expected)
        side, seen = _seen(trunk[rows], person[rows], sign * (column - middle), outer, reach)
        wanted = np.where(seen, side, _wanted(side, seen, expected, reach))
        weight = np.where(seen | (wanted > outer), 1.0, (SEEN / HIDDEN) ** 4)
        wanted = np.minimum(wanted, outer)
        curve = smoothed(wanted, weight, SEEN * reach) + MARGIN * _spread(seen, reach)
        beyond = sign * (column - middle)[None] - curve[:, None]
        half = sign * (column - middle) >= 0
        hidden = ~seen[:, None] & half
        trunk[rows] = np.where(hidden, person[rows] & (beyond <= 0.5), trunk[rows])
        trunk[rows] &= ~half | (beyond <= 0.5)
        share[rows] = np.where(half, np.clip(0.5 - beyond, 0, 1), share[rows])
    return trunk, share


def smoothed(values, weight, length):
    """The even curve nearest to values `(n,)` (Whittaker: On a New Method of Graduation, 1923).

    Args:
        values: Of these, with a weight of 1, what is longer than `length` stays; with less weight
            what is longer by its inverse fourth root.
    """
    bend = np.diff(np.eye(len(values)), 2, axis=0)
    system = np.diag(weight) + max(length, 0.5) ** 4 * bend.T @ bend
    return np.linalg.solve(system, weight * values)


def _seen(trunk, person, outwards, outer, reach):
    """Pixels from the middle to a side in every row, and whether the picture shows it, bool."""
    side = np.where(trunk & (outwards <= outer[:, None]), outwards, 0).max(axis=1)
    size = 2 * round(SPIKE[0] * reach) + 1
    padded = np.pad(side.astype(np.float64), size // 2, "edge")
    usual = np.median(np.lib.stride_tricks.sliding_window_view(padded, size), axis=1)
    side = np.minimum(side, usual + SPIKE[1] * reach)
    middle, sign = np.flatnonzero(outwards == 0)[0], outwards[-1] - outwards[-2]
    outside = middle + sign * (side[:, None].astype(int) + np.arange(2, 5))
    inside = (outside >= 0) & (outside < len(outwards))
    outside = np.clip(outside, 0, len(outwards) - 1)
    free = (~person[np.arange(len(trunk))[:, None], outside] & inside).all(axis=1)
    size = 2 * round(NEAR * reach) + 1
    free = cv2.erode(free.astype(np.uint8)[:, None], np.ones((size, 1), np.uint8))
    return side, free[:, 0] > 0


def _wanted(side, seen, expected, reach):
    """Where a side should be where it is hidden, pixels from the middle, `(rows,)`."""
    at, every = np.flatnonzero(seen), np.arange(len(side))
    like = np.ones(len(side))
    if len(at):
        like = np.interp(every, at, np.clip(side[at] / expected[at], *LIKE_USUAL))
    like = 1 + (like - 1) * np.clip(every / (BELOW * reach), 0, 1)
    expected = like * expected
    hidden = cv2.blur(1.0 - seen[:, None], (1, 2 * round(0.5 * reach) + 1))[:, 0]
    own = side * (1 - HOLLOW * hidden * _bump(np.linspace(0, 1, len(side))))
    return np.maximum(expected, np.minimum(own, (BULGE if len(at) else UNSEEN) * expected))


def _outer(person, middle, sign, least):
    """Pixels from the middle outwards to the last that is the person's, `(rows,)`.

    `least` says from which pixel on the background is looked for, `(rows,)`: a hole is none.
    """
    away = ~person[:, middle::sign] if sign > 0 else ~person[:, middle::-1]
    away = away & (np.arange(away.shape[1]) >= least[:, None])
    return np.where(away.any(axis=1), away.argmax(axis=1) - 1, away.shape[1]).astype(np.float64)


def _spread(seen, reach):
    """1 where a side is seen, 0 where it is hidden, soft on the seen side of a border."""
    size = 2 * round(NEAR * reach) + 1
    inner = cv2.erode(seen.astype(np.float64)[:, None], np.ones((size, 1), np.uint8))
    return cv2.blur(inner, (1, size))[:, 0]


def _bump(at):
    """0 at 0 and 1, 1 at the waist, smooth between."""
    return np.sin(np.pi * at ** (np.log(0.5) / np.log(WAIST))) ** 2
