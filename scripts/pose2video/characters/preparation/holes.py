"""What leaves the background with a person: their mask, loose hair beside it, and its rim."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import spread_colours

MARGIN = 0.02  # of the short side: the hole goes on beyond the mask by this
BAND = 0.04  # likewise: so far beyond that, what looks like the person is theirs
LIKE_THEM = 0.3  # of the way from the colours farther out to the person's
DIFFERENT = 18.0  # levels: where these are nearer nothing can be told


def hole_of(picture, mask):
    """The pixels of a picture that must be painted anew, bool `(height, width)`.

    The mask and a margin; and what hangs together with it in a band around it, and has more of the
    person's colour there than of what lies farther out.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
    """
    short = min(mask.shape)
    person = (mask > 0.02).astype(np.uint8)
    hole = cv2.dilate(person, _ellipse(max(2, round(MARGIN * short))))
    band = cv2.dilate(hole, _ellipse(max(2, round(BAND * short))))
    if band.all() or not person.any():
        return hole > 0
    away = spread_colours(picture, np.float32(band == 0)).astype(np.float32)
    own = spread_colours(picture, np.float32(mask > 0.98)).astype(np.float32) - away
    length = np.linalg.norm(own, axis=2)
    share = ((picture - away) * own).sum(axis=2) / np.maximum(length, 1) ** 2
    alike = (band > 0) & (length > DIFFERENT) & (share > LIKE_THEM)
    alike = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_OPEN, np.ones((2, 2), np.uint8))
    _, parts = cv2.connectedComponents(hole | alike)
    theirs = np.isin(parts, np.unique(parts[hole > 0])).astype(np.uint8)
    rim = _ellipse(max(1, round(0.3 * MARGIN * short)))
    return (cv2.dilate(theirs, rim) | hole) > 0


def _ellipse(radius):
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
