"""The light of a coloured wall in the rim of hair and skin before it: it does not travel along."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import spread_colours

BAND = 0.014  # of the picture's short side: so deep inside the outline a wall is seen
APART = (25.0, 50.0)  # RGB units of hue: of the wall itself, and between it and the person
SURE = 0.1  # share of the wall's hue that counts as none
MIXED = (45.0, 90.0)  # RGB units off all mixtures: farther off it may be a thing of its own
LIT = (6.0, 16.0)  # RGB units of the wall's own hue: from there on its light lies on it
WALL = (0.3, 0.7)  # shares of the wall from which a pixel is less than the person's, and none
NEVER = 60.0  # RGB units by which no rim is off the person's own colour beside it


def without_spill(colours, mask, behind, region):
    """Colours whose rim has the hue of what lies deeper inside, and the mask without the wall.

    How much of the wall a pixel holds is told by its hue alone (RGB less its mean), so that shades
    and lights of the rim stay.

    Args:
        colours: uint8 RGB `(height, width, 3)`, the person's.
        mask: float32 `(height, width)`, share of the person.
        behind: uint8 RGB, the background.
        region: bool, where to look: of one part of the person, whose colours go on to its rim.

    Returns:
        The two, as they came but for the region's rim.
    """
    band = max(2.0, BAND * min(mask.shape))
    inside = cv2.distanceTransform((mask > 0.5).astype(np.uint8), cv2.DIST_L2, 5)
    core, rim = region & (inside >= 1.5 * band), region & (inside < 2 * band)
    if not core.any() or not rim.any():
        return colours, mask
    own = spread_colours(colours, core.astype(np.float32)).astype(np.float32)
    wall = cv2.GaussianBlur(behind.astype(np.float32), (0, 0), band)
    line = own - wall
    held = np.where(rim, _held(colours, own, wall) * np.clip(2 - inside / band, 0, 1), 0)
    cleared = np.clip(colours + held[..., None] * line, own - NEVER, own + NEVER)
    share = np.clip(4 * held, 0, 1)[..., None]
    colours = np.clip(colours + share * (cleared - colours) + 0.5, 0, 255).astype(np.uint8)
    seen = np.clip((WALL[1] - held) / (WALL[1] - WALL[0]), 0, 1)
    return colours, (mask * seen).astype(np.float32)


def _held(colours, own, wall):
    """Share of the wall in pixels, `(height, width)`; 0 where it is not sure."""
    line = own - wall
    hue, of_wall = _hue(line), np.linalg.norm(_hue(wall), axis=2)
    length = np.linalg.norm(hue, axis=2)
    held = (_hue(own - colours) * hue).sum(axis=2) / np.maximum(length, 1) ** 2
    held = np.clip((held - SURE) / (1 - SURE), 0, 1)
    sure = [np.clip((v - APART[0]) / (APART[1] - APART[0]), 0, 1) for v in (length, of_wall)]
    off = np.linalg.norm(own - held[..., None] * line - colours, axis=2)
    mixed = np.clip((MIXED[1] - off) / (MIXED[1] - MIXED[0]), 0, 1)
    toward = (_hue(colours) * _hue(wall)).sum(axis=2) / np.maximum(of_wall, 1)
    lit = np.clip((toward - LIT[0]) / (LIT[1] - LIT[0]), 0, 1)
    return held * np.prod(sure, axis=0) * np.maximum(mixed, lit)


def _hue(colours):
    """What differs between the channels, `(..., 3)`."""
    return colours - colours.mean(axis=-1, keepdims=True)
