"""Which pixels of an unrolled sleeve are its cloth, not what lies or lay before it."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.generators.limbs.strips import ROWS, THINNEST, evenly_wide

UPPER = 1 / 3  # of the rows of cloth, next to the shoulder, where the trunk's clothes reach over it
LIGHT = 0.5  # how much lightness counts beside hue: cloth has folds
UNLIKE = (5.5, 11.0)  # Lab, at least: what may be other cloth, and what surely is
SPREAD = 5.0  # the same over what cloth differs in the half that is most alike
PATCH = 9  # rows and columns, at least, of other cloth: stripes and prints are the sleeve's own
CORD, ENDS = (
    30.0,
    0.7,
)  # Lab, share of the upper arm: what differs so and ends there hangs before it
SPECK, RARE = 20.0, 0.04  # Lab lightness over the cloth, and the share of it that is such at most
# Of the width from its middle: so many specks there are a pattern. Of the width: a stripe.
INNER, MANY, ACROSS = 0.3, 5, 0.8
TOP = 24  # rows within which what reaches over from the trunk begins
LEAST = 0.4  # of a row that must be left of it without other clothes
MIXED, ASIDE = (0.12, 5.0)  # share of skin that shows through, and Lab beside the line of mixtures


def usual_cloth(pixels) -> np.ndarray:
    """The colour `(3,)` of most pixels `(N, 3)`, Lab: the middle of the half that is most alike."""
    middle = np.median(pixels, axis=0)
    apart = _apart(pixels, middle)
    return np.median(pixels[apart <= np.median(apart)], axis=0)


def below_trunk(known) -> np.ndarray:
    """Those of the known pixels `(H, W)` of cloth that no waistcoat or hair of the trunk covers."""
    rows = np.flatnonzero(known.any(axis=1))
    return known & (np.arange(len(known)) >= rows[int(UPPER * len(rows))])[:, None]


def other_cloth(lab, known, look) -> np.ndarray:
    """Patches `(H, W)` of other clothes that reach over the upper arm from the trunk: bool.

    Args:
        lab: `(H, W, 3)`. known: Where the picture shows the sleeve, bool.
        look: `(3,)`, its cloth.
    """
    known = known & (np.arange(len(known)) < ROWS)[:, None]
    if not known.any():
        return known
    apart = _apart(lab, look)
    alike = float(np.percentile(apart[below_trunk(known)], 25))
    other, surely = (
        (known & (apart > max(least, SPREAD * alike))).astype(np.uint8) for least in UNLIKE
    )
    around = cv2.copyMakeBorder(surely, PATCH, PATCH, PATCH, PATCH, cv2.BORDER_REPLICATE)
    start = cv2.morphologyEx(around, cv2.MORPH_OPEN, np.ones((PATCH, PATCH)))
    start = start[PATCH:-PATCH, PATCH:-PATCH]
    start[TOP:] = 0  # folds begin farther down
    _, number = cv2.connectedComponents(other)
    patch = (other > 0) & np.isin(number, number[start > 0])
    patch |= _cords(known & (apart > CORD) & (lab[..., 0] > look[0]))
    return cv2.dilate(patch.astype(np.uint8), np.ones((7, 7))) > 0  # its border is a mixture


def _cords(bright):
    """Those of bright pixels `(H, W)` that hang down from the shoulder and end: bool."""
    count, number, stats, _ = cv2.connectedComponentsWithStats(bright.astype(np.uint8))
    top, low = stats[:, cv2.CC_STAT_TOP], stats[:, cv2.CC_STAT_TOP] + stats[:, cv2.CC_STAT_HEIGHT]
    hangs = (top < TOP) & (low < ENDS * ROWS) & (np.arange(count) > 0)
    return hangs[number]


def flecks(lab, known, look) -> np.ndarray:
    """Rare bright specks `(H, W)` on cloth: bits of the wall between arm and trunk, bool.

    Args:
        lab: `(H, W, 3)`. known: Where the picture shows the sleeve, bool. look: `(3,)`, its cloth.
    """
    bright = known & (lab[..., 0] > look[0] + SPECK)
    if not bright.any() or bright.sum() > RARE * known.sum() or _is_pattern(bright):
        return np.zeros_like(known)
    return cv2.dilate(bright.astype(np.uint8), np.ones((7, 7))) > 0


def _is_pattern(bright):
    """Whether specks `(H, W)` are stripes, or many lie well inside: walls are at the border."""
    _, _, stats, middles = cv2.connectedComponentsWithStats(np.uint8(bright))
    if (stats[1:, cv2.CC_STAT_WIDTH] > ACROSS * bright.shape[1]).any():
        return True
    inner = np.abs(middles[1:, 0] / (bright.shape[1] - 1) - 0.5) < INNER
    return (inner & (stats[1:, cv2.CC_STAT_AREA] > 1)).sum() >= MANY


def without_trunk(strip, cloth, look, skin):
    """A `Strip` without the trunk's clothes at its borders: narrower where it took them in.

    Args:
        strip: The strip. cloth: Which rows are cloth, bool `(H,)`.
        look: Lab `(3,)`, the cloth. skin: The same of skin, which lies before a sleeve or below it.
    """
    lab = cv2.cvtColor(np.clip(strip.pixels, 0, 255).astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    other = np.zeros(strip.known.shape, bool)
    other[cloth] = other_cloth(lab[cloth], strip.known[cloth], look)
    strip = replace(strip, known=strip.known & ~other)
    other[cloth] &= ~skin_shows(lab[cloth], look, skin)
    columns = other.shape[1]
    low = np.where(other.all(axis=1), columns, other.argmin(axis=1)).astype(np.float32)
    high = columns - 1 - np.where(other.all(axis=1), columns, other[:, ::-1].argmin(axis=1))
    share = (high - low + 1) / columns
    rows = np.flatnonzero(share > LEAST)
    if not other.any() or not len(rows):
        return strip
    every = np.arange(len(share))
    low, high = (np.interp(every, rows, edge[rows]).astype(np.float32) for edge in (low, high))
    low, high = (cv2.GaussianBlur(edge[:, None], (1, 21), 5)[:, 0] for edge in (low, high))
    x = low[:, None] + (high - low)[:, None] * np.linspace(0, 1, columns, dtype=np.float32)
    y = np.repeat(every[:, None], columns, axis=1).astype(np.float32)
    known = cv2.remap(strip.known.astype(np.float32), x, y, cv2.INTER_LINEAR) > 0.99
    pixels = cv2.remap(np.float32(strip.pixels), x, y, cv2.INTER_LINEAR)
    wider = strip.wider * evenly_wide((high - low) / (columns - 1))
    return replace(strip, pixels=pixels, known=known, wider=np.maximum(wider, THINNEST))


def skin_shows(lab, look, skin) -> np.ndarray:
    """Where cloth `(H, W)` has skin mixed in, as a blurred hand before it leaves: bool.

    Args:
        lab: `(H, W, 3)`. look: `(3,)`, the cloth. skin: `(3,)`.
    """
    line = skin - look
    share = (lab - look) @ line / max(float(line @ line), 1e-6)
    beside = np.linalg.norm(lab - look - np.clip(share, 0, 1)[..., None] * line, axis=-1)
    mixed = ((share > MIXED) & (beside < ASIDE * (1 + share))).astype(np.uint8)
    mixed[ROWS:] = 0  # cuffs and their stripes
    return cv2.dilate(mixed, np.ones((3, 3))) > 0 if len(mixed) else mixed > 0


def _apart(lab, look):
    return np.linalg.norm((lab - look) * np.float32([LIGHT, 1, 1]), axis=-1)


def to_lab(pixels) -> np.ndarray:
    """Lab of RGB `(..., 3)` from 0 to 255, float32."""
    return cv2.cvtColor(np.clip(np.float32(pixels), 0, 255) / 255, cv2.COLOR_RGB2LAB)
