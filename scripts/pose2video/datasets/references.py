"""Pairs of frames: which frame of a sequence shows a person's looks to one that is to be made."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from pose2video.errors import UserError
from pose2video.training.examples import Example, Examples
from pose2video.training.footage import Footage


@dataclass(frozen=True, eq=False)
class References:
    """Reference frames, drawn from what shows somebody and may be used.

    Attributes:
        footage: All takes.
        first: Only of the first so many frames of a take: 20 as Ren et al. train, 1 for the first
            frame of a test film; 0 for the whole take.
        within: Only of so many frames before or behind the first frame that is made
            (`img_bin_limit` as MagicPose documents it); 0 for no limit. Where there is none so
            near, the nearest.
        anywhere: Of all takes of the person, not of the example's own alone. `within` is of the
            own take.
    """

    footage: Footage
    first: int = 0
    within: int = 0
    anywhere: bool = False

    @cached_property
    def _shown(self):
        """Of each take the numbers of the frames that may be references."""
        shows, firsts = self.footage.shows, self.footage.firsts
        return [
            first + np.flatnonzero(shows[first:end])[: self.first or None]
            for first, end in pairwise(firsts)
        ]

    def frame_for(self, target, rng=None) -> int:
        """The number of a reference frame.

        Args:
            target: The number of the first frame that is made.
            rng: numpy generator; None for the first frame that may be one.

        Raises:
            UserError: No frame of the take may be one.
        """
        take = self.footage.take_of(target)
        found = self._candidates(take, target)
        if not len(found):
            person = self.footage.people[self.footage.owners[take]]
            raise UserError(f"a film of {person} shows nobody: leave it out")
        return int(found[0] if rng is None else rng.choice(found))

    def _candidates(self, take, target):
        own = self._shown[take]
        if self.within and len(own):
            away = np.abs(own - target)
            return own[away <= max(self.within, away.min())]
        if self.anywhere:
            owner = self.footage.owners[take]
            return np.concatenate(
                [shown for k, shown in enumerate(self._shown) if self.footage.owners[k] == owner]
            )
        return own

    def crossed(self, target, rng) -> int:
        """The number of a reference frame of somebody else, or of another take where all are one.

        Args:
            target: A number of a frame that is made. rng: numpy generator.

        Raises:
            UserError: There is one take only.
        """
        take, owners = self.footage.take_of(target), np.array(self.footage.owners)
        others = np.flatnonzero(owners != owners[take])
        if not len(others):
            others = np.setdiff1d(np.arange(len(owners)), [take])
        others = [k for k in others if len(self._shown[k])]
        if not others:
            raise UserError("the set has one film that shows somebody: another one is needed")
        return int(rng.choice(self._shown[rng.choice(others)]))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Windows of frames, each with a reference frame of the same person.

    Attributes:
        examples: The windows, as `Footage.split` or `Footage.examples` gives them.
        references: Where their reference frames are from.
    """

    examples: Examples
    references: References

    def __len__(self):
        """How many windows there are."""
        return len(self.examples)

    def pair(self, number, rng=None) -> tuple[Example, Example]:
        """The reference, one frame, and the window `number`.

        Args:
            number: Of the window. rng: numpy generator: draws the reference, and whether both are
                mirrored; None for the first reference, unmirrored.
        """
        window = self.examples.example(number, rng)
        at = self.references.frame_for(window.at - len(window.frames) + 1, rng)
        return self._still(at, window.mirrored), window

    def crossed(self, number, rng) -> tuple[Example, Example]:
        """A reference of somebody else, and the window `number`, as `--cross_eval` does."""
        window = self.examples.example(number)
        return self._still(self.references.crossed(window.at, rng), False), window

    def _still(self, at, mirrored):
        still = replace(self.examples, ends=np.array([at]), window=1, mirror=False)
        return still.example(0).mirrored_if(mirrored)

    def batch(self, numbers, rng=None, also=None) -> dict[str, np.ndarray]:
        """Pairs as arrays whose first axis counts them.

        Those of the window as `Examples.batch` gives them, those of the reference likewise with
        `reference_` before their names.

        Args:
            numbers: Of the windows. rng: numpy generator.
            also: `also(reference, window)` gives a dict of more arrays.
        """
        rows = []
        for number in numbers:
            still, window = self.pair(number, rng)
            row = {f"reference_{name}": array for name, array in still.arrays().items()}
            rows.append(row | window.arrays() | (also(still, window) if also else {}))
        return {name: np.stack([row[name] for row in rows]) for name in rows[0]}

    def drawing(self, schedule, also=None):
        """A function that gives the batch of a step, for the training loop; see `Examples`."""
        return self.examples.drawing(schedule, also, self.batch)
