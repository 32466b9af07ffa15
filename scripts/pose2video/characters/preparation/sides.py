"""The sides of the trunk, where arms lie beside it or before it."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.even_sides import even_sides
from pose2video.characters.preparation.outlines import disc
from pose2video.characters.preparation.plan import SIDES
from pose2video.characters.preparation.usual_trunk import usual_sides

AS_HIPS = 0.4  # a shirt goes out so far of the way to the hips below it
TOP = 0.1  # of the shoulders' distance: so high above their joints they end
FLARE = 0.35  # pixels that the side of a trunk goes outwards per pixel up or down, at most
ROUND, THIN = 0.5, 0.1  # of the reach: a corner at a shoulder, and what sticks out elsewhere
DIM = 0.2  # share of the light that a hidden side loses where it turns away


def between_sides(own, person, joints, reach, hips=False, lower=False):
    """The trunk between two even sides, bool as `own`, and what of each pixel lies there, float32.

    A side is the tightest outline without dents around the shoulder joint and what is seen of the
    trunk, but where the picture shows the background beside the trunk it ends there, and nearby
    not much further out. Above the shoulders all of `own` is inside, below
    all but scraps.

    Args:
        own: bool `(height, width)`, the trunk's pixels.
        person: bool `(height, width)`.
        joints: `{joint: (2,)}` in pixels.
        reach: As in `covered`.
        hips: bool, pixels of the thighs beside which the trunk ends; False for none.
        lower: bool, pixels of trousers or a skirt: below the shirt the trunk is as wide as they.
    """
    shoulders = np.array([joints[f"{side}_shoulder"] for side in SIDES])
    seen = cv2.morphologyEx(own.astype(np.uint8), cv2.MORPH_OPEN, disc(0.15 * reach))
    top = TOP * abs(shoulders[0, 0] - shoulders[1, 0])
    for x, y in np.rint([*shoulders, *(shoulders - (0, top))]).astype(int):
        cv2.circle(seen, (int(x), int(y)), 1, 1, -1)
    above = (seen > 0) & person
    seen = above | (hips & person)
    rows = _rows(seen, person, np.asarray(hips).any())
    bottom = np.flatnonzero(np.asarray(hips).any(axis=-1)).min(initial=len(own))
    if len(rows) < 3:
        return own, np.ones(own.shape, np.float32)
    inside = np.zeros_like(own)
    middle = int(np.median(np.nonzero(seen)[1]))
    below = rows > shoulders[:, 1].max()
    widest = np.abs(shoulders[:, 0] - middle).max()  # the rest of a shoulder is the arm's
    widest = widest + FLARE * np.maximum(rows - shoulders[:, 1].min(), 0)
    ways = (slice(middle, None, -1), slice(middle, None))
    left, right = (
        np.minimum(
            (1 - AS_HIPS) * _side(above[rows][:, way], person[rows][:, way], below, reach)
            + AS_HIPS * _side(seen[rows][:, way], person[rows][:, way], below, reach),
            widest,
        )
        for way in ways
    )
    column = np.arange(own.shape[1])
    low = _rows_of(seen & lower & own, seen & own)
    if len(low) > 2:  # the hem does not make the hips wider
        worn, around, all_below = seen & (lower | hips), person[low], np.ones(len(low), bool)
        at = np.isin(rows, low)
        for side, way in zip((left, right), ways, strict=True):
            ends = _side(worn[low][:, way], around[:, way], all_below, reach)
            side[at] = np.minimum(side[at], ends)
    inside[rows] = (column >= middle - left[:, None]) & (column <= middle + right[:, None])
    inside[bottom:] = False  # what a hand hides there is a leg
    upper = np.arange(len(own)) < shoulders[:, 1].max() + 0.3 * reach
    trunk = inside | (seen & own) | (own & upper[:, None])
    below = np.arange(int(shoulders[:, 1].max()), rows[-1] + 1)
    usual = usual_sides(joints, below)
    if len(low):  # the legs say how wide they are
        last = np.searchsorted(rows, np.minimum(below, rows[-1]))
        worn = np.stack([middle - left[last], middle + right[last]])
        on_legs = (below >= low[0]) & np.asarray(hips).any()
        usual = np.where(on_legs, np.clip(usual, worn[0], worn[1]), usual)
    return even_sides(trunk, person, below, middle, usual, reach)


def _rows(seen, person, has_hips):
    """The rows of a trunk from the first to the last, those that hands and forearms hide too.

    Without hips it ends with the person below it: hands may lie at the edge of the picture.
    """
    rows, columns = np.nonzero(seen)
    if not len(rows):
        return rows
    last = rows.max()
    if not has_hips:
        below = person[last:, int(np.median(columns))]
        last += len(below) - 1 if below.all() else max(0, int(below.argmin()) - 1)
    return np.arange(rows.min(), last + 1)


def _rows_of(lower, all_of):
    """The rows from the one on in which most of what is seen is lower cloth."""
    count, total = lower.sum(axis=1), all_of.sum(axis=1)
    most = np.flatnonzero(2 * count > np.maximum(total, 1))
    return np.arange(most[0], np.flatnonzero(total)[-1] + 1) if len(most) else most


def _side(seen, person, below, reach):
    """Pixels from the middle to the side of a trunk, `(rows,)`, going outwards along axis 1.

    `below` says which rows lie below the shoulders: there the first background ends the trunk,
    unless more of it is seen beyond (between the legs).
    """
    column, step = np.arange(seen.shape[1]), np.arange(len(seen))
    beyond = np.cumsum(seen[:, ::-1], axis=1)[:, ::-1]
    ends = ~person & below[:, None] & (beyond < 0.5 * seen.sum(axis=1, keepdims=True))
    limit = np.where(ends.any(axis=1), ends.argmax(axis=1), seen.shape[1]).astype(np.float64)
    last = np.where(seen & (column < limit[:, None]), column, 0).max(axis=1)
    for y in np.flatnonzero(ends.any(axis=1)):
        limit = np.minimum(limit, limit[y] + FLARE * np.abs(step - y))
    points = np.stack([last, step], axis=1).astype(np.int32)
    corners = np.array([[0, 0], [0, len(last) - 1]], np.int32)
    hull = np.zeros(seen.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.concatenate([points, corners])), 1)
    side = np.minimum(hull.sum(axis=1).astype(np.float64) - 1, limit)
    size = 2 * round(0.15 * reach) + 1
    return cv2.blur(side[:, None], (1, size), borderType=cv2.BORDER_REPLICATE)[:, 0]


def turning_away(image, alpha):
    """What is painted of a trunk, darker to both of its sides as a round body is, uint8.

    Args:
        image: uint8 RGB `(height, width, 3)`. alpha: float32 `(height, width)`, the trunk's.
    """
    inside = alpha > 0.5
    wide = inside.sum(axis=1)
    column = np.arange(inside.shape[1])
    middle = (inside * column).sum(axis=1) / np.maximum(wide, 1)
    half = np.maximum(wide, 2) / 2
    middle, half = (
        cv2.GaussianBlur(row[:, None], (0, 0), max(0.02 * len(row), 1)) for row in (middle, half)
    )
    aside = np.clip((column - middle) / half, -1, 1)
    light = 1 - DIM * (1 - np.sqrt(1 - aside * aside))
    return np.rint(image * light[..., None]).astype(np.uint8)


def without_corners(alpha, shoulders, radius, reach):
    """A trunk's alpha without what sticks out beside the shoulders, and thin ends below them.

    Args:
        alpha: float32 `(height, width)`. shoulders: The two shoulder joints, `(2, 2)` in pixels.
        radius: Pixels around these in which corners get round.
        reach: As in `covered`.
    """
    solid = (alpha > 0.5).astype(np.uint8)
    near = np.zeros_like(solid)
    for x, y in np.rint(shoulders).astype(int):
        cv2.circle(near, (int(x), int(y)), max(1, round(radius)), 1, -1)
    below = np.arange(len(alpha))[:, None] > shoulders[:, 1].max()
    gone = np.zeros(alpha.shape, bool)
    for size, where in ((ROUND, near > 0), (THIN, below)):
        kept = cv2.morphologyEx(solid, cv2.MORPH_OPEN, disc(size * reach))
        gone |= where & (cv2.dilate(kept, disc(1)) == 0)
    return (alpha * (1 - cv2.GaussianBlur(gone.astype(np.float32), (0, 0), 0.7))).astype(np.float32)
