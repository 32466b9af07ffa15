"""Frames of a film with where the person is in them, read one by one."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.films.frames import FrameFolder

AROUND = 0.025  # of the frame's longer side: so far beyond the mask nothing is taken for background
SHOWN = 26  # of 255: a mask is the person from here


@dataclass(frozen=True, eq=False)
class Moments:
    """A film and its masks.

    Attributes:
        frames: `FrameFolder`.
        masks: `FrameFolder` of as many grey pictures, white at the person.
    """

    frames: FrameFolder
    masks: FrameFolder

    def grey(self, number, size) -> np.ndarray:
        """A frame, uint8 grey of a size."""
        frame = cv2.resize(self.frames.frame(number), size, interpolation=cv2.INTER_AREA)
        return cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY)

    def behind(self, number, size) -> np.ndarray:
        """Where the background is seen, bool `(height, width)` of a size, away from the person."""
        mask = self.masks.frame(number)[..., 0]
        reach = max(1, round(AROUND * max(mask.shape)))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
        person = cv2.dilate((mask >= SHOWN).astype(np.uint8), kernel)
        return cv2.resize(person, size, interpolation=cv2.INTER_NEAREST) == 0

    def work_size(self, longest) -> tuple[int, int]:
        """`(width, height)` of frames whose longer side is at most so many pixels."""
        scale = min(1.0, longest / max(self.frames.frame_size))
        return tuple(max(8, round(side * scale)) for side in self.frames.frame_size)


def spread(numbers, count) -> list[int]:
    """At most `count` of some numbers, evenly spread."""
    chosen = np.linspace(0, len(numbers) - 1, min(count, len(numbers))).round().astype(int)
    return [numbers[i] for i in np.unique(chosen)]
