"""A picture's background beyond its edges."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.framing.stretching import stretched

# Of the shorter side: what is broader than THINGS goes straight on, what is finer than PATTERN is
# pattern, and than FINE grain; how far from the edge the mirror image of either has faded.
THINGS, PATTERN, FINE = 0.04, 0.012, 0.01
THINGS_FADE, PATTERN_FADES = 0.16, 0.05
GRAIN = 3.0  # grey levels; where there is more of it on the mean, it is no grain
# In sizes of things: so far about a place a pattern is as strong; up to which share of it, and from
# which on not, its strength may vary there.
AROUND, UNEVEN = 4.0, (0.2, 0.35)
# Of the distance from the edge: what lies along it and is smaller has merged with what is beside
# it; a border between two larger things, a floor and a wall, gets less soft.
MERGED, SOFT = 0.8, 0.06
STEPS = 8  # distances from the edge at which colours along it are worked out
# Pixels; outer lines that all along differ by so many levels from these are a film's frame.
RIM, FRAMED = 4, 10.0


def continued(image, box) -> np.ndarray:
    """What a rectangle shows of an image that goes on beyond its edges.

    Light and colour at an edge go straight on, calmer with the distance: no thing comes twice, the
    line between floor and wall goes on, small things merge. Right beyond the edge the picture goes
    on as its mirror image, which loses its pattern first; farther out there is its grain alone. A
    pattern that is as strong all about, bricks or tiles, does not end.

    Args:
        image: uint8 `(height, width, 3)`. box: `(x, y, width, height)` in its pixels.

    Returns:
        uint8 `(box height, box width, 3)`.
    """
    x, y, width, height = box
    places = (np.arange(y, y + height), len(image)), (np.arange(x, x + width), image.shape[1])
    turned = np.ix_(*(mirrored(n, size) for n, size in places))
    down, aside = (np.maximum(np.maximum(-n, n - size + 1), 0) for n, size in places)
    away = np.hypot(down[:, None], aside[None])
    if not away.any():
        return image[turned]
    shorter = min(image.shape[:2])
    framed = _without_rim(image).astype(np.float32)
    broad, things = (_blurred(framed, size * shorter) for size in (THINGS, PATTERN))
    goes_on = as_pattern(framed - broad, THINGS * shorter)[turned][..., None]
    result = _straight_on(things, box)
    mirror = _straight_on(broad, box) + (things - broad)[turned]
    result += np.maximum(_near(away, THINGS_FADE * shorter), goes_on) * (mirror - result)
    share = np.maximum(_near(away, PATTERN_FADES * shorter), goes_on)
    result += share * (framed - things)[turned]
    result += (1 - share) * _grain(framed, FINE * shorter)[turned]
    return np.clip(np.rint(result), 0, 255).astype(np.uint8)


def behind(image, view) -> np.ndarray:
    """What lies behind the figure in a view, uint8 `(box height, box width, 3)`.

    The picture, stretched at edges beyond which more is shown, and what `continued` adds to that.

    Args:
        image: The picture without the person, uint8. view: A `PictureView`.
    """
    ground = continued(*stretched(image, view.ground or view.box))
    if ground.shape[1::-1] == tuple(view.box[2:]):
        return ground
    return cv2.resize(ground, view.box[2:], interpolation=cv2.INTER_CUBIC)


def mirrored(numbers, size):
    """Places in a row of pixels that goes on as its mirror image, the edge not twice."""
    if size == 1:
        return np.zeros_like(numbers)
    period = 2 * (size - 1)
    turned = np.mod(numbers, period)
    return np.where(turned < size, turned, period - turned)


def _near(away, far):
    """1 at the edge, 0 so far away, soft between: `(height, width, 1)`."""
    share = np.clip(1 - away / max(far, 1), 0, 1)[..., None]
    return share * share * (3 - 2 * share)


def as_pattern(fine, size):
    """How far places belong to a pattern that is as strong all about them, float32 `(h, w)`.

    Args:
        fine: The picture without what is broader than its things, `(h, w, 3)`. size: Of things.
    """
    strong = _blurred(np.abs(fine).max(axis=2), size)
    mean = _blurred(strong, AROUND * size)
    spread = np.sqrt(np.maximum(_blurred(strong**2, AROUND * size) - mean**2, 0))
    even = (UNEVEN[1] - spread / np.maximum(mean, 1)) / np.ptp(UNEVEN)
    return np.clip(even, 0, 1) * np.clip(mean / GRAIN - 1, 0, 1)


def _blurred(image, size):
    return cv2.GaussianBlur(image, (0, 0), max(size, 1), borderType=cv2.BORDER_REPLICATE)


def _grain(image, size):
    """The grain of an image, without its things and their borders, float32."""
    grain = image - _blurred(image, size)
    busy = _blurred(np.abs(grain).max(axis=2), 2 * size)
    return np.clip(grain, -GRAIN, GRAIN) * np.clip(2 - 2 * busy / GRAIN, 0, 1)[..., None]


def _straight_on(image, box):
    """What a box shows of an image whose colours go straight on, float32."""
    x, y, width, height = box
    wide = _columns(image, x, width)
    return _columns(wide.swapaxes(0, 1), y, height).swapaxes(0, 1)


def _columns(image, first, size):
    """Columns of an image `(height, width, 3)` that goes on to its left and right, float32.

    Args:
        first, size: The first column and how many, in the image's pixels.
    """
    wide = image.shape[1]
    left, right = max(-first, 0), max(first + size - wide, 0)
    parts = [
        _beyond(image[:, 0], left)[:, ::-1],
        image[:, max(first, 0) : max(min(first + size, wide), 0)],
        _beyond(image[:, -1], right),
    ]
    return np.concatenate(parts, axis=1)[:, max(first - wide, 0) :][:, :size]


def _beyond(line, far):
    """Columns 1 to `far` beyond a line of colours `(height, 3)`, float32 `(height, far, 3)`."""
    at = np.unique(np.rint(np.geomspace(1, far + 1, STEPS)).astype(int) - 1) if far else [0]
    lines = np.stack([_calmed(line, away) for away in at])
    column = np.arange(1, far + 1)
    after = np.clip(np.searchsorted(at, column), 1, max(len(at) - 1, 1))
    if len(at) < 2:
        return np.repeat(lines[:1], far, axis=0).swapaxes(0, 1)
    share = ((column - at[after - 1]) / (at[after] - at[after - 1])).astype(np.float32)
    share = share[:, None, None]
    return (lines[after - 1] * (1 - share) + lines[after] * share).swapaxes(0, 1)


def _calmed(line, away):
    """A line of colours `(height, 3)` as it is so many pixels beyond the edge."""
    from scipy.ndimage import gaussian_filter1d, median_filter

    merged = median_filter(line, size=(2 * round(MERGED * away / 2) + 1, 1), mode="nearest")
    return gaussian_filter1d(merged, max(SOFT * away, 0.5), axis=0, mode="nearest")


def _without_rim(image):
    """An image whose outermost lines are like the next where they are a frame, as `image`."""
    image = image.copy()
    for axis in (0, 1):
        for step in (1, -1):
            lines = np.moveaxis(image, axis, 0)[::step]
            if len(lines) > 2 * RIM:
                off = (lines[:RIM].astype(np.float32) - lines[RIM]).mean(axis=2)
                frame = np.abs(off.mean(axis=1)) > np.maximum(FRAMED, off.std(axis=1))
                lines[: RIM if frame.any() else 0] = lines[RIM]
    return image
