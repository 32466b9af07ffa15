"""Bare limbs in one tone: the shade at the outline of a photographed leg is not the leg's."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.hands.tones import is_skin
from pose2video.triangles.textures import linear

EVEN = 0.85  # share of what differs across a limb that is taken out
BROAD = 0.02  # metres; what is finer than that stays
CLOSES = 0.02  # metres
BINS, SMOOTH = 48, 2.5  # places along a limb, and bins over which the usual colour is smoothed
MOST = (0.6, 1.6)  # change of a level
FEW = 60  # pixels of skin, of which none is evened


def evened(image, limb, tone, metre):
    """A limb's page with bare skin that is alike all around it, uint8.

    Whatever lies at one place along the limb gets the usual colour there, as far as it varies
    broadly.

    Args:
        image: uint8 RGB `(h, w, 3)`. limb: bool `(h, w)`, where the page shows the limb.
        tone: Linear RGB of the skin. metre: Its length in pixels.
    """
    colours = linear(image).reshape(-1, 3)
    skin = limb & is_skin(colours, np.float32(tone)).reshape(limb.shape)
    if skin.sum() < max(FEW, 0.15 * limb.sum()):
        return image
    own = np.median(colours.reshape(image.shape)[skin], axis=0)
    skin |= limb & is_skin(colours, own).reshape(limb.shape)
    side = 2 * round(CLOSES * metre) + 1  # deep shade is not told from cloth, but skin is round it
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    closed = cv2.morphologyEx(np.pad(skin.astype(np.uint8), side), cv2.MORPH_CLOSE, disc)
    skin = limb & (closed[side:-side, side:-side] > 0)
    rows, columns = np.nonzero(skin)
    places = np.column_stack([columns, rows]).astype(np.float64)
    middle = places.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((places - middle).T))
    along = (places - middle) @ axes[:, 1]
    bins = np.minimum((along - along.min()) / max(np.ptp(along), 1) * BINS, BINS - 1).astype(int)
    colours = image[skin].astype(np.float32)
    usual = np.array(
        [np.median(colours[bins == k], axis=0) if (bins == k).any() else [np.nan] * 3
         for k in range(BINS)]
    )  # fmt: skip
    there = np.flatnonzero(np.isfinite(usual[:, 0]))
    usual = np.column_stack([np.interp(np.arange(BINS), there, usual[there, c]) for c in range(3)])
    usual = cv2.GaussianBlur(np.float32(usual), (1, 0), sigmaX=0.01, sigmaY=SMOOTH)
    sigma = max(BROAD * metre, 1.0)
    share = skin.astype(np.float32)
    weight = cv2.GaussianBlur(share, (0, 0), sigma)[..., None] + 1e-3
    broad = cv2.GaussianBlur(image * share[..., None], (0, 0), sigma) / weight
    ratio = np.ones(image.shape, np.float32)
    ratio[skin] = np.clip(usual[bins] / np.maximum(broad[skin], 4), *MOST)
    ratio = cv2.GaussianBlur(ratio, (0, 0), 2.0)
    out = image * (1 + EVEN * (ratio - 1))
    return np.clip(out + 0.5, 0, 255).astype(np.uint8)
