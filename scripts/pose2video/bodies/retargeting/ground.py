"""The ground on which a body walks."""

from __future__ import annotations

import numpy as np

ROUNDS = 6  # of the fit
FIRM = 0.03  # metres: so far above the ground a foot counts half
STEEPEST = 0.5  # metres of height per metre of depth
STILL = 0.1  # metres: who walks less far in depth says little of how the ground rises


def ground_plane(depths, lows) -> tuple[float, float]:
    """The ground: the plane, level from left to right, under the lower foot of most frames.

    It may rise into the depth, as it does where a camera looks down. Least squares; what lies above
    the plane, a jump, counts less in every round.

    Args:
        depths, lows: z and the y of the lowest point of both feet, `(T, 2)`, camera axes, metres.

    Returns:
        y at z = 0, and dy/dz, which is negative where the camera looks down.
    """
    frames, lower = np.arange(len(lows)), lows.argmax(axis=1)
    z, y = depths[frames, lower], lows[frames, lower]
    trust = np.ones(len(z))
    for _ in range(ROUNDS):
        centre, level = np.average(z, weights=trust), np.average(y, weights=trust)
        away = z - centre
        rise = (trust * away * (y - level)).sum() / ((trust * away**2).sum() + STILL**2 * len(z))
        rise = float(np.clip(rise, -STEEPEST, STEEPEST))
        above = np.maximum(level + rise * away - y, 0)
        trust = 1 / (1 + (above / FIRM) ** 2)
    return float(level - rise * centre), rise
