"""The border of head and trunk at a neck that is seen: a collar is the trunk's, up to the jaw."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.belongings import hand_over, ids_of, touching
from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.plan import ORDER, SIDES

# in radii of the neck's disc, whose middle is the chin
COLLAR = 1.0  # above the chin: so high a collar may stand
HALF = 0.85  # half the width of a neck
SOFT = 0.1  # of the borders between colours that are painted
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
    hand_over(sharp, touching(collar, cloth & takers), takers)
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


def shoulders_behind(image, painted, known, there, neck, joints, origin):
    """A painted trunk whose shoulders beside the neck look like what is nearest to them, uint8.

    Along the rows, as the rest of a trunk is painted, skin of the neck would run over a shoulder
    that hair hides.

    Args:
        image: uint8 `(height, width, 3)`. painted: The trunk as painted, likewise.
        known: bool, pixels of the image that are the trunk's.
        there: bool, pixels that may be painted.
        neck: As for `settled_neck`, in the picture. joints: `{joint: (2,)}`, likewise.
        origin: `(x, y)` of the image in the picture.
    """
    rows, columns = np.indices(known.shape)
    row = max(joints[f"{side}_shoulder"][1] for side in SIDES) - origin[1]
    beside_neck = np.abs(columns + origin[0] - neck[0]) > HALF * neck[2]
    there = there & ~known & beside_neck & (rows < row) & (rows > neck[1] - origin[1])
    if not there.any() or not known.any():
        return painted
    nearest = np.dstack([nearest_of(image[..., k], known) for k in range(3)])
    nearest = cv2.GaussianBlur(nearest, (0, 0), max(0.5, SOFT * neck[2]))
    share = cv2.GaussianBlur(there.astype(np.float32), (0, 0), max(0.5, SOFT * neck[2]))[..., None]
    share = np.where(known[..., None], 0, share)
    return np.rint(painted + share * (nearest.astype(np.float32) - painted)).astype(np.uint8)
