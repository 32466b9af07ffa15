"""Which frames of a film the skin is taken from: sharp, well fitted, and from all sides."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.generators.filmed_skins.sighting import overlap

LOOKED_AT = 120  # frames at most
TAKEN = 40  # frames at most
SECTORS = 16  # directions in which the trunk may face, told apart
APART_S = 0.12  # seconds between two frames from one direction
LEAST = 0.45  # of a frame's outline that must fit
SMALL_PX = 320  # longer side of the mask on which the fit is measured


@dataclass(frozen=True, eq=False)
class Chosen:
    """The frames of which a skin is laid.

    Attributes:
        frames: Their numbers.
        worth: What each is worth, in [0, 1]: of those that see the body from one direction the best
            most, because a mean of many that fit alike is soft.
        fits: How well the body lies on the person, the median of all frames looked at, in [0, 1].
    """

    frames: list[int]
    worth: list[float]
    fits: float


def choose(surface, body: Body, motion, frames, masks, used) -> Chosen:
    """Choose frames.

    Args:
        surface: The model's `Surface`. body: The film's `Body`. motion: Its `BodyMotion`.
        frames, masks: `FrameFolder`s of the film and of where the person is.
        used: How many of the first frames may be looked at.
    """
    transforms = body.transforms(motion)
    every = max(1, int(np.ceil(used / LOOKED_AT)))
    looked = np.arange(0, used, every)
    person = motion.confidence[looked].max(axis=1) > 0
    looked = looked[person]
    fits, sharp = np.zeros((2, len(looked)))
    for k, number in enumerate(looked):
        mask = masks.frame(int(number))[..., 0]
        scale = min(1, SMALL_PX / max(mask.shape))
        small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        fits[k] = overlap(surface, body.posed(transforms[number]), motion.camera, small)
        sharp[k] = _sharpness(frames.frame(int(number)), mask)
    if not len(looked):
        return Chosen([], [], 0.0)
    usual = max(float(np.percentile(sharp, 90)), 1e-6)
    worth = fits**2 * np.clip(sharp / usual, 0.1, 1)
    worth[fits < LEAST] = 0
    facing = transforms[looked, motion.index("root")][:, :3, 2]
    sector = np.arctan2(facing[:, 0], facing[:, 2]) / (2 * np.pi) * SECTORS
    sector = np.round(sector).astype(int) % SECTORS
    picked = _spread(looked, worth, sector, APART_S * motion.fps)
    better = [sum(sector[t] == sector[k] and worth[t] > worth[k] for t in picked) for k in picked]
    return Chosen(
        frames=[int(looked[k]) for k in picked],
        worth=[float(worth[k] / (1 + first)) for k, first in zip(picked, better, strict=True)],
        fits=float(np.median(fits)),
    )


def _spread(numbers, worth, sector, apart):
    """Places of the best frames of each sector in turn, none too near another of its own."""
    taken: list[int] = []
    left = {s: list(np.flatnonzero((sector == s) & (worth > 0))) for s in np.unique(sector)}
    for s in left:
        left[s].sort(key=lambda k: -worth[k])
    while any(left.values()) and len(taken) < TAKEN:
        for s in left:
            while left[s]:
                k = left[s].pop(0)
                near = [t for t in taken if sector[t] == s]
                if all(abs(int(numbers[k]) - int(numbers[t])) >= apart for t in near):
                    taken.append(int(k))
                    break
    return sorted(taken[:TAKEN])


def _sharpness(picture, mask):
    """Energy of the finest detail on the person."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    inside = cv2.resize(mask, grey.shape[::-1], interpolation=cv2.INTER_NEAREST) > 200
    if inside.sum() < 100:
        return 0.0
    return float(np.abs(cv2.Laplacian(grey, cv2.CV_32F))[inside].mean())
