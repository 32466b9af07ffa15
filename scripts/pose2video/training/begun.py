"""What a training that was killed left, told without reading its tensors."""

from __future__ import annotations

from pathlib import Path

from pose2video.errors import UserError
from pose2video.weights.checks import read_header

CHECKPOINT = "checkpoint.safetensors"  # in the folder of what a training needs to go on


def learners_in(folder) -> set[str]:
    """Names of the learners that a training's folder has a checkpoint of, see `Checkpoint`.

    Nothing where there is none, or one that cannot be read: the training then begins anew.
    """
    path = Path(folder) / CHECKPOINT
    try:
        return {name.partition(".")[0] for name in read_header(path)} if path.is_file() else set()
    except UserError:
        return set()
