"""Synthetic people who move at random, any number of them: the truth is known of all."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.datasets.sources import Source, Sources, with_held_out


@dataclass(frozen=True)
class Performers:
    """Settings.

    Attributes:
        people: How many. motions: How many each of them performs.
        seconds: How long a motion lasts. fps: Frames per second.
        size_px: Longer side of the frames; the other one is four fifths of it.
        seed: Of all that is drawn: another one, other people and motions.
        held_out: Share of the people to hold out.
    """

    people: int = 8
    motions: int = 4
    seconds: float = 4.0
    fps: float = 25.0
    size_px: int = 256
    seed: int = 0
    held_out: float = 0.25

    def __post_init__(self):
        for name, low, high in (
            ("people", 1, 10_000),
            ("motions", 1, 10_000),
            ("seconds", 0.2, 600),
            ("fps", 1, 120),
            ("size_px", 32, 2048),
            ("seed", 0, 2**31),
            ("held_out", 0, 0.5),
        ):
            if not low <= getattr(self, name) <= high:
                raise ValueError(f"{name} must be from {low} to {high}")

    def sources(self, folder) -> Sources:
        """All motions by all people."""
        found = [
            Source(
                f"person_{p}_motion_{m}",
                f"person_{p}",
                "train",
                rendered={"person": p, "motion": m},
            )
            for p in range(self.people)
            for m in range(self.motions)
        ]
        return Sources(with_held_out(found, self.held_out), {})
