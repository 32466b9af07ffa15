"""A published checkpoint of MagicPose, a local file, as a training: its settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pose2video.configuring.settings import check
from pose2video.generators.appearance_control.teaching.checkpoint_parts import check_names
from pose2video.generators.appearance_control.teaching.presets import STAGES
from pose2video.registry import Needs
from pose2video.weights.tensor_names import PARALLEL, names_in

OWN_FOLDER = "magicpose"  # in the user's folder of weights


@dataclass(frozen=True)
class MagicPosePublished:
    """Take the networks of a checkpoint that was published, from the folder `weights.folder`.

    Attributes:
        stage: Which it should be of: `joint` (both networks) or `appearance` (the first one).
        base: Weights of Stable Diffusion that it was trained beside.
    """

    stage: str = "joint"
    base: str = "sd15"

    def __post_init__(self):
        """Check the settings.

        Raises:
            ValueError: One lies where none can.
        """
        check(self, {"stage": STAGES})

    def needs(self) -> Needs:
        """The base, whose last layers the published copy lacks, and the file."""
        return Needs(weights=(self.base,), own_files=OWN_FOLDER, memory_mb=24_000)

    def check_own(self, path):
        """Refuse a file of other networks before anything runs, by the names of its tensors.

        Raises:
            UserError: It cannot be read, or is of the other stage or of another network.
        """
        names = names_in(path)
        if names is not None:
            check_names({name.removeprefix(PARALLEL) for name in names}, self.stage, path)

    def train(self, sources, weights, out, scratch, made_by):
        """Convert the file `sources["own"]` to the folder `out`; returns None, there is no picture.

        Raises:
            UserError: It cannot be read, is of the other stage or of another network.
        """
        from pose2video.generators.appearance_control.teaching.converting import convert

        convert(self, sources["own"], Path(weights[self.base]), out, made_by)
