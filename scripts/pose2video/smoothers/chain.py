"""Several smoothers, one after the other."""

from dataclasses import dataclass

from pose2video.smoothers import SMOOTHERS


@dataclass(frozen=True)
class Chain:
    """Apply smoothers in turn.

    Attributes:
        steps: Component blocks, e.g. `[{use: fill_gaps}, {use: one_euro, beta: 0.5}]`.
    """

    steps: list

    def __post_init__(self):
        """Check that the steps are component blocks."""
        if not self.steps:
            raise ValueError("steps must name at least one block such as {use: fill_gaps}")
        if any(SMOOTHERS.needs(step).trained_on for step in self.steps):
            raise ValueError(
                "a step has weights that are made ready first: give it a block of its own"
            )

    def __call__(self, poses):
        """Smooth `poses` by every step."""
        for step in self.steps:
            poses = SMOOTHERS.build(step)(poses)
        return poses
