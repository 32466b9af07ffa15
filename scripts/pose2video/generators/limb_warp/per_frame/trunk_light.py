"""The light on a trunk that turns, over that in which the picture shows it."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limbs.limb_shapes import RELIT, SHADED

LEAST = 0.05  # radians: a trunk that turns less is lit as in the picture
ROUND = 0.9  # of the trunk's half width, where the picture's sides look aside as far as this


def trunk_light(trunk, light, yaws):
    """How much brighter or darker a trunk is at places of the picture, a function of them.

    It is taken to be as round as a column: what the picture shows at its middle looked at the
    camera, and looks where the trunk's yaw points it.

    Args:
        trunk: The `Trunk`. light: The picture's `Light`.
        yaws: `(2,)`, how far hips and shoulders turn, radians to the right.

    Returns:
        `lit(x, y)`, a factor, for canvas pixels at rest; None where it is 1 everywhere.
    """
    if np.abs(yaws).max() < LEAST:
        return None
    spine, side = trunk.rest_spine, trunk.rest_sides.mean(axis=0)
    side = side * (np.sign(side[0]) or 1)
    low, high = np.arcsin(np.sin(yaws))  # from behind the picture's front is drawn

    def lit(x, y):
        dx, dy = x - trunk.rest_hips[0], y - trunk.rest_hips[1]
        t = np.clip((dx * spine[0] + dy * spine[1]) / (spine @ spine), 0, 1)
        aside = (dx * side[0] + dy * side[1]) / trunk.half
        before = np.arcsin(np.clip(aside, -ROUND, ROUND))
        now = np.clip(before + low + t * (high - low), -np.pi / 2, np.pi / 2)
        levels = [
            light.on(np.float32(np.stack([np.sin(a), 0 * a, -np.cos(a)], axis=-1).reshape(-1, 3)))
            for a in (now, before)
        ]
        ratio = levels[0].mean(axis=1) / levels[1].mean(axis=1)
        return np.float32(np.clip(ratio, *RELIT) ** SHADED).reshape(x.shape)

    return lit
