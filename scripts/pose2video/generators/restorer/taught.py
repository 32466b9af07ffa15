"""The training of a restorer, as `trainings` of a config names it."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.configuring.settings import check
from pose2video.registry import Needs

RANGES = {
    "people": (2, 10_000),
    "held_out": (1, 1000),
    "windows": (1, 10_000),
    "steps": (1, 10_000_000),
    "batch_size": (1, 1024),
    "learning_rate": (1e-8, 0.1),
    "width": (8, 64),
    "seed": (0, 2**31),
}


@dataclass(frozen=True)
class TaughtRestorer:
    """Teach a small network to finish drawings of bodies, by synthetic people whose truth is known.

    Each person is prepared from one rendered picture, as characters are, with a body that is a
    little off. What `body_render` makes of that in other poses is compared with the truth.

    Attributes:
        people: How many are made up.
        held_out: How many of them are only looked at.
        windows: Of 128 x 128 pixels, on each of them: on the body, the head and the hands.
        steps: Of the training.
        batch_size: Windows in a step.
        learning_rate: Of AdamW, falling along a cosine.
        width: Channels of the network at full size, a multiple of 8.
        seed: Of everything that is drawn.
    """

    people: int = 24
    held_out: int = 4
    windows: int = 28
    steps: int = 2000
    batch_size: int = 4
    learning_rate: float = 0.001
    width: int = 16
    seed: int = 0

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can.
        """
        check(self, ranges=RANGES)
        if self.width % 8:
            raise ValueError("width must be a multiple of 8")
        if self.held_out >= self.people:
            raise ValueError("held_out must be less than people")

    def needs(self) -> Needs:
        """The body model."""
        return Needs(body=True, memory_mb=4000)

    def train(self, sources, weights, out, scratch, made_by):
        """Train, from where a checkpoint stands.

        Args:
            sources: `body_model`, a folder. weights: None are used.
            out: The folder to write, see `model_file`.
            scratch: Folder with what it needs to go on after it was killed.
            made_by: What is said of how it was made.

        Returns:
            uint8 RGB: in rows the rendering, what is restored of it, and the truth.
        """
        from pose2video.generators.restorer.teaching import teach

        return teach(self, sources["body_model"], out, scratch, made_by)
