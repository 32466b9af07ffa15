"""What somebody put right about a character's picture: the part that is used, the painted mask."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.drawn_masks import CUT_OUT
from pose2video.errors import UserError
from pose2video.films.limits import LIMITS
from pose2video.films.pictures import load_picture

SHAPE = 0.02  # by which the mask may be of another shape than the picture
SEES = 0.7  # share of what is surely the person that a painted mask must hold
LEAST_PX = 32


def cropped(picture, crop):
    """The part of a picture that is used.

    Args:
        picture: `(height, width)` or `(height, width, channels)`, or None.
        crop: Left, top, right, bottom in shares of it; None for all.

    Raises:
        UserError: Too little is left.
    """
    if crop is None or picture is None:
        return picture
    height, width = picture.shape[:2]
    left, right = (round(crop[i] * width) for i in (0, 2))
    top, bottom = (round(crop[i] * height) for i in (1, 3))
    if min(right - left, bottom - top) < LEAST_PX:
        raise UserError(
            f"crop leaves {right - left} x {bottom - top} pixels of the character's picture: take "
            "a larger part"
        )
    return np.ascontiguousarray(picture[top:bottom, left:right])


def read_mask(path, shape, limits=LIMITS):
    """A painted mask: white is the person.

    Args:
        path: A picture of any kind. shape: `(height, width)` of the character's picture.
        limits: What is larger is refused.

    Returns:
        uint8 of `shape`.

    Raises:
        UserError: It cannot be read, or is of another picture.
    """
    grey = cv2.cvtColor(load_picture(path, limits=limits), cv2.COLOR_RGB2GRAY)
    if abs(grey.shape[1] * shape[0] / (grey.shape[0] * shape[1]) - 1) > SHAPE:
        raise UserError(
            f"the mask {path} has {grey.shape[1]} x {grey.shape[0]} pixels, the character's "
            f"picture {shape[1]} x {shape[0]}, which is another shape: paint one of this picture"
        )
    return cv2.resize(grey, shape[::-1], interpolation=cv2.INTER_AREA)


def painted_mask(painted, core):
    """The mask that was painted, float32 in [0, 1].

    Args:
        painted: uint8 `(height, width)`, 255 is the person. core: See `drawn_masks.core_of`.

    Raises:
        UserError: It is empty or full, or leaves out what is surely the person.
    """
    covered = painted > 127
    if not CUT_OUT[0] < covered.mean() < CUT_OUT[1]:
        raise UserError(
            f"the painted mask covers {covered.mean():.0%} of the character's picture: paint the "
            "person white, and what is behind black"
        )
    if covered[core].mean() < SEES:
        raise UserError(
            f"the painted mask leaves out {1 - covered[core].mean():.0%} of the person's head, "
            "trunk and limbs: paint all of the person white"
        )
    return painted.astype(np.float32) / 255
