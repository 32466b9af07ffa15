"""The shadow that a person casts on a plain wall: it leaves the background with them."""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 360  # longest side of the picture on which shadows are looked for
REACH = 0.45  # of the person's height: shadows are looked for so far from the outline
DARK, FAINT = 0.10, 0.035  # of the logarithm of brightness: what is surely shadow, and its rim
CLOSED = 0.03  # of the person's height: gaps of a shadow up to twice that are shadow
RIM = 0.15  # of a shadow's darkness: its rim
DARKEST = 0.8  # likewise: what is darker is no shadow but a thing
DEEPER = 0.5, 1.5  # likewise, and times its middle darkness: what is darker than both is none
TINT = 0.2  # of its darkness: how far a shadow's colour may be off the wall's
SAME_HUE = 0.06  # likewise for chroma: what belongs to the wall
PLAIN = 0.5  # share of the surroundings that must be as bright as the wall's model says
EVEN = 0.02  # of the logarithm: how well the model must say it
LARGEST = 0.8  # of the person's area
AT_EDGE = 0.12  # of a shadow's outline that may lie on the picture's edge
LINE = -0.05, 0.15  # of the person's height, about where floor is expected: there a wall may end
# The step of the logarithm of brightness that it ends with, and how many times as large that is as
# so many rows farther.
EDGE, DISTINCT, SHARP = 0.08, 3.0, 4
TOUCHING = 0.06  # of a shadow's outline that must lie beside the person


