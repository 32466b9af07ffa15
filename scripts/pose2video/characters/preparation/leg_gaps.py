"""What shows between two legs and is none of them: masks close such gaps."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.materials import BINS
from pose2video.characters.preparation.plan import BONES, SIDES

TOP = 0.3  # lengths of the thighs below the hips, where gaps begin at the highest
CORE = 0.3  # half widths around a bone: surely the leg's
FAR = 3.0  # half widths beside the legs: so far the background is as between them
SURE, LOOSE = 0.75, 0.5  # share of the background in a pixel of a gap, and about it
THIN = 0.06  # half widths: what is thinner is a crease between two legs
RADIUS, SMOOTH = 4, 1e-3  # of the guided filter: pixels, squared share of brightness


def without_leg_gaps(picture, mask, joints, widths):
    """A mask without what shows between the legs and has the colours of what is beside them.

    Args:
        picture: uint8 RGB `(height, width, 3)`. mask: float32 `(height, width)`, the person's.
        joints: `{joint: (2,)}` in pixels. widths: `{piece: half width in pixels}`.
    """
    names = [f"{side}_{piece}" for side in SIDES for piece in ("thigh", "shin")]
    if not set(names) <= set(widths):
        return mask
    legs, around = np.zeros(mask.shape, np.uint8), np.zeros(mask.shape, np.uint8)
    half = float(np.mean([widths[name] for name in names]))
    for name in names:
        ends = [joints[BONES[name].start], joints[BONES[name].end]]
        _line(legs, *ends, CORE * widths[name])
        _line(around, *ends, FAR * half)
    person, between = mask > 0.5, _between(joints, mask.shape) & (legs == 0)
    inside, beside = (legs > 0) & person, (around > 0) & ~person
    if not inside.any() or not beside.any():
        return mask
    colours = (cv2.cvtColor(picture, cv2.COLOR_RGB2LAB) // BINS).astype(int)
    own, other = (_histogram(colours[region])[tuple(colours.T)].T for region in (inside, beside))
    likely = np.float32(other / np.maximum(own + other, 1e-9))
    likely = cv2.ximgproc.guidedFilter(picture.astype(np.float32) / 255, likely, RADIUS, SMOOTH)
    gap = np.uint8((likely > SURE) & between)
    size = 2 * max(1, round(THIN * half)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    gap = cv2.morphologyEx(gap, cv2.MORPH_OPEN, kernel) > 0
    _, parts = cv2.connectedComponents(np.uint8((likely > LOOSE) & between))
    gap = np.isin(parts, np.unique(parts[gap])) & (parts > 0)
    return np.where(gap, 0, mask).astype(mask.dtype)


def _between(joints, shape):
    """What lies between both legs' bones, from below the hips down to the ankles, bool."""
    chains = np.array([[joints[f"{s}_{j}"] for j in ("hip", "knee", "ankle")] for s in SIDES])
    hips, knees, ankles = chains[..., 1].mean(axis=0)
    rows = np.arange(shape[0])
    found = (rows > hips + TOP * (knees - hips)) & (rows < ankles)
    columns = [np.interp(rows, chain[:, 1], chain[:, 0])[:, None] for chain in chains]
    column = np.arange(shape[1])
    inside = (column > np.minimum(*columns)) & (column < np.maximum(*columns))
    return inside & found[:, None]


def _histogram(colours):
    found = np.zeros(tuple(256 // BINS.astype(int) + 1), np.float32)
    np.add.at(found, tuple(colours.T), 1)
    for axis in range(3):
        found += 0.5 * (np.roll(found, 1, axis) + np.roll(found, -1, axis))
    return found / found.sum()


def _line(drawn, start, end, half):
    ends = [tuple(int(v) for v in np.rint(point)) for point in (start, end)]
    cv2.line(drawn, *ends, 1, max(1, round(2 * half)))
