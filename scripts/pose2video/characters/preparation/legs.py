"""Where one leg ends and the other begins, from the hips down to the knees."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES, ORDER, SIDES, other_side

BEYOND = 0.1  # of the way between the hips: so far beyond its middle a thigh goes on at the top
SEAT = 1.5  # half widths of the hips: no trunk goes farther down, however wide the trousers are
NARROWS = 0.7  # so much narrower is the trunk at the crotch than at the hips


def gap_of(person, joints):
    """The largest patch of background between the thigh bones, bool as `person`."""
    hips, knees = (_both(joints, joint) for joint in ("hip", "knee"))
    rows = np.arange(max(0, round(hips[:, 1].max())), min(len(person), round(knees[:, 1].min())))
    gap = np.zeros_like(person)
    if len(rows):
        down = (rows[:, None] - hips[:, 1]) / np.maximum(knees[:, 1] - hips[:, 1], 1e-6)
        bones = hips[:, 0] + down * (knees - hips)[:, 0]
        column = np.arange(person.shape[1])
        gap[rows] = (column > bones.min(axis=1)[:, None]) & (column < bones.max(axis=1)[:, None])
        gap &= ~person
    _, parts, stats, _ = cv2.connectedComponentsWithStats(gap.astype(np.uint8), connectivity=4)
    areas = stats[1:, cv2.CC_STAT_AREA]
    return parts == 1 + areas.argmax() if len(areas) else gap


def crotch_of(person, joints):
    """The top of the gap between the legs, `(x, y)`; None where the picture shows no gap."""
    y, x = np.nonzero(gap_of(person, joints))
    return (float(x[y == y.min()].mean()), int(y.min())) if len(y) else None


def parted_legs(sharp, person, joints):
    """Part the thighs: in a line down to the gap that the picture shows between them, then there.

    Args:
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        person: bool, the person.
        joints: `{joint: (2,)}` in pixels.

    Returns:
        A changed copy of `sharp`; unchanged where there is no gap.
    """
    y, x = np.nonzero(gap_of(person, joints))
    if not len(y):
        return sharp
    hips = _both(joints, "hip")
    middle = hips.mean(axis=0)
    seen = np.unique(y)
    among = [np.mean(x[y == row]) for row in seen]
    rows = np.arange(max(0, round(middle[1])), seen[-1] + 1)
    border = np.interp(rows, [middle[1], *seen], [middle[0], *among])
    right = np.arange(sharp.shape[1]) > border[:, None]
    left = right if hips[0, 0] > hips[1, 0] else ~right
    thighs = [ORDER.index(f"{side}_thigh") for side in SIDES]
    sharp = sharp.copy()
    part = sharp[rows]
    sharp[rows] = np.where(np.isin(part, thighs), np.where(left, *thighs), part)
    return sharp


def beyond_middle(name, joints, person):
    """The side of a thigh, a little beyond the middle between the hips, down to the crotch.

    There it ends in the middle: parted legs show a wedge of cloth between them.
    """
    own, other = (joints[BONES[n].start] for n in (name, other_side(name)))
    across = other - own
    yy, xx = np.mgrid[: person.shape[0], : person.shape[1]]
    share = ((xx - own[0]) * across[0] + (yy - own[1]) * across[1]) / max(across @ across, 1e-6)
    crotch = crotch_of(person, joints) or (0, person.shape[0])
    above = (crotch[1] - yy) / max(0.5 * np.linalg.norm(across), 1e-6)
    limit = 0.5 + BEYOND * np.clip(above, 0, 1)
    soft = max(1.0 / max(np.linalg.norm(across), 1e-6), 0.02)  # a pixel or two
    inside = np.clip((limit - share) / soft + 0.5, 0, 1) * np.clip(above / soft + 0.5, 0, 1)
    return inside.astype(np.float32)


def seat_of(person, joints):
    """What of the legs goes with the trunk: all above the crotch, and surely a wedge down to it.

    Args:
        person: bool, the person. joints: `{joint: (2,)}` in pixels.

    Returns:
        Two float32 `(height, width)` in [0, 1]; all and nothing where the picture shows no gap.
    """
    crotch = crotch_of(person, joints)
    if crotch is None:
        return np.ones(person.shape, np.float32), np.zeros(person.shape, np.float32)
    yy, xx = np.mgrid[: person.shape[0], : person.shape[1]].astype(np.float32)
    hips = _both(joints, "hip")
    half, top = np.abs(np.diff(hips[:, 0]))[0] / 2, hips[:, 1].mean()
    soft = max(0.05 * half, 1.0)
    above = np.clip(0.5 + (crotch[1] - yy) / soft, 0, 1)
    low = min(crotch[1], top + SEAT * half)
    down = np.clip((yy - top) / max(low - top, 1.0), 0, 1)
    middle = hips[:, 0].mean() + down * (crotch[0] - hips[:, 0].mean())
    wedge = np.clip(0.5 + (half * (1 - NARROWS * down) - np.abs(xx - middle)) / soft, 0, 1)
    return above, np.clip(0.5 + (low - yy) / soft, 0, 1) * wedge * (yy > top)


def _both(joints, joint):
    """The joint of both sides, `(2, 2)`."""
    return np.array([joints[f"{side}_{joint}"] for side in SIDES], float)
