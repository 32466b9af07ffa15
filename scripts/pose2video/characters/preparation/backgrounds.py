"""The picture without the person."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.copies import of_copies
from pose2video.characters.preparation.holes import hole_of
from pose2video.characters.preparation.loose_ends import sticking_out
from pose2video.characters.preparation.person import spread_colours
from pose2video.characters.preparation.plain_fills import plain_fill

SIDE = 384  # shorter side of the picture on which the colours of copies are worked out, in pixels
BESIDE, ALIKE = 0.01, 20.0  # of the short side; grey levels: what lies left and right is the same
OF_STEP = 0.6  # of how far both are off the smooth fill: likewise
GRAIN, DRAWN = (0.5, 3.0), 0.05  # grey levels, at least and at most; what is less is drawn
# Grey levels per pixel, at a short side of 512: the middle and the steepest slopes of what has
# neither texture nor edges.
FLAT = (0.25, 5.0)
NEAR_GROUND = 0.3  # of the hole's height: a shadow that ends so low goes on over the floor
EVEN = 2.2  # grey levels: a texture that differs less from side to side goes straight on behind


def fill_background(picture, mask, shade=None):
    """Paint what the person hides.

    Before a plain wall as `plain_fills` says; where the surroundings have texture or edges with
    copies of these, see `copies`.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        shade: Where a shadow was taken off a wall, bool, or None: where the wall is plain it is
            painted anew with the person, and no rim is left.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    hole = hole_of(picture, mask)
    if hole.all() or not hole.any():
        return np.full_like(picture, 128) if hole.all() else picture
    hole = hole | sticking_out(picture, hole)
    flat = _is_flat(picture, hole)
    if shade is not None and flat:
        hole = hole | shade | _to_the_ground(shade, hole)
    if flat:
        even = np.clip(np.rint(plain_fill(picture, hole) + _grain(picture, hole)), 0, 255)
        return np.where(hole[..., None], even, picture).astype(np.uint8)
    return of_copies(picture, hole, _guide(picture, hole))


def _guide(picture, hole):
    """About which colours a hole has, float32 `(height, width, 3)`, worked out on few pixels."""
    scale = min(1.0, SIDE / min(hole.shape))
    size = tuple(max(8, round(side * scale)) for side in hole.shape[::-1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(np.float32(hole), size, interpolation=cv2.INTER_AREA) > 0
    if inside.all():
        return spread_colours(picture, np.float32(~hole)).astype(np.float32)
    across = _across(small, inside, spread_colours(small, np.float32(~inside)))
    return cv2.resize(across, hole.shape[::-1], interpolation=cv2.INTER_LINEAR)


def _to_the_ground(shade, hole):
    """What lies below the end of a shadow on a wall, down to where the person stands, bool.

    There it goes on over the floor, of which no more is known than of the wall.
    """
    below = np.zeros_like(hole)
    rows = np.flatnonzero(hole.any(axis=1))
    ends = np.flatnonzero(shade.any(axis=1))
    if len(ends) and ends[-1] > rows[-1] - NEAR_GROUND * np.ptp(rows):
        last = ends[-1] + 1
        above = shade[last - max(1, round(BESIDE * min(hole.shape))) : last]
        below[last : rows[-1] + 1, above.any(axis=0)] = True
    return below


def _across(picture, hole, smooth):
    """A smooth fill in which what is alike left and right of the hole goes straight on behind it.

    So the line between wall and floor stays straight.
    """
    reach, between, (left, right), ends = _beside(picture, hole)
    columns = np.arange(hole.shape[1])
    share = ((columns - left) / np.maximum(right - left, 1))[..., None]
    straight = ends[0] + share * (ends[1] - ends[0])
    # far off the smooth fill, as where a floor begins, the two sides may differ by more
    allowed = np.maximum(ALIKE, OF_STEP * np.abs(sum(ends) / 2 - smooth).max(axis=2))
    alike = np.exp(-np.square(np.abs(ends[1] - ends[0]).max(axis=2) / allowed)) * between * hole
    result = smooth + alike[..., None] * (straight - smooth)
    even = cv2.GaussianBlur(result, (1, 0), sigmaX=0.1, sigmaY=reach)  # no row by itself
    return np.where(hole[..., None], even, picture).astype(np.float32)


def _beside(picture, hole):
    """What lies left and right of a hole in its rows.

    Returns:
        How far that is looked at, pixels; the pixels with something on both sides, bool
        `(height, width)`; the columns of both, int `(height, width)`, and their colours, float32
        `(height, width, 3)`.
    """
    reach = max(1, round(BESIDE * min(hole.shape)))
    known = np.float32(~hole)
    means = cv2.blur(np.dstack([picture * known[..., None], known]), (2 * reach + 1, 3))
    means = means[..., :3] / np.maximum(means[..., 3:], 1e-3)
    columns = np.arange(hole.shape[1])
    left = np.maximum.accumulate(np.where(hole, -1, columns), axis=1)
    right = np.minimum.accumulate(np.where(hole, hole.shape[1], columns)[:, ::-1], axis=1)[:, ::-1]
    between = (left >= 0) & (right < hole.shape[1])
    rows = np.arange(len(hole))[:, None]
    ends = [means[rows, np.where(between, end, 0)] for end in (left, right)]
    return reach, between, (left, right), ends


def _waves(picture, hole):
    """How far the two sides of a hole differ by turns from row to row, grey levels."""
    _, between, _, (left, right) = _beside(picture, hole)
    inside = hole & between
    differs = np.array([
        np.median((right - left)[y, inside[y]], axis=0) for y in np.flatnonzero(inside.any(axis=1))
    ], np.float32)  # fmt: skip
    if not len(differs):
        return 0.0
    usual = cv2.GaussianBlur(differs[:, None], (1, 0), sigmaX=0.1, sigmaY=0.1 * len(differs))
    return float(np.median(np.abs(differs[:, None] - usual).mean(axis=2)))


def _grain(picture, hole):
    """Noise as strong as around a hole, float32 `(height, width, 1)`, or light has steps."""
    fine = picture.astype(np.float32).mean(axis=2)
    fine -= cv2.GaussianBlur(fine, (0, 0), 1.5)
    strong = 1.48 * float(np.median(np.abs(fine[~hole])))
    noise = np.random.default_rng(0).normal(0, 1, hole.shape).astype(np.float32)
    return (np.clip(strong, *GRAIN) if strong > DRAWN else 0) * noise[..., None]


def _is_flat(picture, hole):
    """Whether hardly any edge meets a hole, and no texture, or one that goes straight on."""
    margin = max(2, round(BESIDE * min(hole.shape)))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    near = cv2.dilate(hole.astype(np.uint8), kernel)
    ring = (cv2.dilate(near, kernel, iterations=3) > 0) & (near == 0)
    grey = cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.float32).mean(axis=2)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / 8
    if not ring.any():
        return True
    slopes = np.percentile(slope[ring], (50, 98)) * min(hole.shape) / 512
    if slopes[1] > FLAT[1]:
        return False
    return bool(slopes[0] < FLAT[0]) or _waves(picture, hole) < EVEN
