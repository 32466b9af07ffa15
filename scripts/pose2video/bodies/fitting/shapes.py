"""The shape of a hand: where its fit starts and what it leans to."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.angles import FINGERS
from pose2video.bodies.fitting import limits
from pose2video.bodies.fitting.chain import State
from pose2video.bodies.fitting.scene import Scene
from pose2video.poses.finger_states import FINGER_STATES, THUMB_STATES, expected, likely

FINGER_SIGMA, CLOSED_SIGMA = 0.006, 0.020  # metres: of a closed finger points are guessed
TOLD = 0.5  # share of a finger's start that its state says; the rest is as each frame has it


def with_shape(scene: Scene, state: State, side):
    """The state with the fingers of one hand as their states say.

    Returns:
        The `State`; angles and deviations `(T, A)` that the fit leans to, radians; deviations
        `(T, 21)` of the hand's points in metres.
    """
    sight, names = scene.sight, scene.chain.names
    hand = sight.poses.layout.parts[f"{side}_hand"]
    points = np.concatenate(
        [sight.poses.keypoints[:, hand], sight.poses.depth[:, hand, None]], axis=2
    ).astype(np.float64)
    rows = limits.table(names)
    rest, loose = (np.tile(rows[:, k], (len(points), 1)) for k in (2, 3))
    sigma = np.full((len(points), hand.stop - hand.start), FINGER_SIGMA)
    there = sight.hands[side] & np.isfinite(points).all(axis=(1, 2))
    if not there.any():
        return state, (rest, loose), sigma
    fingers, thumb = likely(np.where(there[:, None, None], points, np.nan), sight.poses.fps)
    parts = [(FINGERS[k], ("mcp", "pip", "dip"), fingers[:, k], FINGER_STATES) for k in range(4)]
    parts.append(("thumb", ("close", "lift", "mcp", "ip"), thumb, THUMB_STATES))
    angles = state.angles.copy()
    for finger, joints, chances, states in parts:
        columns = [names.index(f"{side}_{finger}_{joint}") for joint in joints]
        mean, spread = (np.radians(v) for v in expected(chances, states))
        spread = spread / scene.noise
        start = TOLD * mean + (1 - TOLD) * angles[:, columns]
        for values, told in ((angles, start), (rest, mean), (loose, spread)):
            values[:, columns] = np.where(there[:, None], told, values[:, columns])
    hidden = fingers[..., [state.word == "closed" for state in FINGER_STATES]].sum(axis=2)
    more = FINGER_SIGMA + scene.noise * hidden * (CLOSED_SIGMA - FINGER_SIGMA)
    for k in range(4):
        at = 5 + 4 * k
        sigma[:, at + 1 : at + 4] = np.where(there[:, None], more[:, k, None], FINGER_SIGMA)
    return replace(state, angles=angles), (rest, loose), sigma
