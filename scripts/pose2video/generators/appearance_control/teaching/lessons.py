"""Pairs of frames to learn from, and what is told of the pose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.motions import Motion
from pose2video.datasets.references import Pairs, References
from pose2video.errors import UserError
from pose2video.pose_drawings import POSE_DRAWINGS

HANDS = ("left_hand", "right_hand")
USED = ("frames", "reference_frames", "control")  # arrays that reach the learner


@dataclass(frozen=True, eq=False)
class ReferenceLessons:
    """Pairs of a data set.

    Attributes:
        settings: A `MagicPose`.
        learned: `Pairs` that are learned from. held_out: Of people who are not.
    """

    settings: object
    learned: Pairs
    held_out: Pairs

    def drawing(self, schedule):
        """A function that gives the batch of a step."""
        draw = self.learned.drawing(schedule, self._also(schedule.seed))
        return lambda number: _used(draw(number))

    def held_out_batches(self, size, most):
        """Yield batches of held-out pairs, whose poses are told whole; always the same."""
        chosen = np.linspace(0, len(self.held_out) - 1, min(most, len(self.held_out)))
        chosen = np.unique(chosen.round().astype(int))
        for first in range(0, len(chosen), size):
            numbers = chosen[first : first + size]
            yield _used(self.held_out.batch(numbers, None, self._also(None)))

    def shown(self, count) -> list[dict[str, np.ndarray]]:
        """Some of those pairs, one by one."""
        [batch] = self.held_out_batches(count, count)
        rows = len(batch["frames"])
        return [{name: array[i] for name, array in batch.items()} for i in range(rows)]

    def _also(self, seed):
        """What adds `control` to the arrays of a pair; seed None for nothing left out."""
        if not self.settings.joint:
            return None
        if self.settings.poses == "maps":
            return lambda reference, window: {"control": window.maps[0]}

        def drawn(reference, window):
            parts = {"hands": True, "face": True}
            if seed is not None:
                rng = np.random.default_rng((seed, 2, window.at, reference.at))
                parts["hands"] = bool(rng.random() >= self.settings.drop_hands)
                parts["face"] = bool(rng.random() >= self.settings.drop_face)
            draw = POSE_DRAWINGS.build({"use": "openpose", "settings": parts})
            return {"control": draw(Motion(window.poses), 0, window.poses.frame_size)}

        return drawn


def _used(batch):
    return {name: array for name, array in batch.items() if name in USED}


def lessons_of(settings, footage) -> ReferenceLessons:
    """The lessons of a footage.

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
    return ReferenceLessons(settings, Pairs(learned, references), Pairs(held_out, references))
