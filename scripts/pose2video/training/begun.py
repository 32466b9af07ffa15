"""What a training that was killed left, told without reading its tensors."""

from __future__ import annotations

import json
from pathlib import Path

from pose2video.errors import UserError
from pose2video.weights.tensor_names import header_of

CHECKPOINT = "checkpoint.safetensors"  # in the folder of what a training needs to go on


def learners_in(folder) -> list[str]:
    """Names of the learners that a training's folder has a checkpoint of.

    Nothing where there is none, or one that cannot be read: the training then begins anew.
    """
    path = Path(folder) / CHECKPOINT
    if not path.is_file():
        return []
    try:
        return list(json.loads(header_of(path)["__metadata__"]["parts"]))
    except (UserError, KeyError, ValueError):
        return []
