"""The fitted bodies of a data set's takes, drawn for a second ControlNet."""

from __future__ import annotations

from pathlib import Path

from pose2video.bodies.body import Body
from pose2video.bodies.model import load_body_model
from pose2video.bodies.motion import read_motion
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.jobs.leaving_out import why_left_out
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.poses.formats import read_poses


def body_of(index_path, entry) -> Path:
    """The file of the body fitted to a sequence, beside the other results of its set.

    Args:
        index_path: Of the set's index. entry: A `SetSequence`.
    """
    index_path = Path(index_path)
    folder = index_path.parents[2] / "bodies" / "sets" / entry.id
    return folder / f"{index_path.stem}.safetensors"


def has_body(path) -> bool:
    """Whether a body could be fitted; prints why not."""
    why = why_left_out(Path(path).with_suffix(".json"))
    if why:
        print(f"warning: {path} is left out: {why}")
    return not why


def drawn_bodies(takes, model, what) -> tuple:
    """For each take a function that draws its body: `draw(t, size)`, uint8 RGB.

    Args:
        takes: `Take`s with the file of a body each.
        model: Folder of the body model. what: `depth` or `normals`.

    Raises:
        UserError: A body is of another number of frames than its poses.
    """
    model = load_body_model(model)
    draw = POSE_DRAWINGS.build({"use": what, "settings": {}})
    return tuple(_drawing(take, model, draw) for take in takes)


def _drawing(take, model, draw):
    body, poses = read_motion(take.body[0]), read_poses(take.poses)
    if body.n_frames != poses.n_frames:
        raise UserError(
            f"{take.body[0]} is of {body.n_frames} frames, {take.poses} of {poses.n_frames}: "
            "delete the older one and run again"
        )
    motion = Motion(poses, body, Body.build(model, body.shape))
    return lambda t, size: draw(motion, t, size)
