"""Thin things that stick out of a person before a plain wall: they leave with them.

A hair band, a string, half a word that the person covers: the mask has but the part near the
person, and the rest would stay in the air where they stood.
"""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 400  # shorter side of the picture on which they are looked for, in pixels
BROAD = 10.0  # pixels of that: what is broader is light and shade
STANDS_OUT = 9.0  # grey levels off its surroundings
GAPS = 4  # pixels of that, radius: across these a thing hangs together
FAR = 0.2  # of the shorter side: a thing ends so near the person
BUSY = 0.01  # share of the surroundings that may stand out; where there is more, no wall is plain
LARGEST = 0.03  # of the hole: what is larger stands by itself


def sticking_out(picture, hole):
    """What sticks out of a hole, bool `(height, width)`; nothing but before a plain wall.

    Args:
        picture: uint8 RGB `(height, width, 3)`. hole: bool `(height, width)`.
    """
    none = np.zeros_like(hole)
    scale = min(1.0, SIDE / min(hole.shape))
    size = tuple(max(8, round(side * scale)) for side in hole.shape[::-1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float32)
    inside = cv2.resize(np.float32(hole), size, interpolation=cv2.INTER_AREA) > 0
    known = np.float32(~inside)
    around = cv2.GaussianBlur(small * known[..., None], (0, 0), BROAD)
    around /= np.maximum(cv2.GaussianBlur(known, (0, 0), BROAD), 1e-3)[..., None]
    stands = (np.abs(small - around).max(axis=2) > STANDS_OUT) & ~inside
    joined = cv2.dilate(np.uint8(stands | inside), _ellipse(GAPS)) > 0
    _, things = cv2.connectedComponents(np.uint8(joined))
    theirs = stands & np.isin(things, np.unique(things[inside]))
    away = cv2.distanceTransform(np.uint8(~inside), cv2.DIST_L2, 5) / min(size)
    surroundings = ~inside & ~theirs & (away < FAR)
    too_far = (theirs & (away >= FAR)).any() or theirs.sum() > LARGEST * inside.sum()
    if not theirs.any() or too_far or stands[surroundings].mean() > BUSY:
        return none
    grown = cv2.dilate(np.uint8(theirs), _ellipse(GAPS))
    return cv2.resize(grown, hole.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0


def _ellipse(radius):
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
