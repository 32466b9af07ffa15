"""A picture made a little larger by stretching what lies at its edges: nothing need be invented."""

from __future__ import annotations

import cv2
import numpy as np

DEEP = 0.35  # of the picture: so much of it at an edge is stretched at most
MORE = 0.3  # of what is stretched: it gets larger by this
STRETCH = MORE * DEEP  # of the picture: so far an edge can be stretched


def stretched(image, box):
    """An image that reaches as far as a rectangle does, or nearer to it, and the rectangle in it.

    Its edges are stretched the more the farther out they lie, its middle stays as it is.

    Args:
        image: uint8 `(height, width, 3)`. box: `(x, y, width, height)` in its pixels.

    Returns:
        The image, uint8, and the box in its pixels.
    """
    x, y, wide, high = box
    height, width = image.shape[:2]
    columns, left = _places(width, -x, x + wide - width)
    rows, above = _places(height, -y, y + high - height)
    if len(columns) == width and len(rows) == height:
        return image, box
    larger = cv2.remap(
        image, *np.meshgrid(columns, rows), cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    return larger, (x + left, y + above, wide, high)


def _places(size, before, after):
    """Where in a line of pixels those of a longer one lie, float32, and how many are before it."""
    (first, deep), (last, other) = (_of_edge(size, max(0, by)) for by in (before, after))
    middle = np.arange(deep, size - other)
    places = np.concatenate([first[::-1], middle, size - 1 - last])
    return places.astype(np.float32), len(first) - deep


def _of_edge(size, wanted):
    """How far from an edge what is shown there lies, from within outwards, and how many that are.

    Returns:
        The distances, float `(deep + more,)`, and `deep`: so many pixels of the line they take.
    """
    more = int(min(wanted, STRETCH * size))
    deep = int(np.ceil(more / MORE))
    out = np.arange(1, deep + more + 1) / max(deep + more, 1)
    return deep * (1 - (1 + MORE) * out + MORE * out**2), deep
