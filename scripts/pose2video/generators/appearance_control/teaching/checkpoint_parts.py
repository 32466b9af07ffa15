"""Which networks a published checkpoint of MagicPose holds, by the beginnings of tensors' names."""

from __future__ import annotations

from pose2video.errors import UserError

APPEARANCE = ("appearance_control_model.", "control_model.")  # the second in first-stage files
POSE, BASE = "pose_control_model.", "model.diffusion_model."
UNUSED = ("input_hint_block.",)  # of the appearance model, which has one and never uses it
TERMS = "no commercial use: the released checkpoints of MagicPose are for research only"


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
