"""Borders between a limb and what lies behind it, moved to where the colours change."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import box_of, spread_colours
from pose2video.characters.preparation.plan import BONES, ORDER

BAND = 0.014  # of the picture's short side: how far a border may move
CLEARLY = 14.0  # units of RGB by which one side's colour must fit better


def refine_borders(picture, mask, owner):
    """Give pixels beside the border of an arm, a hand or the head to the side they look like.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: bool `(height, width)`, the person.
        owner: int `(height, width)`, index in `ORDER` of every pixel's piece.

    Returns:
        A changed copy of `owner`.
    """
    owner = owner.copy()
    band = max(3, round(BAND * min(mask.shape)))
    for name in ("head", *(n for n in ORDER if n.endswith(("arm", "hand")))):
        index = ORDER.index(name)
        kin = {name} | {b.name for b in BONES.values() if b.parent == name}
        if name in BONES:
            kin.add(BONES[name].parent)
        if name == "head":  # the neck goes over into the trunk, the hair does not
            kin = {"head", "torso"}
        others = [ORDER.index(n) for n in ORDER if n not in kin or n == "torso" != name]
        if name.endswith("upper_arm") or name == "head":
            others = [i for i in others if ORDER[i] != "torso"]
        reach = 2 * band if name.endswith("forearm") else band  # fingers are thin
        box = box_of(owner == index, 0.0)
        y, x = (slice(max(0, s.start - 2 * reach), s.stop + 2 * reach) for s in box)
        owner[y, x] = _moved(picture[y, x], mask[y, x], owner[y, x], index, others, reach)
    owner = _without_islands(_smooth(owner, 0.1 * band), mask, 2 * round(0.1 * band) + 1)
    return np.where(mask, owner, nearest_of(owner, mask)) if mask.any() else owner


def _smooth(owner, sigma):
    """The owner that is most frequent around each pixel."""
    best, result = np.zeros(owner.shape, np.float32), owner.copy()
    for index in np.unique(owner):
        share = cv2.GaussianBlur((owner == index).astype(np.float32), (0, 0), max(sigma, 0.6))
        result[share > best] = index
        best = np.maximum(best, share)
    return result


def _without_islands(owner, mask, thin):
    """Give what hangs on a piece by less than `thin` pixels, or not at all, to what is around."""
    settled = np.zeros(owner.shape, bool)
    kernel = np.ones((thin, thin), np.uint8)
    for index in np.unique(owner[mask]):
        own = ((owner == index) & mask).astype(np.uint8)
        _, parts, stats, _ = cv2.connectedComponentsWithStats(
            cv2.morphologyEx(own, cv2.MORPH_OPEN, kernel)
        )
        areas = stats[:, cv2.CC_STAT_AREA].copy()
        areas[0] = 0
        kept = (areas > 0.1 * areas.max())[parts].astype(np.uint8)
        settled |= (cv2.dilate(kept, np.ones((3, 3), np.uint8)) & own) > 0
    if settled[mask].all() or not settled.any():
        return owner
    return np.where(mask & ~settled, nearest_of(owner, settled), owner)


def nearest_of(values, known):
    """For every pixel the value of the nearest pixel that is known."""
    _, nearest = cv2.distanceTransformWithLabels(
        (~known).astype(np.uint8), cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
    )
    of = np.zeros(nearest.max() + 1, values.dtype)
    of[nearest[known]] = values[known]
    return of[nearest]


def _moved(picture, mask, owner, index, others, band):
    near = (owner == index) & mask
    far = np.isin(owner, others) & mask
    if not near.any() or not far.any():
        return owner
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * band + 1, 2 * band + 1))
    border = cv2.dilate(near.astype(np.uint8), kernel) & cv2.dilate(far.astype(np.uint8), kernel)
    border = (border > 0) & (near | far)
    misfit = []
    for side in (near, far):
        inner = cv2.erode(side.astype(np.uint8), np.ones((band, band), np.uint8))
        inner = inner if inner.any() else side.astype(np.uint8)
        colours = spread_colours(picture, inner.astype(np.float32))
        difference = np.abs(colours.astype(np.float32) - picture).mean(axis=2)
        misfit.append(cv2.GaussianBlur(difference, (0, 0), 0.8))
    owner = owner.copy()
    owner[border & far & (misfit[0] + CLEARLY < misfit[1])] = index
    away = border & near & (misfit[1] + CLEARLY < misfit[0])
    if away.any():
        owner[away] = nearest_of(owner, far)[away]
    return owner
