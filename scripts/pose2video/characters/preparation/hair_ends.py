"""Hair that lies on cloth ends hair by hair, not where a map of materials has its corners."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.preparation.belongings import ids_of
from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.person import spread_colours
from pose2video.characters.preparation.plan import ORDER

BAND = 0.012  # of the picture's short side: so far the border of hair may lie elsewhere
LEAST, MOST = 0.2, 0.8  # share of a mixture that counts as none of the hair, and as hair alone
APART = (25.0, 60.0)  # units of RGB between hair and cloth: with less the border stays
NEVER = 60.0  # units of RGB by which no hair is off those around it


@dataclass(frozen=True, eq=False)
class HairEnds:
    """The border of hair and cloth.

    Attributes:
        near: bool `(height, width)`, the pixels at it.
        share: float32, how much of a pixel's colour is the hair's there, 0 elsewhere.
        colours: uint8 RGB, the hair's own there, the picture's elsewhere.
    """

    near: np.ndarray
    share: np.ndarray
    colours: np.ndarray


def hair_ends(colours, sharp, materials, person) -> HairEnds | None:
    """Find where hair of the head ends on cloth of trunk and arms; None where it does not.

    A pixel's share is the projection of its colour on the line from the cloth's to the hair's, each
    gone on from where it is sure.

    Args:
        colours: uint8 RGB `(height, width, 3)`.
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        materials: uint8, as `materials_of` gives it.
        person: bool, the person.
    """
    band = max(2, round(BAND * min(sharp.shape)))
    hair = is_made_of(materials, "hair") & person & (sharp == ORDER.index("head"))
    cloth = is_made_of(materials, "upper") & person & np.isin(sharp, ids_of("torso", "upper_arm"))
    if not hair.any() or not cloth.any():
        return None
    off_hair, off_cloth = (_away(region) for region in (hair, cloth))
    near = (hair & (off_cloth < band)) | (cloth & (off_hair < band))
    core, far = hair & (off_cloth >= band), cloth & (off_hair >= band)
    if not near.any() or not core.any() or not far.any():
        return None
    own, behind = _gone_on(colours, core, 0.5 * band), _gone_on(colours, far, 0.25 * band)
    line = own - behind
    length = np.linalg.norm(line, axis=2)
    share = ((colours - behind) * line).sum(axis=2) / np.maximum(length, 1) ** 2
    share = np.clip((share - LEAST) / (MOST - LEAST), 0, 1)
    sure = np.clip((length - APART[0]) / (APART[1] - APART[0]), 0, 1)
    plain = cv2.GaussianBlur(hair.astype(np.float32), (0, 0), 0.1 * band)
    share = np.where(near, sure * share + (1 - sure) * plain, hair).astype(np.float32)
    _, parts = cv2.connectedComponents((share > 0.25).astype(np.uint8))
    held = np.unique(parts[core])
    share = np.where(near, share * np.isin(parts, held[held > 0]), 0).astype(np.float32)
    solved = (colours - (1 - share[..., None]) * behind) / np.maximum(share[..., None], 0.3)
    solved = np.clip(solved, own - NEVER, own + NEVER)
    mixed = near & (share < 0.97)
    pure = np.where(mixed[..., None], np.clip(solved + 0.5, 0, 255), colours).astype(np.uint8)
    return HairEnds(near, share, pure)


def _away(region):
    """Distance of pixels to a region."""
    return cv2.distanceTransform((~region).astype(np.uint8), cv2.DIST_L2, 5)


def _gone_on(colours, known, soft):
    """The known colours gone on over all pixels, float32."""
    filled = spread_colours(colours, known.astype(np.float32)).astype(np.float32)
    return cv2.GaussianBlur(filled, (0, 0), soft)


def with_ends(sharp, person, ends: HairEnds):
    """Pieces whose hair ends where it does, int as `sharp`; the rest is that of what is nearest."""
    sharp = sharp.copy()
    takers = np.isin(sharp, ids_of("torso", "upper_arm")) & person
    bare = ends.near & (ends.share < 0.5)
    sharp[bare] = nearest_of(sharp, takers)[bare]
    sharp[ends.near & (ends.share >= 0.5)] = ORDER.index("head")
    return sharp
