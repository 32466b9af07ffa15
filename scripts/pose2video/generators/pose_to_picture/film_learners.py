"""What all generators have in common that learn from the film of one character."""

from __future__ import annotations

from dataclasses import asdict
from typing import ClassVar

from pose2video.configuring.settings import check
from pose2video.generators.pose_to_picture.plan import MULTIPLE
from pose2video.registry import Needs

ONLY_SHOWN = ("camera", "device", "nearest")  # a trained painter does not depend on them


class FilmLearner:
    """The base of their dataclasses, which have the settings `size`, `camera` and `device`.

    Attributes:
        choices: Names of settings -> what they may be.
        ranges: Names of settings -> the least and the most.
        multiple: Of the sides of what is painted.
        paint: `person`, as a layer, or `frame`, whole.
        view: `whole` or `square`, of a frame.
        memory_mb: For each pixel of `size`.
    """

    choices: ClassVar[dict] = {}
    ranges: ClassVar[dict] = {}
    multiple = MULTIPLE
    paint = "person"
    view = "whole"
    memory_mb = 12

    def check(self):
        """Refuse settings that lie where none can.

        Raises:
            ValueError: One does.
        """
        check(self, self.choices, self.ranges)

    def recorded(self) -> dict:
        """The settings that a trained painter depends on."""
        return {name: v for name, v in asdict(self).items() if name not in ONLY_SHOWN}

    def needs(self):
        """The character's film and, to paint a person, its background."""
        person = self.paint == "person"
        return Needs(
            trained_on="character",
            plate=person,
            camera=person and self.camera == "filmed",
            perceives=self.perceptual > 0,
            gpu=int(self.device == "cuda"),
            paints=True,
            cuts_out=person,
            memory_mb=1500 + self.memory_mb * self.size,
        )

    def train(self, takes, weights, out, scratch, made_by):
        """Learn the footage of one character; killed and called again it goes on.

        Args:
            takes: `Take`s of one person.
            weights: None are needed.
            out: The folder to write.
            scratch: Where the footage is packed, the checkpoint and what is seen of it lie.
            made_by: What is said of how it was made.

        Returns:
            uint8 RGB: moments of the film above, painted below.

        Raises:
            UserError: Too few frames, too little memory, or a loss that is no number.
        """
        return self.teacher()(self, takes, out, scratch, made_by)

    def loaded(self, weights):
        """The generator with what was learned of one character.

        Args:
            weights: `{"model": folder}` that `train` wrote.

        Raises:
            UserError: It is damaged, or of other settings.
        """
        return self.shower()(self, weights)

    def teacher(self):
        """What trains it: `teach(settings, takes, out, scratch, made_by)`."""
        from pose2video.generators.pose_to_picture.teaching import teach

        return teach

    def shower(self):
        """What reads what was learned: `f(settings, weights)`."""
        raise NotImplementedError
