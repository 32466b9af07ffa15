"""The floor beside and between the feet: it leaves the person's mask."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.characters.preparation.seeds import HALF_WIDTHS

BINS = np.uint8([16, 10, 10])  # OpenCV's 8-bit Lab values in one bin of the colour models
SURELY = 0.93  # share of the floor's likelihood up from which a pixel is floor
PERHAPS = 0.7  # likewise: colours of feet are learned from what is less
WIDTHS = (0.6, 1.3, 7.0)  # in half widths of a foot: what surely is one, probably, and around it
SHADE = 0.75  # of the floor's lightness: what is darker is in the shade
SCRAP = 0.02  # of the person: what is less and hangs together with nothing is a scrap
FEWEST = 50  # pixels of floor and of feet, at least


def without_floor(picture, mask, joints, shown, unit):
    """Take out of a mask what is surely floor: its colour is the floor's and not that of feet.

    So does the shadow beside a shoe: what is darker than most of the floor, and of a colour that
    the floor has elsewhere. Shoes that look like the floor stay as they are.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)` in [0, 1].
        joints: `{joint: (2,)}` in pixels.
        shown: Names of the limbs that the picture shows.
        unit: Width of the shoulders in pixels.

    Returns:
        A changed copy of `mask`.
    """
    half = HALF_WIDTHS["foot"] * unit
    bones = [BONES[name] for name in shown if name.endswith("foot")]
    core, feet, around = (_drawn(bones, joints, mask.shape, wide * half) for wide in WIDTHS)
    inside = mask > 0.5
    floor = around & (mask < 0.02)
    if min((feet & inside).sum(), floor.sum()) < FEWEST:
        return mask
    colours = cv2.cvtColor(cv2.GaussianBlur(picture, (0, 0), 1.0), cv2.COLOR_RGB2LAB)
    lost = (_as_floor(colours, floor, feet & inside) > SURELY) & ~feet
    own = inside & around & (_as_floor(colours, floor, core & inside) < PERHAPS)
    if own.sum() >= FEWEST:
        dark = colours[..., 0] < SHADE * np.median(colours[..., 0][floor])
        lost |= dark & (_as_floor(colours, floor, own) > SURELY) & ~core
    lost &= around & (mask >= 0.02)
    size = 2 * max(1, round(0.08 * half)) + 1
    lost = cv2.morphologyEx(lost.astype(np.uint8), cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    _, parts = cv2.connectedComponents(lost)
    outside = cv2.dilate((~inside).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    touching = np.unique(parts[outside & (lost > 0)])
    lost = np.isin(parts, touching[touching > 0])
    lost |= _scraps(inside & ~lost, cv2.dilate(lost.astype(np.uint8), np.ones((5, 5))) > 0)
    return np.where(lost, 0, mask).astype(np.float32)


def _drawn(bones, joints, shape, width):
    """Pixels near bones, bool of a shape."""
    near = np.zeros(shape, np.uint8)
    for bone in bones:
        ends = [tuple(int(v) for v in np.rint(joints[j])) for j in (bone.start, bone.end)]
        cv2.line(near, *ends, 1, max(1, round(width)))
    return near > 0


def _as_floor(colours, floor, own):
    """The share of the floor's likelihood of pixels, of their own one and the floor's, float32."""
    bins = colours // BINS
    at = tuple(np.moveaxis(bins.astype(int), 2, 0))
    likely = [_histogram(bins, region)[at] for region in (floor, own)]
    return likely[0] / (likely[0] + likely[1] + 1e-9)


def _scraps(kept, beside):
    """What is left alone beside what was lost, bool: not the largest part, nor near its size."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(kept.astype(np.uint8))
    small = stats[:, cv2.CC_STAT_AREA] < SCRAP * stats[1:, cv2.CC_STAT_AREA].max(initial=0)
    small[0] = False
    return small[parts] & np.isin(parts, np.unique(parts[beside]))


def _histogram(colours, region):
    histogram = np.zeros(tuple(256 // BINS.astype(int) + 1), np.float32)
    np.add.at(histogram, tuple(colours[region].astype(int).T), 1)
    for axis in (0, 1, 2):
        histogram += 0.5 * (np.roll(histogram, 1, axis) + np.roll(histogram, -1, axis))
    return histogram / histogram.sum()