def without_shadow(picture, mask, floor=None):
    """The picture without the person's shadow on the wall behind them.

    The wall is a smooth brightness (a square polynomial, which dark places pull less) of one
    colour. A shadow is darker than it, of its hue, lies beside the person and ends within the
    picture. Where the surroundings are no plain wall, nothing is taken for a shadow.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        floor: The row below which floor is to be expected, in pixels; None for no floor.

    Returns:
        The picture with the wall's colour where the shadow was, uint8 RGB `(height, width, 3)`, and
        where that is, bool `(height, width)`.
    """
    height, width = mask.shape
    scale = min(1.0, SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.GaussianBlur(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), (0, 0), 1.0)
    person = cv2.resize(np.float32(mask > 0.02), size, interpolation=cv2.INTER_AREA) > 0
    none = np.zeros(mask.shape, bool)
    around = cv2.dilate(person.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    tall = np.ptp(np.flatnonzero(person.any(axis=1))) + 1 if person.any() else 0
    away = cv2.distanceTransform((~person).astype(np.uint8), cv2.DIST_L2, 5)
    field = ~around & (away < REACH * tall)
    logs = np.log(np.maximum(small.astype(np.float32), 4) / 255)
    if floor is not None:
        floor, soft = _end_of_wall(logs.mean(axis=2), field, floor * scale, tall)
        field[max(0, round(floor)) :] = False
    if field.sum() < 100:
        return picture, none
    wall = _of_the_wall(logs, field, np.clip(away / 10, 0.2, 1))
    if wall is None:
        return picture, none
    dark, tint = _darker(wall, logs)
    shade = field & (dark > FAINT) & (dark < DARKEST) & (tint < 0.02 + TINT * dark)
    found = _cast(shade, dark, around)
    if not found.any() or found.sum() > LARGEST * person.sum():
        return picture, none
    # what it encloses with the person, and the rim
    size = 2 * round(CLOSED * tall) + 1
    both = (found | around).astype(np.uint8)
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    beside = cv2.dilate(found.astype(np.uint8), kernel) > 0
    closed = cv2.morphologyEx(both, cv2.MORPH_CLOSE, kernel) > 0
    found |= closed & field & beside
    darkest = _darkest(dark[found])
    found = (cv2.dilate(found.astype(np.uint8), kernel) > 0) | (person & beside)
    share = np.minimum(1, 2 * cv2.GaussianBlur(np.float32(found), (0, 0), 3.0))
    if floor is not None:
        rows = (floor - np.arange(len(dark))) / soft
        share = share * np.clip(rows, 0, 1)[:, None]
    share, wall = (
        cv2.resize(np.float32(image), (width, height), interpolation=cv2.INTER_LINEAR)
        for image in (share, wall)
    )
    # what of the picture itself, not of the small one, is as light as a shadow of this wall
    soft = cv2.GaussianBlur(picture, (0, 0), 0.5 / scale if scale < 1 else 1.0)
    dark, tint = _darker(wall, np.log(np.maximum(soft.astype(np.float32), 4) / 255))
    of_wall = (tint < 0.05 + TINT * np.abs(dark)) & (dark < darkest)
    # no step at a soft rim
    share = share * of_wall * np.clip((dark - FAINT / 2) / FAINT, 0, 1)
    share = np.where(mask > 0.02, 0, share)[..., None]
    lit = np.clip((1 - share) * picture + share * 255 * np.exp(wall) + 0.5, 0, 255)
    return lit.astype(np.uint8), share[..., 0] > 0.3


def _end_of_wall(bright, field, floor, tall):
    """Where a wall ends, and over how many rows what is done to it fades there.

    Args:
        bright: Logarithms of brightness `(h, w)`. field: Pixels beside the person, bool `(h, w)`.
        floor: The row below which floor is to be expected. tall: The person's rows.

    Returns:
        The row of the one line between a wall and its floor, and little; else `floor`, and much.
    """
    first, last = (round(np.clip(floor + by * tall, 0, len(bright) - 3)) for by in LINE)
    steps = np.abs(bright[first + 2 : last + 2] - bright[first:last])
    steps = [np.median(row[there]) if there.sum() >= 8 else 0.0
             for row, there in zip(steps, field[first + 1 : last + 1], strict=True)]  # fmt: skip
    if len(steps) and max(steps) > EDGE:
        line = int(np.argmax(steps))
        beside = [steps[at] for at in (line - SHARP, line + SHARP) if 0 <= at < len(steps)]
        if max(steps) > DISTINCT * max(beside, default=0):
            return float(first + line), 1.0
    return floor, 0.1 * tall


def _darker(wall, logs):
    """How much darker than the wall logarithms are, and how far off its hue, `(height, width)`."""
    darker = wall - logs
    dark = darker.mean(axis=2)
    return dark, np.abs(darker - dark[..., None]).max(axis=2)


def _darkest(dark):
    """How dark a shadow of some darkness gets at most."""
    return max(DEEPER[0], DEEPER[1] * float(np.median(dark)))


def _of_the_wall(logs, field, weights):
    """The logarithm of the wall's colour everywhere, `(height, width, 3)`; None for no wall."""
    height, width = field.shape
    chroma = logs - logs.mean(axis=2, keepdims=True)
    bright = logs.mean(axis=2)
    lit = field & (bright > np.percentile(bright[field], 60))
    usual = np.median(chroma[lit], axis=0)
    same = field & (np.abs(chroma - usual).max(axis=2) < SAME_HUE)
    if same.sum() < 0.3 * field.sum():
        return None
    y, x = np.mgrid[:height, :width].astype(np.float32)
    y, x = y / height - 0.5, x / width - 0.5
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=2)
    a, b = terms[same], logs[same]
    trust = np.ones(len(a), np.float32)
    for _ in range(12):  # dark places count less and less
        root = np.sqrt(trust)[:, None]
        found, *_ = np.linalg.lstsq(a * root, b * root, rcond=None)
        off = (b - a @ found).mean(axis=1)
        trust = np.where(off > 0, 1 / (1 + (off / 0.08) ** 2), 1 / (1 + (off / 0.03) ** 2))
    even = np.abs(b - a @ found).mean(axis=1) < EVEN
    return terms @ found if even.mean() > PLAIN else None


def _cast(shade, dark, person):
    """The shadows beside the person that end within the picture, bool."""
    shade = cv2.morphologyEx(shade.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, parts = cv2.connectedComponents(shade)
    found = np.zeros(shade.shape, bool)
    beside = cv2.dilate(person.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    for i in range(1, parts.max() + 1):
        own = parts == i
        if own.sum() < 30 or not (dark[own] > DARK).mean() > 0.25:
            continue
        own &= dark < _darkest(dark[own])
        own &= dark > RIM * np.percentile(dark[own], 90)
        rim = own & (cv2.erode(own.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
        edge = rim.copy()
        edge[2:-2, 2:-2] = False
        if edge.sum() < AT_EDGE * rim.sum() and (rim & beside).sum() > TOUCHING * rim.sum():
            found |= own
    return found
