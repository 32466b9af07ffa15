"""Hair goes over into a plain wall strand by strand: the mask of it is a matte, no cut."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.person import spread_colours

BAND = 0.014  # of the picture's short side: so far strands reach beyond the mask, and the wall in
FAINT, WHOLE = 0.12, 0.8  # share of a mixture that counts as none, and as all
APART = (30, 60)  # units of RGB between hair and wall: with less the mask stays
PLAIN = (0.10, 0.25)  # spread of the wall over that: with more the mask stays


def strands(picture, mask, hair) -> np.ndarray:
    """The mask with the shares of single hairs beside the outline of hair.

    A pixel's share is the projection of its colour on the line from the wall's to the hair's, each
    gone on from where it is sure. Where the wall is not plain, or much like the hair, nothing
    changes.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        hair: bool, pixels of the person that are hair.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    person = mask > 0.5
    band = max(2, round(BAND * min(mask.shape)))
    if not hair.any() or person.all():
        return mask
    inside = cv2.distanceTransform(person.astype(np.uint8), cv2.DIST_L2, 5)
    outside = cv2.distanceTransform((~person).astype(np.uint8), cv2.DIST_L2, 5)
    near = (inside < band) & (outside < band)
    near &= nearest_of((hair & person).astype(np.uint8), person) > 0
    core = hair & (inside >= 0.6 * band)
    wall = outside > 1.2 * band
    if not near.any() or not core.any() or not wall.any():
        return mask
    behind = np.float32(spread_colours(picture, wall.astype(np.float32)))
    own = spread_colours(picture, core.astype(np.float32))
    own = np.float32(cv2.GaussianBlur(own, (0, 0), 0.5 * band))
    line = own - behind
    length = np.linalg.norm(line, axis=2)
    share = ((picture - behind) * line).sum(axis=2) / np.maximum(length, 1) ** 2
    share = np.clip((share - FAINT) / (WHOLE - FAINT), 0, 1)
    share = np.maximum(share, np.clip(2 * inside / band - 1, 0, 1))
    sure = np.clip((length - APART[0]) / (APART[1] - APART[0]), 0, 1)
    spread = _spread(picture, wall & (outside < 4 * band), 4 * band) / np.maximum(length, 1)
    sure *= np.clip((PLAIN[1] - spread) / (PLAIN[1] - PLAIN[0]), 0, 1)
    sure = cv2.GaussianBlur(np.float32(sure), (0, 0), band)
    grown = (np.where(near, share, mask) > 0.2) | person
    _, parts = cv2.connectedComponents(grown.astype(np.uint8))
    share = share * np.isin(parts, np.unique(parts[person & (inside > 0.5 * band)]))
    fade = np.clip(2 - 2 * outside / band, 0, 1)  # to nothing at the end of the band
    matte = sure * np.minimum(share, fade) + (1 - sure) * mask
    return np.where(near, matte, mask).astype(np.float32)


def _spread(picture, wall, reach):
    """Standard deviation of the wall's brightness around each pixel, grey levels."""
    grey = picture.astype(np.float32).mean(axis=2)
    size = (2 * reach + 1, 2 * reach + 1)
    slow = cv2.GaussianBlur(grey * wall, (0, 0), reach / 2)
    slow /= np.maximum(cv2.GaussianBlur(wall.astype(np.float32), (0, 0), reach / 2), 1e-3)
    square = cv2.blur((grey - slow) ** 2 * wall, size)
    return np.sqrt(square / np.maximum(cv2.blur(wall.astype(np.float32), size), 1e-3))
