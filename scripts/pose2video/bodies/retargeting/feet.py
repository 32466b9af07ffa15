"""Feet that stand still on the driver's body stand still on the character's."""

from __future__ import annotations

import numpy as np

STILL = 0.25  # leg lengths a second below which an ankle stands
SHORTEST_S = 0.12  # a shorter rest is none
RAMP_S = 0.15  # seconds in which the correction comes and goes


def standing_runs(ankle, leg, fps):
    """Runs `[start, end)` of frames in which an ankle `(T, 3)` stands, as an int array `(n, 2)`."""
    if len(ankle) < 3:
        return np.zeros((0, 2), int)
    speed = np.linalg.norm(np.gradient(ankle, axis=0), axis=1) * fps / leg
    still = np.concatenate([[False], speed < STILL, [False]])
    edges = np.flatnonzero(np.diff(still.astype(np.int8))).reshape(-1, 2)
    return edges[edges[:, 1] - edges[:, 0] >= SHORTEST_S * fps]


def planted(own, runs, fps):
    """The path `(T, 3)` of the character's ankle, at one place in every run, eased in and out.

    Args:
        own: `(T, 3)`, its path as the rotations give it. runs: Of the driver's, `standing_runs`.
    """
    correction, weight = np.zeros_like(own), np.zeros(len(own))
    frames = np.arange(len(own))
    for start, end in runs:
        place = np.median(own[start:end], axis=0)
        away = np.maximum(np.maximum(start - frames, frames - (end - 1)), 0) / (RAMP_S * fps + 1)
        share = np.clip(1 - away, 0, 1)
        share = share * share * (3 - 2 * share)
        held = np.clip(frames, start, end - 1)  # outside of the run the correction of its end
        correction += share[:, None] * (place - own[held])
        weight += share
    return own + correction / np.maximum(weight, 1)[:, None]
