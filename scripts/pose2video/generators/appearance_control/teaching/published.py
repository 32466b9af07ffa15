"""A published checkpoint of MagicPose, a local file: its networks in diffusers' layout.

The files are PyTorch's; only tensors are read of them, nothing is unpickled that could run. The
networks are found by the beginnings of their tensors' names, and each name is translated (`names`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pose2video.errors import UserError
from pose2video.registry import Needs

OWN_FOLDER = "magicpose"  # in the user's folder of weights
APPEARANCE = ("appearance_control_model.", "control_model.")  # the second in first-stage files
POSE, BASE = "pose_control_model.", "model.diffusion_model."
UNUSED = ("input_hint_block.",)  # of the appearance model, which has one and never uses it
TERMS = "no commercial use: the released checkpoints of MagicPose are for research only"
STAGES = ("appearance", "joint")
NEAR = 1e-3  # of float16 and of another version of Stable Diffusion's first weights


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
        if self.stage not in STAGES:
            raise ValueError(f"stage must be one of {', '.join(STAGES)}")

    def needs(self) -> Needs:
        """The base, whose last layers the published copy lacks, and the file."""
        return Needs(weights=(self.base,), own_files=OWN_FOLDER, memory_mb=24_000)

    def train(self, sources, weights, out, scratch, made_by):
        """Convert the file `sources["own"]` to the folder `out`; returns None, there is no picture.

        Raises:
            UserError: It cannot be read, is of the other stage or of another network.
        """
        from pose2video.generators.appearance_control.teaching.converting import convert

        convert(self, sources["own"], Path(weights[self.base]), out, made_by)


def split(tensors, stage, path) -> dict[str, dict]:
    """The networks of a checkpoint: `appearance`, `pose` and `base`, as far as it has them.

    Args:
        tensors: By name. stage: That is wanted. path: Of the file, for sentences.

    Raises:
        UserError: It has no such network, or is of the other stage.
    """
    found = {
        name: {key.removeprefix(start): tensors[key] for key in tensors if key.startswith(start)}
        for name, start in (("pose", POSE), ("base", BASE))
    }
    start = next((s for s in APPEARANCE if any(key.startswith(s) for key in tensors)), None)
    if start is None:
        raise UserError(
            f"{path} is no checkpoint of MagicPose: it has no tensors {' or '.join(APPEARANCE)}..."
        )
    looks = {k.removeprefix(start): t for k, t in tensors.items() if k.startswith(start)}
    if not any(key.startswith("output_blocks.") for key in looks):
        raise UserError(
            f"{path} holds a ControlNet and no appearance model: give the checkpoint of MagicPose"
        )
    found["appearance"] = {k: t for k, t in looks.items() if not k.startswith(UNUSED)}
    if bool(found["pose"]) != (stage == "joint"):
        other = "joint" if found["pose"] else "appearance"
        raise UserError(
            f"{path} is of stage {other}, not of {stage}: set stage: {other} or take another file"
        )
    return found
