"""What fingers do, read from a hand's 21 points: straight, bent, closed, and where the thumb is.

A finger is read by its three bends in depth, the thumb by its distances and by its direction in the
palm: neither depends on how the hand is turned. MediaPipe shows closed fingers less closed than
they are, and does so evenly, so the states are told apart well (see `benchmarks.measure_hands`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

HOLD_S = 0.2  # frames no farther away than this tell of a finger's state
EVENLY_S = 0.07  # errors of the detector within this time are alike
ASTRAY = 0.01  # share of readings that mean nothing
JITTER = 0.5  # of a bone's length, from which a reading is worth half
ALIKE = 0.2  # how likely neighbouring fingers are unlike, over alike
FINGER_POINTS = tuple(range(5, 21, 4))  # knuckles, index to little finger
THUMB = (1, 2, 3, 4)


@dataclass(frozen=True)
class FingerState:
    """A state of a finger or of the thumb.

    Attributes:
        word: What it counts as where hands are compared.
        angles: Of the joints in degrees, as `hand_shapes` has them: mcp, pip, dip; of the thumb
            close, lift, mcp, ip. A hand in this state is within `ABOUT` of them.
        seen: What MediaPipe shows of it, see `bends` and `thumb_place`.
        spread: Standard deviations of that.
    """

    word: str
    angles: tuple[float, ...]
    seen: tuple[float, ...]
    spread: tuple[float, ...]


ABOUT = 7.0
# `seen` and `spread` were measured on synthetic performers by `benchmarks.measure_hands`
FINGER_STATES = (
    FingerState("straight", (2, 3, 2), (12, 11, 7), (11, 12, 8)),
    FingerState("straight", (21, 26, 14), (14, 22, 21), (9, 13, 17)),
    FingerState("bent", (80, 8, 4), (55, 15, 8), (18, 14, 10)),
    FingerState("bent", (48, 45, 26), (39, 49, 24), (13, 22, 11)),
    FingerState("bent", (2, 58, 42), (10, 48, 31), (9, 21, 17)),
    FingerState("bent", (8, 78, 52), (28, 66, 39), (15, 20, 12)),
    FingerState("closed", (82, 98, 62), (54, 90, 36), (20, 28, 15)),
)
THUMB_STATES = (
    FingerState("out", (-25, 0, -7, -10), (1.05, 1.55, 149, 14), (0.25, 0.35, 14, 6)),
    FingerState("beside", (4, 0, 3, 4), (0.70, 1.21, 112, 13), (0.18, 0.22, 15, 8)),
    FingerState("across", (35, 0, 27, 38), (0.48, 0.72, 72, 28), (0.24, 0.26, 20, 12)),
    FingerState("across", (26, 0, 20, 28), (0.43, 0.78, 96, 21), (0.14, 0.16, 12, 9)),
)


def bends(points):
    """Angles between the bones of each finger in degrees, `(T, 4, 3)`, index to little finger.

    Args:
        points: `(T, 21, 3)`, in one unit.
    """
    out = []
    for knuckle in FINGER_POINTS:
        chain = [points[:, i] for i in (0, *range(knuckle, knuckle + 4))]
        bones = [b - a for a, b in pairwise(chain)]
        out.append(np.stack([_angle(a, b) for a, b in pairwise(bones)], axis=1))
    return np.stack(out, axis=1)


def thumb_place(points):
    """Where the thumb of hands `(T, 21, 3)` is, `(T, 4)`.

    Its tip's distance to the knuckles of index and little finger over the length of the palm, its
    angle to the row of knuckles and its bend, in degrees.
    """
    palm = np.maximum(np.linalg.norm(points[:, 9] - points[:, 0], axis=1), 1e-9)
    _, first, second, tip = (points[:, i] for i in THUMB)
    gaps = [np.linalg.norm(tip - points[:, i], axis=1) / palm for i in (5, 17)]
    along = _angle(tip - first, points[:, 17] - points[:, 5])
    bend = _angle(first - points[:, 1], second - first)
    return np.stack([*gaps, along, bend], axis=1)


def likely(points, fps):
    """How likely fingers and thumb are in each state.

    Args:
        points: `(T, 21, 3)` pixels and depth as MediaPipe gives them; NaN where unknown.
        fps: Frames per second.

    Returns:
        `(T, 4, FINGER_STATES)` and `(T, THUMB_STATES)`, rows sum to 1; where nothing is known as
        around it.
    """
    known = np.isfinite(points).all(axis=(1, 2))
    points = np.where(known[:, None, None], points, 0)
    trust = _trust(points, known)
    fingers = [_over_time(_fit(b, FINGER_STATES), trust, fps) for b in bends(points).swapaxes(0, 1)]
    thumb = _over_time(_fit(thumb_place(points), THUMB_STATES), trust, fps)
    return _beside(np.stack(fingers, axis=1)), thumb


def expected(chances, states):
    """Mean angles and their deviations, degrees `(..., A)`, of chances `(..., S)`."""
    angles = np.array([state.angles for state in states], float)
    mean = chances @ angles
    return mean, np.sqrt(ABOUT**2 + np.maximum(chances @ angles**2 - mean**2, 0))


def word_chances(chances, states):
    """Words of states and how likely they are, `(..., W)`."""
    words = list(dict.fromkeys(state.word for state in states))
    table = np.array([[state.word == word for word in words] for state in states], float)
    return words, chances @ table


def _fit(seen, states):
    """Likelihood `(T, S)` of what is seen `(T, D)`."""
    mean, spread = (np.array([getattr(s, n) for s in states]) for n in ("seen", "spread"))
    off = (((seen[:, None] - mean) / spread) ** 2).sum(axis=2) / 2
    usual = np.exp(np.log(spread).sum(axis=1).mean())
    dense = np.exp(-off) * usual / spread.prod(axis=1)
    return (1 - ASTRAY) * dense + ASTRAY * np.exp(-4.5)


def _beside(chances):
    """Chances `(T, 4, S)` given the fingers beside: belief propagation along the row of fingers."""
    words = np.array([state.word for state in FINGER_STATES])
    alike = ALIKE + (1 - ALIKE) * (words[:, None] == words)
    out = chances.copy()
    for order in (range(4), range(3, -1, -1)):
        told = np.ones_like(chances[:, 0])
        for k in order:
            out[:, k] *= told
            told = (chances[:, k] * told) @ alike
            told /= told.sum(axis=1, keepdims=True)
    return out / out.sum(axis=2, keepdims=True)


def _over_time(fit, trust, fps):
    """Chances `(T, S)` given the frames around each, of which nearer ones count more."""
    reach = int(HOLD_S * fps)
    near = 1 - np.abs(np.arange(-reach, reach + 1)) / (reach + 1)
    count = max(near.sum() / max(EVENLY_S * fps, 1), 1)
    total = _spread(trust[:, None] * np.log(fit), near) / _spread(np.ones((len(fit), 1)), near)
    chances = np.exp(count * (total - total.max(axis=1, keepdims=True)))
    return chances / chances.sum(axis=1, keepdims=True)


def _trust(points, known):
    """What readings of hands `(T, 21, 3)` are worth, `(T,)` in [0, 1]: little where bones jitter.

    Jitter is the second difference in time of a bone over its length, the median of a hand's bones.
    """
    if len(points) < 3:
        return known.astype(float)
    starts = [0 if i % 4 == 1 else i - 1 for i in range(1, 21)]
    bones = points[:, 1:] - points[:, starts]
    length = np.linalg.norm(bones, axis=2)
    length = np.maximum((length[2:] + length[1:-1] + length[:-2]) / 3, 1e-9)
    jitter = np.median(np.linalg.norm(np.diff(bones, 2, axis=0), axis=2) / length, axis=1)
    whole = known[2:] & known[1:-1] & known[:-2]
    jitter = np.pad(np.where(whole, jitter, 0), 1, "edge")
    return known / (1 + (jitter / JITTER) ** 4)


def _spread(values, near):
    reach = len(near) // 2
    return np.stack([np.convolve(np.pad(v, reach), near, "valid") for v in values.T], axis=1)


def _angle(a, b):
    lengths = np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1)
    return np.degrees(np.arccos(np.clip(np.sum(a * b, axis=-1) / np.maximum(lengths, 1e-9), -1, 1)))
