"""The floor beside and between the feet: it leaves the person's mask."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.characters.preparation.seeds import HALF_WIDTHS

BINS = np.uint8([16, 10, 10])  # OpenCV's 8-bit Lab values in one bin of the colour models
SURELY = 0.93  # share of the floor's likelihood up from which a pixel is floor
FEWEST = 50  # pixels of floor and of feet, at least


def without_floor(picture, mask, joints, shown, unit):
    """Take out of a mask what is surely floor: its colour is the floor's and not that of feet.

    Shoes that look like the floor stay as they are.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)` in [0, 1].
        joints: `{joint: (2,)}` in pixels.
        shown: Names of the limbs that the picture shows.
        unit: Width of the shoulders in pixels.

    Returns:
        A changed copy of `mask`.
    """
    feet, around = (np.zeros(mask.shape, np.uint8) for _ in range(2))
    half = HALF_WIDTHS["foot"] * unit
    for bone in (BONES[name] for name in shown if name.endswith("foot")):
        ends = [tuple(int(v) for v in np.rint(joints[j])) for j in (bone.start, bone.end)]
        cv2.line(feet, *ends, 1, max(1, round(1.3 * half)))
        cv2.line(around, *ends, 1, max(1, round(7 * half)))
    inside = mask > 0.5
    floor = (around > 0) & (mask < 0.02)
    own = (feet > 0) & inside
    if min(own.sum(), floor.sum()) < FEWEST:
        return mask
    colours = cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 1.0), cv2.COLOR_RGB2LAB) // BINS
    likely = [_histogram(colours, region) for region in (floor, own)]
    at = tuple(np.moveaxis(colours.astype(int), 2, 0))
    share = likely[0][at] / (likely[0][at] + likely[1][at] + 1e-9)
    lost = (share > SURELY) & (around > 0) & (feet == 0) & (mask >= 0.02)
    size = 2 * max(1, round(0.08 * half)) + 1
    lost = cv2.morphologyEx(lost.astype(np.uint8), cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    _, parts = cv2.connectedComponents(lost)
    outside = cv2.dilate((~inside).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    touching = np.unique(parts[outside & (lost > 0)])
    return np.where(np.isin(parts, touching[touching > 0]), 0, mask).astype(np.float32)


def _histogram(colours, region):
    histogram = np.zeros(tuple(256 // BINS.astype(int) + 1), np.float32)
    np.add.at(histogram, tuple(colours[region].astype(int).T), 1)
    for axis in (0, 1, 2):
        histogram += 0.5 * (np.roll(histogram, 1, axis) + np.roll(histogram, -1, axis))
    return histogram / histogram.sum()
