"""What a trunk looks like where arms, hands or hair hide it: its own colours go on."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.person import spread_colours

# Of the reach: what is usual is the mean so far, a pixel goes on so far, its mirror image so far.
WIDE, NEAR, FOLDS = 0.6, 0.15, 0.8
FOLD = 40.0  # grey levels: what differs by more from the usual is no fold
# What lies above or below a place counts as so much farther off than what lies beside it, this
# below the shoulders only from so many times the reach on, and how clearly the nearer one wins.
UPWARDS, BESIDE, SHARP = 1.0, 1.0, 3
SHOULDER = 0.5  # of the reach: so far below its joint a bare shoulder's skin goes on
MIXED = 0.15  # of the reach: beside skin colours are mixed
DRESSED = 0.5  # of a trunk's known pixels: with more cloth than this no skin goes on behind an arm


def trunk_behind(image, known, reach, below, materials):
    """Colours of a trunk beyond its known pixels, uint8.

    Hems, belts and stripes go on along the rows behind an arm; up and down they would run, and do
    so only where the cloth above and below is nearer: behind forearms before a waist, and beside a
    neck. Behind hands and arms the skin of a neckline does not go on.

    Args:
        image: uint8 `(height, width, 3)`. known: bool, of it.
        reach: Pixels by which a piece goes on behind what lies beside it.
        below: bool `(height,)`, rows below the shoulders.
        materials: uint8, as `materials_of` gives it.
    """
    filled = _from_around(image, known, reach, below)
    lower = np.roll(below, round(SHOULDER * reach)) & below
    skin = is_made_of(materials, "skin").astype(np.uint8)
    skin = cv2.dilate(skin, np.ones((2 * round(MIXED * reach) + 1,) * 2, np.uint8)) > 0
    cloth = known & ~(skin & below[:, None])
    if cloth.sum() > DRESSED * known.sum() and (cloth < known).any():
        behind = lower[:, None] & ~known & ~is_made_of(materials, "hair")
        filled[behind] = _from_around(image, cloth, reach, below)[behind]
    filled = cv2.GaussianBlur(filled, (0, 0), max(0.5, 0.03 * reach))
    return np.clip(filled + 0.5, 0, 255).astype(np.uint8)


def usual_around(image, known, reach, rows):
    """The mean of the known pixels around, uint8 as `image`; by rows only beside, not above."""
    wide = 2 * round(WIDE * reach) + 1
    size = (wide, 2 * round(0.1 * reach) + 1) if rows else (wide, wide)
    share = known.astype(np.float32)
    total = cv2.boxFilter(image * share[..., None], cv2.CV_32F, size, normalize=False)
    count = cv2.boxFilter(share, cv2.CV_32F, size, normalize=False)
    return np.rint(total / np.maximum(count, 1)[..., None]).astype(np.uint8)


def _from_around(image, known, reach, below):
    """What is known of an image gone on along rows and columns, float32."""
    nothing = ~(known.any(axis=0) | known.any(axis=1)[:, None])
    usual = usual_around(image, known, reach, True)
    beside, far = _along_rows(image, known, usual, NEAR * reach, FOLDS * reach * below)
    usual = usual_around(image, known, reach, False).swapaxes(0, 1)
    above, high = _along_rows(image.swapaxes(0, 1), known.T, usual, NEAR * reach)
    high, far[nothing] = high.T, 0
    # below the shoulders what lies on one side alone may be another cloth
    high[below[:, None] & ~_between(known) & np.isfinite(far)] = np.inf
    ratio = np.maximum(far - BESIDE * reach * below[:, None], 0) + 1
    share = (1 / (1 + (ratio / (UPWARDS * high + 1)) ** SHARP))[..., None]
    filled = share * beside + (1 - share) * above.swapaxes(0, 1)
    filled[nothing] = spread_colours(image, known.astype(np.float32))[nothing]
    return filled


def _between(known):
    """Places of columns that have known ones above and below, bool."""
    return np.maximum.accumulate(known) & np.maximum.accumulate(known[::-1])[::-1]


def _along_rows(image, known, usual, near, folds=None):
    """The known colours of every row gone on along it, and how far away they are in pixels.

    What differs there from the usual goes on for some pixels, or its mirror image for some more:
    no fold becomes a stripe. In a row without any known pixel all is black and infinitely far.

    Args:
        image, usual: uint8 `(height, width, 3)`. known: bool `(height, width)`.
        near: Pixels in which it fades. folds: `(height,)`, those in which its mirror image does;
            None for no such.

    Returns:
        float32 as `image`, and `(height, width)`.
    """
    filled = np.zeros(image.shape, np.float32)
    far = np.full(known.shape, np.inf, np.float32)
    columns = np.arange(image.shape[1])
    off = image.astype(np.float32) - usual
    for y in np.flatnonzero(known.any(axis=1)):
        at = np.flatnonzero(known[y])
        after = np.searchsorted(at, columns)
        right, left = at[np.minimum(after, len(at) - 1)], at[np.maximum(after - 1, 0)]
        nearest = np.where(np.abs(columns - right) < np.abs(columns - left), right, left)
        far[y] = np.abs(columns - nearest)
        plain = [np.interp(columns, at, usual[y, at, channel]) for channel in range(3)]
        detail = np.exp(-far[y] / near)[:, None] * off[y, nearest]
        if folds is not None and folds[y] > 0:
            turned = np.clip(2 * nearest - columns, 0, len(columns) - 1)
            fold = off[y, turned]
            share = known[y, turned] / (1 + (np.abs(fold).max(axis=1) / FOLD) ** 8)
            fold = np.exp(-far[y] / folds[y])[:, None] * fold
            detail += share[:, None] * (fold - detail)
        filled[y] = np.stack(plain, axis=1) + detail
    return filled, far
