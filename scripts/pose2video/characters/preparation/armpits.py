"""Dark gaps between a trunk and the arms beside it, which are no part of its cloth."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.outlines import disc

BESIDE = 0.8  # of the reach: so near to an arm a gap is looked for
# A gap has less than this share of the light that all but so many per cent of the trunk have, and
# is so many levels darker.
DARK, ALL_BUT, DARKER = 0.7, 2.0, 8.0
RIM = 0.12  # of the reach: beside a gap colours are mixed


def dark_gaps(colours, trunk, arms, reach):
    """Pixels of a trunk beside its arms that are darker than any of its cloth elsewhere, bool.

    Args:
        colours: uint8 RGB `(height, width, 3)`. trunk, arms: bool `(height, width)`.
        reach: Pixels by which a piece goes on behind what lies beside it.
    """
    beside = cv2.dilate(arms.astype(np.uint8), disc(BESIDE * reach)) > 0
    inner = trunk & ~beside
    if not inner.any():
        return np.zeros_like(trunk)
    light = colours.mean(axis=2)
    least = np.percentile(light[inner], ALL_BUT)
    dark = trunk & beside & (light < min(DARK * least, least - DARKER))
    return cv2.dilate(dark.astype(np.uint8), disc(RIM * reach)) > 0
