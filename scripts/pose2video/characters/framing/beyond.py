"""A picture's background beyond its edges."""

from __future__ import annotations

import cv2
import numpy as np

FINE, PLAIN = 0.01, 1.5  # of the shorter side: what is finer is pattern; grey levels of it
GROUND = 0.08  # of the height: the band at the lower edge that goes on below it
SOFT = 0.02  # of the way from the edge: a mirrored pattern gets softer by this
# Of the shorter side: what is broader in a plain background goes straight on; what is finer is
# mirrored, and but for the grain has faded so far from the edge.
BROAD, FADES = 0.012, 0.03
GRAIN = 3.0  # grey levels
RIM, FRAMED = 4, 10.0  # pixels; outer lines that differ by so many levels from these are a frame


def continued(image, box) -> np.ndarray:
    """What a rectangle shows of an image that goes on beyond its edges.

    A pattern goes on as its mirror image, softer with the distance; below the lower edge that of a
    narrow band alone goes to and fro. Of a plain background, a wall and a floor, light and colour
    at the edge go straight on, so that no shadow comes again; only its grain is mirrored.

    Args:
        image: uint8 `(height, width, 3)`. box: `(x, y, width, height)` in its pixels.

    Returns:
        uint8 `(box height, box width, 3)`.
    """
    x, y, width, height = box
    places = (np.arange(y, y + height), len(image)), (np.arange(x, x + width), image.shape[1])
    rows, columns = (mirrored(n, size) for n, size in places)
    band = max(2, round(GROUND * len(image)))
    first = len(image) - band  # of the band: a floor has no wall under it
    below = first + mirrored(places[0][0] - first, band)
    turned = np.ix_(np.where(places[0][0] < len(image), rows, below), columns)
    down, aside = (np.maximum(np.maximum(-n, n - size + 1), 0) for n, size in places)
    away = np.hypot(down[:, None], aside[None])
    if not away.any():
        return image[turned]
    if _is_plain(image):
        nearest = np.ix_(*(n.clip(0, size - 1) for n, size in places))
        return _straight_on(_without_rim(image), turned, nearest, away)
    result = image[turned]
    blur = max(SOFT * away.max(), 0.5)
    soft = cv2.GaussianBlur(result, (0, 0), blur)
    share = np.clip(away / max(4 * blur, 1), 0, 1)[..., None]
    return np.rint(result * (1 - share) + soft * share).astype(np.uint8)


def mirrored(numbers, size):
    """Places in a row of pixels that goes on as its mirror image, the edge not twice."""
    if size == 1:
        return np.zeros_like(numbers)
    period = 2 * (size - 1)
    turned = np.mod(numbers, period)
    return np.where(turned < size, turned, period - turned)


def _straight_on(image, turned, nearest, away):
    """A plain image beyond its edges, uint8; `away` is the distance from it in pixels."""
    shorter = min(image.shape[:2])
    broad = cv2.GaussianBlur(
        image.astype(np.float32), (0, 0), max(BROAD * shorter, 1), borderType=cv2.BORDER_REPLICATE
    )
    fine = image - broad
    grain = fine - cv2.GaussianBlur(fine, (0, 0), max(FINE * shorter, 1))
    share = np.clip(1 - away / max(FADES * shorter, 1), 0, 1)[..., None]
    share = share * share * (3 - 2 * share)
    grain = np.clip(grain, -GRAIN, GRAIN)[turned]
    result = broad[nearest] + share * fine[turned] + (1 - share) * grain
    return np.clip(np.rint(result), 0, 255).astype(np.uint8)


def _without_rim(image):
    """An image whose outermost lines are like the next where they are a frame, as `image`."""
    image = image.copy()
    for axis in (0, 1):
        for step in (1, -1):
            lines = np.moveaxis(image, axis, 0)[::step]
            if len(lines) > 2 * RIM:
                inner = lines[RIM : 2 * RIM].mean()
                off = np.abs(lines[:RIM].mean(axis=(1, 2)) - inner) > FRAMED
                lines[: RIM if off.any() else 0] = lines[RIM]
    return image


def _is_plain(image):
    """Whether an image has no pattern."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), max(1.0, FINE * min(grey.shape)))
    return float(np.abs(fine).mean()) < PLAIN
