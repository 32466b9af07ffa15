"""The person of a frame, cut out before the background that is known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.plates import Plate
from pose2video.characters.preparation.person import pure_colours
from pose2video.films.frames import FrameFolder

SURE = 0.006  # of the longer side: so far inside the mask's border all is the person
REACH = 0.012  # so far beyond it there may still be some
NOT_BEFORE = (14.0, 40.0)  # grey levels: a pixel that differs less is background, more the person
SHADED = (0.55, 1.3)  # so much darker in a shadow, or lighter where the floor shines
SPECKS = 0.02  # parts of the person smaller than this share are none


@dataclass(frozen=True, eq=False)
class Cutter:
    """Cuts people out of the frames of a film.

    Attributes:
        frames: `FrameFolder` of the film.
        masks: Of its masks.
        plate: Its `Plate`.
        size: `(width, height)` at which they are cut out, of the frames' proportions.
    """

    frames: FrameFolder
    masks: FrameFolder
    plate: Plate
    size: tuple[int, int]

    def person(self, number) -> np.ndarray:
        """The person of a frame: uint8 RGB and alpha, not multiplied, of the size.

        The mask says roughly who is meant; between its inside and what lies well beyond it the
        difference from the plate decides. The colours are the person's own also where a pixel
        shows both.
        """
        frame = cv2.resize(self.frames.frame(number), self.size, interpolation=cv2.INTER_AREA)
        mask = self.masks.frame(number)[..., 0]
        mask = cv2.resize(mask, self.size, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
        camera = self.plate.cameras[number] if number < len(self.plate.cameras) else np.nan
        if not np.isfinite(camera).all() or not (mask > 0.5).any():
            return np.dstack([frame, np.rint(255 * mask).astype(np.uint8)])
        behind = self.plate.behind(camera, self.size)
        alpha = _alpha(frame, mask, behind)
        colours = pure_colours(frame, alpha, behind)
        return np.dstack([colours, np.rint(255 * alpha).astype(np.uint8)])


def _alpha(frame, mask, behind):
    """Share of the person in each pixel, float32 in [0, 1]."""
    longest = max(mask.shape)
    inside = cv2.erode((mask > 0.5).astype(np.uint8), _disc(SURE * longest)) > 0
    around = cv2.dilate((mask > 0.3).astype(np.uint8), _disc(REACH * longest)) > 0
    low, high = NOT_BEFORE
    differs = np.clip((_difference(frame, behind) - low) / (high - low), 0, 1)
    alpha = np.where(inside, 1, np.where(around, differs, 0)).astype(np.float32)
    return alpha * _large(alpha > 0.3)


def _difference(frame, behind):
    """How far colours are from the background's, whatever the light, in grey levels."""
    frame = cv2.GaussianBlur(frame, (3, 3), 0).astype(np.float32)
    behind = cv2.GaussianBlur(behind, (3, 3), 0).astype(np.float32)
    light = (frame * behind).sum(axis=2) / np.maximum((behind**2).sum(axis=2), 1)
    light = np.clip(light, *SHADED)[..., None]
    return np.linalg.norm(frame - light * behind, axis=2)


def _large(person):
    """The parts that are no specks, and a soft rim of them, float32."""
    _, parts, stats, _ = cv2.connectedComponentsWithStats(person.astype(np.uint8))
    large = stats[:, cv2.CC_STAT_AREA] > SPECKS * max(1, person.sum())
    large[0] = False
    return cv2.dilate(large[parts].astype(np.uint8), np.ones((3, 3), np.uint8)).astype(np.float32)


def _disc(radius):
    reach = max(1, round(radius))
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
