"""Pairs of frames to learn from, and what is told of the pose."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from pose2video.characters.motions import Motion
from pose2video.datasets.references import Pairs, References
from pose2video.errors import UserError
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.training.company import Company

USED = ("frames", "reference_frames", "control", "body")  # arrays that reach the learner
SEEDS = "seeds"  # of the noise of each pair, beside the arrays


@dataclass(frozen=True, eq=False)
class ReferenceLessons:
    """Pairs of a data set.

    What is drawn for a pair depends on the seed, the step and the pair's place in it alone: so it
    is the same whether a step is taken as a whole, in parts, or by several processes.

    Attributes:
        settings: A `MagicPose`.
        learned: `Pairs` that are learned from. held_out: Of people who are not.
        bodies: For each take a function that draws its body, `bodies[take](t, size)`; None where
            the body is not told.
        company: Of the processes that learn together.
    """

    settings: object
    learned: Pairs
    held_out: Pairs
    bodies: tuple | None = None
    company: Company = field(default_factory=Company)

    def drawing(self, schedule):
        """A function that gives the batch of a step: this process's part of it."""
        mine = self.company.part(schedule.batch_size)

        def batch(numbers, rng, also):
            seeds = rng.integers(2**62, size=(len(numbers), 2)).tolist()
            rows = [
                self._row(self.learned, number, np.random.default_rng(own)) | {SEEDS: noise}
                for number, (own, noise) in zip(numbers[mine], seeds[mine], strict=True)
            ]
            return _stacked(rows)

        return self.learned.examples.drawing(schedule, None, batch)

    def held_out_batches(self, size, most):
        """Yield batches of held-out pairs, whole and with all of the pose; always the same."""
        chosen = np.linspace(0, len(self.held_out) - 1, min(most, len(self.held_out)))
        chosen = np.unique(chosen.round().astype(int)).tolist()
        for first in range(0, len(chosen), size):
            numbers = chosen[first : first + size]
            yield _stacked([self._row(self.held_out, n, None) | {SEEDS: n} for n in numbers])

    def shown(self, count) -> list[dict[str, np.ndarray]]:
        """Some of those pairs, one by one."""
        [batch] = self.held_out_batches(count, count)
        rows = len(batch["frames"])
        return [{name: array[i] for name, array in batch.items()} for i in range(rows)]

    def _row(self, pairs, number, rng):
        """The arrays of a pair; rng None for nothing drawn at random."""
        reference, window = pairs.pair(number, rng)
        row = {"frames": window.frames[0], "reference_frames": reference.frames[0]}
        if self.settings.joint:
            row["control"] = self._control(window, rng)
        if self.bodies:
            take = pairs.examples.footage.take_of(window.at)
            at = window.at - int(pairs.examples.footage.firsts[take])
            row["body"] = self.bodies[take](at, window.poses.frame_size)
        if rng is not None and self.settings.crop < 1:
            cut = _cut(self.settings, rng)
            row = {name: cut(picture) for name, picture in row.items()}
        return row

    def _control(self, window, rng):
        """The picture of the pose, without what is left out of it."""
        if self.settings.poses == "maps":
            return window.maps[0]
        parts = {"hands": True, "face": True}
        if rng is not None:
            parts["hands"] = bool(rng.random() >= self.settings.drop_hands)
            parts["face"] = bool(rng.random() >= self.settings.drop_face)
        draw = POSE_DRAWINGS.build({"use": "openpose", "settings": parts})
        return draw(Motion(window.poses), 0, window.poses.frame_size)


def _cut(settings, rng):
    """What cuts a window out of a picture and scales it to the picture's size; never mirrored.

    The same window for all pictures of a pair, of a share of their area that is drawn between
    `crop` and 1.
    """
    side = settings.size * np.sqrt(rng.uniform(settings.crop, 1))
    left, top = rng.uniform(0, settings.size - side, 2)
    scale = settings.size / side
    moved = np.array([[scale, 0, -left * scale], [0, scale, -top * scale]])
    # centres of pixels: (x + .5) of one is scaled to (x + .5) of the other
    moved[:, 2] += 0.5 * scale - 0.5
    size = (settings.size, settings.size)

    def cut(picture):
        return cv2.warpAffine(picture, moved, size, borderMode=cv2.BORDER_REPLICATE)

    return cut


def _stacked(rows):
    """Arrays of pairs, and the seeds as a list."""
    names = [name for name in USED if name in rows[0]]
    arrays = {name: np.stack([row[name] for row in rows]) for name in names}
    return arrays | {SEEDS: [row[SEEDS] for row in rows]}


def lessons_of(settings, footage, bodies=None) -> ReferenceLessons:
    """The lessons of a footage.

    Args:
        settings: A `MagicPose`. footage: Of the data set. bodies: See `ReferenceLessons`.

    Raises:
        UserError: There is one person only, or maps are wanted that are not there.
    """
    if len(footage.people) < 2:
        raise UserError(
            f"the data set {settings.data_set} has one person only ({footage.people[0]}): looks "
            "are learned from several; for one person train an adaptation or edn"
        )
    if settings.joint and settings.poses == "maps" and footage.maps is None:
        raise UserError(
            f"poses: maps, but not every sequence of the data set {settings.data_set} has pictures "
            "of the pose: set poses: drawn"
        )
    learned, held_out = footage.split()
    references = References(footage, within=settings.img_bin_limit)
    pairs = Pairs(learned, references), Pairs(held_out, references)
    return ReferenceLessons(settings, *pairs, bodies, Company.here())
