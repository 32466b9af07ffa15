"""A beard that hides the neck: it is the head's, up to its last hair, and the collar lies below."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.person import spread_colours
from pose2video.characters.preparation.plan import ORDER

# in radii of the neck's disc, whose middle is the chin
BELOW, WITHIN = 0.8, 0.6  # the middle below the chin and the radius of what must be hair
COVERS = 0.7  # the share of it
NECK = 0.85  # half the width of a neck, which the hair must cover
AROUND = 0.06  # so far around a beard the cloth's colours are mixed with it
STRANDS = 0.5  # so far strands go on beyond what is surely beard
INNER = 0.15  # so far inside it no cloth shows through
UNLIKE = 22.0  # CIE Lab: what is no beard by its colour
TAKERS = ("torso", "left_upper_arm", "right_upper_arm")  # of what is no beard
LEAST, MOST = 0.12, 0.75  # share of a mixture that counts as none of the beard, and as beard alone


@dataclass(frozen=True, eq=False)
class Beard:
    """A beard before a trunk.

    Attributes:
        share: float32 `(height, width)`, how much of a pixel's colour is the beard's, 0 far off.
        beside: bool, the pixels below the chin that are beard or lie near it.
        around: bool, the pixels in whose colours it may have a share.
        below: bool, the pixels of the beard behind which neck and collar are.
        colours: uint8 RGB, the beard's own in its soft border.
    """

    share: np.ndarray
    beside: np.ndarray
    around: np.ndarray
    below: np.ndarray
    colours: np.ndarray


def beard_of(colours, person, materials, neck) -> Beard | None:
    """Find a beard that hides the neck; None where the neck is seen.

    Where it lies before the trunk, a pixel's share is the projection of its colour on the line
    from the cloth's to the beard's, each gone on from where it is sure.

    Args:
        colours: uint8 RGB `(height, width, 3)`.
        person: bool, the person.
        materials: uint8, as `materials_of` gives it.
        neck: `(x, y, radius)` of the disc that trunk and head share, in pixels.
    """
    x, y, radius = neck
    yy, xx = np.mgrid[: person.shape[0], : person.shape[1]]
    hair = is_made_of(materials, "hair") & person & (yy > y)
    throat = person & (np.hypot(xx - x, yy - y - BELOW * radius) < WITHIN * radius)
    if not throat.any() or (hair & throat).sum() < COVERS * throat.sum():
        return None
    _, parts = cv2.connectedComponents(hair.astype(np.uint8))
    main = np.bincount(parts[hair & throat]).argmax()
    own = parts == main
    row = np.flatnonzero(own[min(int(y + BELOW * radius), len(own) - 1)])
    if not len(row) or row[0] > x - NECK * radius or row[-1] < x + NECK * radius:
        return None
    near = cv2.distanceTransform((~own).astype(np.uint8), cv2.DIST_L2, 5) < STRANDS * radius
    beside = near & person & (yy > y)
    deep = cv2.distanceTransform(own.astype(np.uint8), cv2.DIST_L2, 5)
    sure = (deep > INNER * radius) | (own & (yy < y + INNER * radius))
    lab = cv2.cvtColor(np.float32(colours) / 255, cv2.COLOR_RGB2LAB)
    fill = spread_colours(colours, sure.astype(np.float32))
    soft = max(1.0, 0.1 * radius)
    fill = cv2.GaussianBlur(fill, (0, 0), soft)
    apart = np.linalg.norm(lab - cv2.cvtColor(np.float32(fill) / 255, cv2.COLOR_RGB2LAB), axis=2)
    other = person & ~sure & (yy > y) & (cv2.GaussianBlur(apart, (0, 0), 1.5) > UNLIKE)
    size = 2 * max(1, round(0.03 * radius)) + 1
    other = cv2.erode(other.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    if not (other & near).any():
        return None
    behind = cv2.GaussianBlur(spread_colours(colours, other.astype(np.float32)), (0, 0), soft / 2)
    line = np.float32(fill) - np.float32(behind)
    length = np.maximum((line**2).sum(axis=2), 1.0)
    share = ((np.float32(colours) - behind) * line).sum(axis=2) / length
    share = np.clip((share - LEAST) / (MOST - LEAST), 0, 1)
    share = np.where(sure, 1, np.where(beside & ~(other & (share < 0.5)), share, 0))
    share = (share * _hanging(share > 0.25, sure)).astype(np.float32)
    solved = (np.float32(colours) - (1 - share[..., None]) * behind) / np.maximum(
        share[..., None], 0.3
    )
    solved = np.clip(solved, np.float32(fill) - 60, np.float32(fill) + 60)
    pure = np.where(share[..., None] < 0.97, solved, colours)
    pure = np.where((beside & ~sure)[..., None], pure, colours)
    below = _behind(share > 0.02, person, other, neck)
    size = 2 * max(1, round(AROUND * radius)) + 1
    around = cv2.dilate((share > 0).astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    return Beard(share, beside, around, below, np.clip(pure + 0.5, 0, 255).astype(np.uint8))


def _hanging(region, sure):
    """The components of a region that hold a sure pixel, bool."""
    _, parts = cv2.connectedComponents((region | sure).astype(np.uint8))
    held = np.unique(parts[sure])
    return np.isin(parts, held[held > 0])


def _behind(beard, person, other, neck):
    """Where neck and collar are behind a beard: from the shoulders that are seen up to the chin."""
    x, y, radius = neck
    columns = np.flatnonzero((beard & (np.arange(len(beard)) > y)[:, None]).any(axis=0))
    corners = []
    for edge, step in ((columns[0], -1), (columns[-1], 1)):
        beside = np.clip(
            edge + step * np.arange(2, max(3, int(0.5 * radius))), 0, beard.shape[1] - 1
        )
        seen = other[:, beside] & (np.arange(len(beard)) > y)[:, None]
        tops = np.where(seen.any(axis=0), seen.argmax(axis=0), len(beard) - 1)
        corners.append((beside[tops.argmin()], tops.min()))
    (left, low), (right, high) = corners
    half = NECK * radius
    outline = [
        (left, len(beard)), (left, low), (x - half, min(low, y + 1.5 * radius)), (x - half, y),
        (x + half, y), (x + half, min(high, y + 1.5 * radius)), (right, high), (right, len(beard)),
    ]  # fmt: skip
    drawn = np.zeros(beard.shape, np.uint8)
    cv2.fillPoly(drawn, [np.rint(outline).astype(np.int32)], 1)
    return (drawn > 0) & beard & person


def settled(sharp, person, beard: Beard, neck):
    """Pieces with the beard at the head and what lies below and beside it at the trunk.

    Args:
        sharp: int `(height, width)`, index in `ORDER`. person: bool.
        beard: The `Beard`. neck: As for `beard_of`.

    Returns:
        A changed copy of `sharp`.
    """
    sharp = sharp.copy()
    head = ORDER.index("head")
    rows = np.arange(len(sharp))[:, None]
    lower = person & (sharp == head) & (rows > neck[1] + neck[2]) & (beard.share < 0.5)
    lower |= person & (sharp == head) & beard.beside & (rows > neck[1]) & (beard.share < 0.1)
    takers = np.isin(
        sharp, [ORDER.index(n) for n in ("torso", "left_upper_arm", "right_upper_arm")]
    )
    takers &= person & (beard.share < 0.1)
    if lower.any() and takers.any():
        sharp[lower] = nearest_of(sharp, takers)[lower]
    sharp[beard.share >= 0.5] = head
    return np.where(person, sharp, nearest_of(sharp, person))


def collar(image, known, below):
    """Colours of a trunk behind a beard: what is known beneath goes on upwards, uint8.

    Args:
        image: uint8 `(height, width, 3)`. known: bool, of it. below: bool, where to paint.
    """
    rows = np.arange(len(known))[:, None]
    under = np.where(known, rows, len(known))
    under = np.minimum.accumulate(under[::-1])[::-1]  # the next known pixel of the column
    lacks = under == len(known)
    taken = np.take_along_axis(image, np.minimum(under, len(known) - 1)[..., None], axis=0)
    filled = spread_colours(taken, (below & ~lacks).astype(np.float32))
    wide = max(1.0, 0.02 * np.sqrt(below.sum()))
    filled = cv2.GaussianBlur(filled, (0, 0), sigmaX=wide, sigmaY=2 * wide)
    return np.where(below[..., None], filled, image)
