"""A choreography as curves over time: joint angles, expressions and the path of the root."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, SIDES
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.performers.vocabulary import EXPRESSIONS

ROOT_CHANNELS = ("x", "y", "z", "turn", "lean", "sway")
RELAXED = {
    "joints": {
        f"{side}_{joint}": angles
        for side in SIDES
        for joint, angles in {
            "shoulder": {"flex": 4, "abduct": 11, "twist": 8},
            "elbow": {"bend": 44},
            "forearm": {"twist": 24},
        }.items()
    },
    "hands": dict.fromkeys(SIDES, "relaxed"),
}


@dataclass(frozen=True, eq=False)
class AngleMotion:
    """What a body shall do, frame by frame, before contacts are solved.

    Attributes:
        times: `(T,)` seconds.
        angles: `(T, len(ANGLES))` degrees.
        expressions: `(T, len(EXPRESSIONS))`, each about 0 to 1.
        root: `(T, 6)`: x, y, z in leg lengths relative to the standing place (y down), turn to
            the person's left, lean forward and sway to the left in degrees.
    """

    times: np.ndarray
    angles: np.ndarray
    expressions: np.ndarray
    root: np.ndarray


def pchip(at, values, times):
    """Monotone cubic interpolation, level at both ends, held outside.

    The slopes are the weighted harmonic means of Fritsch and Butland (SIAM J. Sci. Stat. Comput. 5,
    1984), so that a curve never leaves the range of its neighbouring keys.

    Args:
        at: `(K,)` increasing. values: `(K,)`. times: `(T,)`.

    Returns:
        `(T,)`.
    """
    at, values = np.asarray(at, float), np.asarray(values, float)
    if len(at) == 1:
        return np.full(len(times), values[0])
    h = np.diff(at)
    rise = np.diff(values) / h
    slopes = np.zeros(len(at))
    same = rise[:-1] * rise[1:] > 0
    w1, w2 = 2 * h[1:] + h[:-1], h[1:] + 2 * h[:-1]
    a, b = np.where(same, rise[:-1], 1), np.where(same, rise[1:], 1)
    slopes[1:-1] = np.where(same, (w1 + w2) / (w1 / a + w2 / b), 0)
    t = np.clip(times, at[0], at[-1])
    i = np.clip(np.searchsorted(at, t, side="right") - 1, 0, len(h) - 1)
    u = (t - at[i]) / h[i]
    return (
        values[i] * (1 + 2 * u) * (1 - u) ** 2
        + values[i + 1] * u**2 * (3 - 2 * u)
        + h[i] * u * (1 - u) * (slopes[i] * (1 - u) - slopes[i + 1] * u)
    )


def key_channels(key) -> dict[tuple, float]:
    """The channels that one key (or a stance) sets: `(kind, index) -> value`."""
    values = {}
    for side, shape in key.get("hands", {}).items():
        for joint, angles in HAND_SHAPES[shape].items():
            for angle, value in angles.items():
                values["angle", ANGLE_INDEX[f"{side}_{joint}", angle]] = value
    for joint, angles in key.get("joints", {}).items():
        for angle, value in angles.items():
            values["angle", ANGLE_INDEX[joint, angle]] = value
    for name, value in key.get("face", {}).items():
        values["expression", list(EXPRESSIONS).index(name)] = value
    for name, value in key.get("root", {}).items():
        values["root", ROOT_CHANNELS.index(name)] = value
    return values


def motion_of(keys, times) -> AngleMotion:
    """Curves through the keys; at time 0 everything unsaid is the relaxed stance.

    Args:
        keys: Mappings with `at_s` and any of `hands`, `joints`, `face`, `root`.
        times: `(T,)` seconds.
    """
    times = np.asarray(times, dtype=np.float64)
    curves: dict[tuple, dict[float, float]] = {}
    for key in [{"at_s": 0.0} | RELAXED, *keys]:
        for channel, value in key_channels(key).items():
            curves.setdefault(channel, {0.0: 0.0})[float(key["at_s"])] = value
    motion = AngleMotion(
        times,
        np.zeros((len(times), len(ANGLES))),
        np.zeros((len(times), len(EXPRESSIONS))),
        np.zeros((len(times), len(ROOT_CHANNELS))),
    )
    arrays = {"angle": motion.angles, "expression": motion.expressions, "root": motion.root}
    for (kind, index), points in curves.items():
        at = sorted(points)
        arrays[kind][:, index] = pchip(at, [points[t] for t in at], times)
    return motion


def stance_of(stance) -> AngleMotion:
    """One frame: a picture's stance."""
    return motion_of([stance | {"at_s": 0.0}], np.zeros(1))
