"""How far the driver's trunk turns: the middle of the picture's goes along to the side."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.over_clip.signals import smoothed

BONES = ("root", "spine01")  # at the hips and at the shoulders
DEEP = 0.67  # a trunk's depth before its axis over half its width (about 0.12 and 0.18 m in adults)
MOST = 0.42  # of half the width; from 0.5 on the picture would fold
SIDEWAYS = 0.3  # cosine from which the front leaves: from behind there is none to move
CALM_S = 0.05  # seconds, sigma of the smoothing


def trunk_yaws(motion, stance) -> np.ndarray:
    """How far hips and shoulders are turned against the picture, `(T, 2)` radians, to the right.

    Args:
        motion: A `Motion` with a body. stance: The body as it stands in the picture.
    """
    figure = motion.figure
    moving, resting = figure.transforms(motion.body), figure.transforms(stance)
    yaws = [
        yaw_of(moving[:, bone]) - yaw_of(resting[:, bone])[0]
        for bone in map(figure.rig.index, BONES)
    ]
    return smoothed(np.stack(yaws, axis=1), CALM_S * motion.poses.fps)


def trunk_turns(yaws) -> np.ndarray:
    """How far the middle of the trunk's front lies aside of the middle of its outline.

    The front lies before the axis about which a trunk turns, its outline beside it: seen from 30
    degrees a row of buttons lies at a third of the way to the far side.

    Args:
        yaws: `(T, 2)`, see `trunk_yaws`.

    Returns:
        `(T, 2)` at hips and shoulders, in halves of the width, positive to the canvas's right.
    """
    sin, cos = np.sin(yaws), np.cos(yaws)
    aside = np.clip(DEEP * sin / np.maximum(cos, SIDEWAYS), -MOST, MOST)
    return aside * np.clip(cos / SIDEWAYS, 0, 1)


def yaw_of(transforms) -> np.ndarray:
    """Which way bones with transforms `(T, 4, 4)` look: `(T,)` radians, positive to the right.

    It goes on beyond half a turn, so that it has no jumps.
    """
    facing = -transforms[:, :3, 2]
    return np.unwrap(np.arctan2(facing[:, 0], -facing[:, 2]))
