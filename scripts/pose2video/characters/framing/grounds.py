"""What of a character's picture lies behind the figure, where a performance needs more room.

Nobody can invent a room. So the figure is rather set farther back into the picture that there is:
it is drawn as small as its performance needs, and what lies behind is shown larger than that.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.framing.stretching import STRETCH

STRIP = 0.06  # of the shorter side: so far from an edge the picture says how it goes on
CALM = 0.005  # of the shorter side: finer than that is grain, which goes on by itself
SLOPE = (1.5, 6.0)  # levels per hundredth of the shorter side: plain, and hard to go on with
BY_STRETCHING = 0.3  # how much counts what stretched edges show, against what is invented
BARE = 0.15  # what a frame of plain invention costs; half of it a fourth of that
PLAIN = 0.04  # how hard even a plain edge is
# The most that a figure is set back: one that stands would walk into the wall behind it, one that
# the lower edge cuts is only farther away.
FARTHEST, FARTHEST_CUT = 1.3, 2.0
STEPS = 11  # sizes that are tried
SET_BACK, SET_BACK_CUT = 0.25, 0.2  # what a figure of half the size costs, in frames of invention


def hardness(background) -> np.ndarray:
    """How hard it is to go on with a picture to the left, above, to the right and below, `(4,)`.

    0 for a plain wall, 1 for a shelf: the share of its slopes right at the edge.

    Args:
        background: uint8 RGB `(height, width, 3)`.
    """
    unit = min(background.shape[:2]) / 100
    soft = cv2.GaussianBlur(background.astype(np.float32), (0, 0), max(100 * CALM * unit, 0.5))
    slopes = [cv2.Sobel(soft, cv2.CV_32F, *by) / 8 * unit for by in ((1, 0), (0, 1))]
    slope = np.hypot(*slopes).max(axis=2)
    hard = np.clip((slope - SLOPE[0]) / (SLOPE[1] - SLOPE[0]), 0, 1)
    deep = max(2, round(100 * STRIP * unit))
    sides = hard[:, :deep], hard[:deep], hard[:, -deep:], hard[-deep:]
    return np.array([max(PLAIN, float(side.mean())) for side in sides])


def best_ground(box, picture, hard, cut):
    """What lies behind a figure in a box, and what that costs.

    Args:
        box: `(x, y, width, height)` in which the figure is seen, in pixels of the picture.
        picture: Its `(width, height)`. hard: As `hardness` gives it.
        cut: Whether the picture's lower edge cuts the figure.

    Returns:
        `(x, y, width, height)` in pixels of the picture, of the box's proportions, and the cost:
        the share of the frame that is invented, by how hard it is, and how small the figure gets.
    """
    farthest, price = (FARTHEST_CUT, SET_BACK_CUT) if cut else (FARTHEST, SET_BACK)
    fits = np.divide(box[2:], picture)
    sizes = np.r_[np.linspace(1, farthest, STEPS), fits[(fits > 1) & (fits < farthest)]]
    grounds = [set_back(box, picture, size, cut) for size in sizes]
    costs = [
        invented(ground, picture, hard) + price * (size - 1)
        for ground, size in zip(grounds, sizes, strict=True)
    ]
    best = int(np.argmin(costs))
    return tuple(round(float(v)) for v in grounds[best]), costs[best]


def set_back(box, picture, size, cut):
    """What lies behind a figure that is so many times smaller, `(x, y, width, height)`.

    To the side it is moved until the picture holds it. Its lower edge is the picture's where that
    cuts the figure; else it gets smaller towards the horizon, half way up, and its feet may come
    nearer than that but not go farther.
    """
    (x, y, *wide_high), extent = box, np.array(picture)
    wide, high = ground = np.divide(wide_high, size)
    left, lowest = x + (wide_high[0] - wide) / 2, extent - ground
    left = np.clip(left, *sorted((0, lowest[0])))
    if cut:
        top = min(y + wide_high[1], extent[1]) - high
    else:
        top = extent[1] / 2 + (y - extent[1] / 2) / size
        top = max(top, min(0, lowest[1]))
    return left, top, wide, high


def invented(ground, picture, hard):
    """The share of what is shown that lies beyond the picture, each side by how hard it is.

    What a picture's edges can be stretched to counts less.
    """
    x, y, wide, high = ground
    beyond = np.maximum([-x, -y, x + wide - picture[0], y + high - picture[1]], 0)
    beyond -= (1 - BY_STRETCHING) * np.minimum(beyond, STRETCH * np.tile(picture, 2))
    shares = beyond / [wide, high, wide, high]
    return float(shares @ hard + BARE * shares.sum() ** 2)
