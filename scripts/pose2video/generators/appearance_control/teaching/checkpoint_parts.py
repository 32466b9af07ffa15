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
    start = check_names(tensors, stage, path)
    found = {
        name: {k.removeprefix(s): t for k, t in tensors.items() if k.startswith(s)}
        for name, s in (("pose", POSE), ("base", BASE), ("appearance", start))
    }
    looks = found["appearance"]
    return found | {"appearance": {k: t for k, t in looks.items() if not k.startswith(UNUSED)}}


def check_names(names, stage, path) -> str:
    """Refuse, by the names of its tensors, a file that is not of the stage that is wanted.

    Args:
        names: Of its tensors. stage: That is wanted. path: Of the file, for sentences.

    Returns:
        What the names of the appearance model begin with.

    Raises:
        UserError: It has no such network, or is of the other stage.
    """
    start = next((s for s in APPEARANCE if any(key.startswith(s) for key in names)), None)
    if start is None:
        raise UserError(
            f"{path} is no checkpoint of MagicPose: it has no tensors {' or '.join(APPEARANCE)}..."
        )
    if not any(key.startswith(f"{start}output_blocks.") for key in names):
        raise UserError(
            f"{path} holds a ControlNet and no appearance model: give the checkpoint of MagicPose"
        )
    found = "joint" if any(key.startswith(POSE) for key in names) else "appearance"
    if found != stage:
        raise UserError(
            f"{path} is of stage {found}, not of {stage}: set stage: {found} or take another file"
        )
    return start
