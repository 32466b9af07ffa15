"""The border of head and trunk at a neck that is seen: a collar is the trunk's, up to the jaw."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.belongings import beside, hand_over, ids_of
from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.plan import ORDER, SIDES

# in radii of the neck's disc, whose middle is the chin
COLLAR = 1.0  # above the chin: so high a collar may stand
HALF, LONG = 0.85, 0.9  # half the width of a neck, and how far down it is seen beside
FRAY = 0.12  # half the width of what is no part of a neck


def settled_neck(sharp, materials, person, neck):
    """Pieces with all cloth below a face at the trunk, and with a clean border of the neck.

    Args:
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        materials: uint8, as `materials_of` gives it.
        person: bool, the person.
        neck: `(x, y, radius)` of the disc that trunk and head share, in pixels.

    Returns:
        A changed copy of `sharp`.
    """
    sharp = sharp.copy()
    head = ORDER.index("head")
    takers = np.isin(sharp, ids_of("torso", "upper_arm")) & person
    rows = np.arange(len(sharp))[:, None]
    cloth = is_made_of(materials, "upper") & person
    collar = cloth & (sharp == head) & (rows > neck[1] - COLLAR * neck[2])
    hand_over(sharp, beside(collar, cloth & takers), takers)
    own = (sharp == head) & person
    size = 2 * max(1, round(FRAY * neck[2])) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    solid = cv2.morphologyEx(own.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, parts, stats, _ = cv2.connectedComponentsWithStats(solid)
    if len(stats) > 1:
        main = parts == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()
        frayed = own & ~main & (rows > neck[1]) & ~is_made_of(materials, "hair")
        hand_over(sharp, frayed, takers)
    return np.where(person, sharp, nearest_of(sharp, person)) if person.any() else sharp


def over_shoulders(joints, neck, shape):
    """Where shoulders are beside a neck, bool: what hair hides there looks like what lies below.

    Args:
        joints: `{joint: (2,)}` in pixels.
        neck: As for `settled_neck`.
        shape: `(height, width)`.
    """
    rows, columns = np.indices(shape)
    row = max(joints[f"{side}_shoulder"][1] for side in SIDES)
    below = (rows < row) & (rows > neck[1] + LONG * neck[2])
    return below & (np.abs(columns - neck[0]) > HALF * neck[2])
