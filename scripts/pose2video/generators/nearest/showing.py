"""Showing the nearest frames of a film."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.nearest.choosing import faded, steadiest
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.nearest.halves import LOWER, UPPER
from pose2video.generators.nearest.index import Index
from pose2video.generators.nearest.reach import outside
from pose2video.generators.nearest.staging import Stage
from pose2video.names import spans

FAR = 0.1  # heights of the pose: farther, and another pose is seen
OFTEN = 0.1  # share of the frames


@dataclass(frozen=True, eq=False)
class NearestFrames:
    """The index of one character, and how its film is shown.

    Attributes:
        index: The `Index`.
        settings: A `Nearest`.
    """

    index: Index
    settings: object

    def generate(self, character, motion) -> Iterator[np.ndarray]:
        """Yield for each pose what the character's film shows of one that is near.

        Args:
            character: A `Character` with its footage; where the person is moved with masks and
                plate.
            motion: A `Motion` on the canvas.

        Yields:
            uint8 RGB frames `(height, width, 3)` of the poses' frame size, one per pose. A pose
            that cannot be compared gets the frame before.
        """
        settings, joints = self.settings, joints_of(motion.poses)
        if settings.place == "whole":
            shown = faded(held(self._chosen(joints)), settings.fade)
            yield from _whole(character.footage, shown, motion.poses.frame_size)
            return
        stage = Stage.of(self.index, character, motion, settings)
        upper = held(self._chosen(joints, UPPER if settings.halves else None))
        lower = upper
        if settings.halves:
            lower = self._chosen(joints, LOWER)
            lower = np.where(lower < 0, upper, lower)
        both = (faded(half, settings.fade) for half in (upper, lower))
        for t, numbers in enumerate(zip(*both, strict=True)):
            yield stage.frame(t, *numbers)

    def warnings(self, character, motion) -> list[str]:
        """Where there was nothing to compare, and where the film has no such pose."""
        chosen, distances = self.index.nearest(joints_of(motion.poses))
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
                "film more motions, or choose another generator (frames "
                f"{spans(np.flatnonzero(far))}, the farthest {np.nanmax(distances):.2f} heights of "
                "the pose away)"
            )
        if self.settings.place != "whole":
            joints, size = joints_of(motion.poses), motion.poses.frame_size
            away = outside(self.index.joints, self.index.size, joints, size)
            if away.mean() > OFTEN:
                sentences.append(
                    f"in {away.mean():.0%} of the frames the person stands where the character's "
                    "film never shows it, or is larger or smaller: it is moved there"
                )
        return sentences

    def _chosen(self, joints, part=None):
        """Numbers of the film's frames, -1 where none compares; by a part of the joints, or all."""
        numbers, distances = self.index.candidates(joints, self.settings.candidates, part)
        return steadiest(numbers, distances, self.settings.jump)[0]


def _whole(footage, shown, size):
    """Whole frames of the film, one upon the other where they are cross-faded."""
    kept = {}
    for numbers in shown:
        kept = {n: kept[n] if n in kept else fill(footage.frame(n), size) for n in numbers}
        total = sum(share * kept[n].astype(np.float32) for n, share in numbers.items())
        yield np.rint(total).astype(np.uint8)


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
