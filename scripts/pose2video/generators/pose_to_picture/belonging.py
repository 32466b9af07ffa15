"""Which places of a bent moment show what belongs there, and not another limb."""

from __future__ import annotations

import numpy as np

from pose2video.generators.nearest.features import ENDS, WIDTHS
from pose2video.generators.nearest.halves import away

SHOWN = (0.3, 0.6)  # shares of what lies somewhere that belongs there: nothing, and all is shown


def belonging(mine, asked):
    """How much of what a bent moment shows lies as near to its own bones as it did.

    Beside a foot that turns, all that lay around it turns along, the other leg, too; between legs
    that part lies a third one. There a place of the pose is far from bones that the place of the
    moment was near to. A bone is near by `1 / (1 + d^3)`, d in half widths; the share is the sum of
    what is near in both by the sum of what was near in the moment.

    Args:
        mine: The moment's points, `(18, 2)` pixels, NaN where unknown. asked: The pose's.

    Returns:
        `belongs((x, y), (x, y)) -> share`, of places of the pose and those of the moment: float32
        in [0, 1] of their shape; 1 where no bone is known in both.
    """
    ends = np.stack([points[ENDS].mean(axis=2) for points in (asked, mine)])
    known = np.isfinite(ends).all(axis=(0, 2, 3))
    shared = np.isfinite(asked + mine).all(axis=1)
    sizes = [np.ptp(points[shared], axis=0) for points in (asked, mine)]
    widths = [WIDTHS[known, None] * np.float32(np.linalg.norm(size)) for size in sizes]

    def belongs(here, there):
        shape = here[0].shape
        now, before = (
            1 / (1 + away(ends[i, known], widths[i], *place) ** 3)
            for i, place in enumerate((here, there))
        )
        share = (1e-9 + np.minimum(now, before).sum(axis=0)) / (1e-9 + before.sum(axis=0))
        share = (share - SHOWN[0]) / (SHOWN[1] - SHOWN[0])
        return np.clip(share, 0, 1).reshape(shape).astype(np.float32)

    return belongs
