"""How wide a trunk usually is from its shoulders down, where no picture shows it."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import SIDES

# Half the width of a dressed trunk over half the distance of the shoulder joints, at shares of the
# way from the shoulders to the hips: the median of body models fitted to photographs, which have
# bare waists of 0.80 and hips of 1.12, in cloth that hangs over the waist.
ALONG = (0.0, 0.3, 0.6, 0.8, 1.0, 1.25)
WIDE = (1.0, 0.99, 0.93, 0.97, 1.05, 1.13)


def usual_width(share):
    """Half the width of a trunk over half the distance of its shoulder joints.

    Args:
        share: Of the way from the shoulders down to the hips, any shape; beyond 1 is below these.
    """
    share = np.asarray(share, float)
    knots = np.linspace(ALONG[0], ALONG[-1], 26)
    soft = np.convolve(np.pad(np.interp(knots, ALONG, WIDE), 2, "edge"), np.ones(5) / 5, "valid")
    return np.interp(share, knots, soft)


def usual_sides(joints, rows):
    """Columns of the left and the right side of a usual trunk in rows of a picture, `(2, rows)`.

    Args:
        joints: `{joint: (2,)}` in pixels. rows: `(n,)`, their numbers.
    """
    top, low = (np.array([joints[f"{s}_{j}"] for s in SIDES]) for j in ("shoulder", "hip"))
    half = abs(top[0, 0] - top[1, 0]) / 2
    top, low = top.mean(axis=0), low.mean(axis=0)
    share = (rows - top[1]) / max(low[1] - top[1], 1.0)
    middle = top[0] + np.clip(share, 0, 1) * (low[0] - top[0])
    wide = half * usual_width(share)
    return np.stack([middle - wide, middle + wide])
