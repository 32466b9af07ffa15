"""Examples: frames with their poses, drawn by number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pose2video.poses.mirroring import mirror_poses
from pose2video.poses.sequence import PoseSequence

if TYPE_CHECKING:
    from pose2video.training.footage import Footage

BOXES = ("left_hand", "right_hand", "face")
MARGIN = 0.2  # around the points of a box, of its longer side


@dataclass(frozen=True, eq=False)
class Example:
    """One frame, or a window of consecutive ones, oldest first.

    Attributes:
        frames: uint8 RGB `(T, height, width, 3)`.
        masks: Share of the person, uint8 `(T, height, width)`; None where there are none.
        poses: `PoseSequence` of T frames, on the training size.
        at: Number of the last frame in the footage.
        person: Number of the person, in the order of `Footage.people`.
        mirrored: Whether it is mirrored, with left and right points swapped.
        maps: Pictures of the pose, uint8 RGB `(T, height, width, 3)`; None where there are none.
    """

    frames: np.ndarray
    masks: np.ndarray | None
    poses: PoseSequence
    at: int
    person: int
    mirrored: bool
    maps: np.ndarray | None = None

    def mirrored_if(self, mirrored) -> Example:
        """It in a mirror, if asked for: once, and not where it is mirrored already."""
        if not mirrored or self.mirrored:
            return self
        flipped = {
            name: None if pictures is None else np.ascontiguousarray(pictures[:, :, ::-1])
            for name, pictures in (("frames", self.frames), ("masks", self.masks))
        }
        return replace(self, poses=mirror_poses(self.poses), mirrored=True, **flipped)

    def arrays(self) -> dict[str, np.ndarray]:
        """What it holds as arrays; without the axis of time where there is one frame.

        `frames`, `masks`, `maps`, `keypoints` `(K, 2)` in pixels, NaN where missing, `confidence`
        `(K,)`, boxes of `left_hand`, `right_hand` and `face`, see `box_of`; `at`, `person`,
        `mirrored`.
        """
        found = {"frames": self.frames, "masks": self.masks, "maps": self.maps}
        found |= {"keypoints": self.poses.keypoints, "confidence": self.poses.confidence}
        found |= {
            part: box_of(self.poses, part) for part in BOXES if part in self.poses.layout.parts
        }
        found = {name: values for name, values in found.items() if values is not None}
        if len(self.frames) == 1:
            found = {name: values[0] for name, values in found.items()}
        scalars = {"at": self.at, "person": self.person, "mirrored": self.mirrored}
        return found | {name: np.asarray(value) for name, value in scalars.items()}


@dataclass(frozen=True, eq=False)
class Examples:
    """A part of the footage to draw from.

    Attributes:
        footage: All of it.
        ends: The last frames of the windows, int `(n,)`, ascending. Every frame of a window shows
            somebody, and none lies beyond the edge of a take, or of this part.
        window: Frames in an example.
        mirror: Whether every other example is mirrored, left and right swapped; as `rng` has it.
    """

    footage: Footage
    ends: np.ndarray
    window: int = 1
    mirror: bool = False

    def __len__(self):
        """How many there are."""
        return len(self.ends)

    def example(self, number, rng=None) -> Example:
        """Example `number`; mirrored only if asked for, by chance of a numpy generator."""
        footage, end = self.footage, int(self.ends[number])
        chosen = slice(end - self.window + 1, end + 1)
        frames, poses = np.array(footage.frames[chosen]), footage.poses.cut(chosen)
        masks, maps = (
            None if pictures is None else np.array(pictures[chosen])
            for pictures in (footage.masks, footage.maps)
        )
        mirrored = self.mirror and rng is not None and rng.random() < 0.5
        made = Example(frames, masks, poses, end, footage.person_of(end), False, maps)
        return made.mirrored_if(mirrored)

    def batch(self, numbers, rng=None, also=None) -> dict[str, np.ndarray]:
        """Examples as arrays whose first axis counts them, see `Example.arrays`.

        Args:
            numbers: Of the examples.
            rng: numpy generator.
            also: `also(example)` gives a dict of more arrays, such as drawings of the pose.
        """
        examples = [self.example(number, rng) for number in numbers]
        rows = [example.arrays() | (also(example) if also else {}) for example in examples]
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def drawing(self, schedule, also=None, batch=None):
        """A function that gives the batch of a step, for the training loop.

        All examples are drawn once before any is drawn again, in an order that depends on the seed.
        A batch depends on the seed and the step's number alone.

        Args:
            schedule: Says seed and batch size. also: See `batch`.
            batch: What makes a batch of numbers, as `batch` does; None for that itself.
        """
        batch = batch or self.batch

        @lru_cache(2)
        def order(epoch):
            return np.random.default_rng((schedule.seed, epoch)).permutation(len(self))

        def draw(number):
            first = number * schedule.batch_size
            places = range(first, first + schedule.batch_size)
            numbers = [order(place // len(self))[place % len(self)] for place in places]
            rng = np.random.default_rng((schedule.seed, 1, number))
            return batch(numbers, rng, also)

        return draw

    def batches(self, size, most=256, also=None):
        """Yield batches of up to `most` examples, evenly spread, none mirrored; always the same."""
        chosen = np.unique(np.linspace(0, len(self) - 1, min(most, len(self))).round().astype(int))
        for first in range(0, len(chosen), size):
            yield self.batch(chosen[first : first + size], also=also)


def box_of(poses, part) -> np.ndarray:
    """Boxes about a part, `(left, top, right, bottom)` in pixels, float32 `(frames, 4)`.

    With a margin, within the frame; NaN where less than half of the part's points are known.
    """
    points, known = poses.part(part), poses.found(part)
    boxes = np.full((len(points), 4), np.nan, np.float32)
    if known.any():
        low, high = np.nanmin(points[known], axis=1), np.nanmax(points[known], axis=1)
        margin = MARGIN * (high - low).max(axis=1, keepdims=True)
        inside = [np.clip(corner, 0, poses.frame_size) for corner in (low - margin, high + margin)]
        boxes[known] = np.concatenate(inside, axis=1)
    return boxes
