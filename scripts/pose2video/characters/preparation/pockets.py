"""Pockets of the background that hair, neck and shoulders enclose: they are not the person's."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import box_of

LIKE, UNLIKE = 14.0, 24.0  # CIE Lab: nearer to what lies behind, and farther from all of the head
WIDE = 1.6  # face heights from the middle of the face within which pockets are looked for
LEAST = 0.06  # face heights across: smaller ones are left
RARE = 0.01  # of face and crown: a colour of less is none of theirs
BINS = np.array([8.0, 6.0, 6.0])  # CIE Lab: colours of a head are told apart by these


def without_pockets(picture, mask, behind, face, shoulders):
    """The mask without the pockets about a head.

    A pocket looks like the background that is filled in behind it, and like nothing of face and
    crown.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        behind: uint8 RGB `(height, width, 3)`, the background.
        face: `(n, 2)`, outline of the face with the ears, in pixels.
        shoulders: `(2, 2)`, joints in pixels; pockets lie above them.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    middle = face.mean(axis=0)
    tall = 2 * np.abs((face - middle)[:, 1]).max()
    rows, columns = np.indices(mask.shape)
    zone = (np.hypot(columns - middle[0], rows - middle[1]) < WIDE * tall) & (mask > 0.5)
    zone &= rows < shoulders[:, 1].max()
    y, x = box_of(zone)
    if not zone.any() or tall < 8:
        return mask
    lab, back = (
        cv2.cvtColor(np.float32(image[y, x]) / 255, cv2.COLOR_RGB2LAB)
        for image in (picture, behind)
    )
    like = zone[y, x] & (np.linalg.norm(lab - back, axis=2) < LIKE)
    own = _head(face, middle, mask.shape)[y, x] & (mask[y, x] > 0.97)
    if not like.any() or not own.any():
        return mask
    colours, count = np.unique(np.rint(lab[own] / BINS), axis=0, return_counts=True)
    colours = colours[count >= min(RARE * own.sum(), count.max())] * BINS
    off = [np.linalg.norm(colours - colour, axis=1).min() for colour in lab[like]]
    like[like] = np.array(off) > UNLIKE
    size = max(3, round(LEAST * tall)) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    large = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, kernel)
    _, parts = cv2.connectedComponents(like.astype(np.uint8))
    kept = np.unique(parts[large > 0])
    pocket = np.isin(parts, kept[kept > 0]).astype(np.uint8)
    pocket = cv2.morphologyEx(pocket, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    mask = mask.copy()
    mask[y, x] *= 1 - cv2.GaussianBlur(pocket.astype(np.float32), (0, 0), 1.0)
    return mask


def _head(face, middle, shape):
    """Pixels of the face and of the crown above it, bool."""
    drawn = np.zeros(shape, np.uint8)
    lifted = middle + 0.85 * (face - middle)
    for points in (lifted, lifted + [0, 0.45 * (face[:, 1].min() - middle[1])]):
        cv2.fillConvexPoly(drawn, np.rint(cv2.convexHull(np.float32(points))).astype(np.int32), 1)
    return drawn > 0
