"""Showing the nearest frames of a film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.nearest.features import joints_of
from pose2video.generators.nearest.index import Index

FAR = 0.1  # heights of the pose: farther, and another pose is seen
OFTEN = 0.1  # share of the frames


@dataclass(frozen=True, eq=False)
class NearestFrames:
    """The index of one character.

    Attributes:
        index: The `Index`.
    """

    index: Index

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Yield the frame of the character's film that is nearest to each pose.

        Args:
            character: A `Character` with its footage.
            motion: A `Motion` on the canvas.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the poses' frame size, one per pose. A pose
            that cannot be compared gets the frame before.
        """
        chosen, _ = self._chosen(motion)
        shown, image = -1, None
        for number in held(chosen):
            if number != shown:
                shown = number
                image = fill(character.footage.frame(int(number)), motion.poses.frame_size)
            yield image.copy()

    def warnings(self, character, motion) -> list[str]:
        """Where there was nothing to compare, and where the film has no such pose."""
        chosen, distances = self._chosen(motion)
        sentences = []
        if (chosen < 0).any():
            sentences.append(
                f"in {(chosen < 0).mean():.0%} of the frames no pose can be compared with the "
                f"film of the character: the frame before is held"
            )
        far = np.nan_to_num(distances) > FAR
        if far.mean() > OFTEN:
            sentences.append(
                f"in {far.mean():.0%} of the frames no moment of the character's film is near: "
                "film more motions, or choose another generator"
            )
        return sentences

    def _chosen(self, motion):
        return self.index.nearest(joints_of(motion.poses))


def held(chosen) -> np.ndarray:
    """Frames with the one before in the place of -1, at the start the first that is none.

    Where all are -1, all are 0.
    """
    known = np.flatnonzero(chosen >= 0)
    if not len(known):
        return np.zeros(len(chosen), int)
    last = np.searchsorted(known, np.arange(len(chosen)), side="right") - 1
    return chosen[known[last.clip(0)]]


def fill(frame, size) -> np.ndarray:
    """A frame scaled to cover a canvas, the same cut off on both sides where it is too long.

    Args:
        frame: uint8 RGB. size: `(width, height)` of the canvas.
    """
    height, width = frame.shape[:2]
    scale = max(size[0] / width, size[1] / height)
    covered = (max(size[0], round(width * scale)), max(size[1], round(height * scale)))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    image = cv2.resize(frame, covered, interpolation=way)
    left, top = (covered[0] - size[0]) // 2, (covered[1] - size[1]) // 2
    return np.ascontiguousarray(image[top : top + size[1], left : left + size[0]])
