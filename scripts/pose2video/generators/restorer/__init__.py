"""A body that wears a photograph, finished by a network that has learned it from synthetic people.

`people` makes somebody up and prepares their picture, `windows` draws pairs of a rendering and the
truth, `shown` says how far the photograph shows a place. `network` changes a rendering where it is
unsure; `lessons`, `learner`, `teaching` and `taught` teach it, `model_file` keeps it, `restoring`
paints a clip with it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.registry import Needs


@dataclass(frozen=True)
class RestoredFigure:
    """What `body_render` draws of one picture, finished by a small network that a training taught.

    It changes outlines, edges of one part before another, and what the picture does not show, with
    the hands; what the picture shows well stays as it is.

    Attributes:
        restorer: The block of `trainings` that teaches the network (`use: restorer`).
        strength: How much of its changes is taken, from 0, which is `body_render`, to 1.
    """

    restorer: str = "restorer"
    strength: float = 1.0

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can.
        """
        if not 0 <= self.strength <= 1:
            raise ValueError("strength must lie in [0, 1]")
        if not self.restorer:
            raise ValueError("restorer: name a block of trainings with use: restorer")

    def needs(self):
        """The body, and the network."""
        return Needs(body=True, taught=self.restorer, cuts_out=True, paints=True, memory_mb=1500)

    def loaded(self, weights):
        """The generator with the network in `{"model": folder}`.

        Raises:
            UserError: The folder holds no restorer.
        """
        from pose2video.generators.restorer.restoring import restored_frames

        return restored_frames(self, weights)
