"""The person's mask: by the picture's own alpha, by hand-given keypoints, or by what is seen."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.certain import around_feet, certain_pixels
from pose2video.characters.preparation.drawn_masks import core_of, is_cut_out, mask_of_given
from pose2video.characters.preparation.finding import PersonOnPicture
from pose2video.characters.preparation.floors import without_floor
from pose2video.characters.preparation.person import rough_mask, sharp_mask
from pose2video.errors import UserError

SMALLEST_PERSON = 0.01  # share of the picture


def mask_of(picture, found: PersonOnPicture, is_given, alpha=None):
    """The share of the person in every pixel, float32 `(height, width)`.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        found: The person.
        is_given: Whether their keypoints were given by hand.
        alpha: uint8, how opaque the picture is, at any size; None where it does not say.

    Raises:
        UserError: The person is too small.
    """
    joints, face, unit, shape = found.joints, found.face, found.unit, picture.shape[:2]
    core = core_of(shape, joints, face, found.seen, unit)
    if alpha is not None and alpha.shape != shape:
        alpha = cv2.resize(alpha, shape[::-1], interpolation=cv2.INTER_AREA)
    certain = certain_pixels(shape, joints, found.confidence, face, found.seen, unit)
    feet = around_feet(shape, joints, found.shown, unit)
    if is_cut_out(alpha, core):
        mask = alpha.astype(np.float32) / 255
    elif is_given:
        mask = mask_of_given(picture, core, face, unit, certain, feet)
    else:
        rough = rough_mask(picture, feet)
        _refuse_small(rough)
        mask = sharp_mask(picture, rough, certain, feet)
        mask = without_floor(picture, mask, joints, found.shown, unit)
    _refuse_small(mask)
    return mask


def _refuse_small(mask):
    if mask.mean() < SMALLEST_PERSON:
        raise UserError(
            f"the person covers only {mask.mean():.1%} of the character's picture: "
            f"crop it closer to the person"
        )
