"""Does the person on the film hold together: no torn limbs, no rags."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pose2video.names import spans

WORST = 10.0  # percentile of the frames
TORN = 0.7  # share of a part: where less of it holds together, it is named


@dataclass(frozen=True)
class Wholeness:
    """How much of the body's worst part holds together in at least nine of ten frames.

    Of each part, an upper arm or a shin with its foot, the share that the film shows at its place,
    less the area of rags and shreds beside it, counts; the least of a frame is the frame's, and the
    10th percentile of these the film's. What the character's picture does not show is not asked
    for. The person is where the film differs from the character's own background.
    """

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, limbs):
        """Measure `Limbs`; None where nothing is asked for."""
        least = _least(limbs)
        return float(np.nanpercentile(least, WORST)) if np.isfinite(least).any() else None


def falls_apart(value, limbs, least) -> list[str]:
    """The sentence about a film in which the person does not hold together, or none.

    Args:
        value: Its wholeness, or None.
        limbs: Its `Limbs`.
        least: The wholeness below which a film is warned of.
    """
    if value is None or value >= least:
        return []
    said = f"wholeness {np.floor(100 * value) / 100:.2f} is below {least:g}"
    torn = limbs.shown < TORN
    if not torn.any():
        return [f"{said}: look for torn limbs and rags"]
    worst = int(torn.sum(axis=0).argmax())
    name = limbs.names[worst].replace("_", " ")
    frames = spans(np.flatnonzero(torn[:, worst]))
    return [f"{said} (the {name} most of all, in frames {frames}): look for torn limbs and rags"]


def _least(limbs):
    """The worst part of every frame, NaN where none is asked for."""
    worst = np.where(np.isnan(limbs.shown), np.inf, limbs.shown).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(worst), worst, np.nan)
