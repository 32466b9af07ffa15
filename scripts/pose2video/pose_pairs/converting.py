"""A published checkpoint of the Motion Extraction Net as weights of `motion_net`."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.smoothers.motion_net.published import PREFIX, MotionExtractionNet
from pose2video.smoothers.motion_net.weights import FILE, FORMAT
from pose2video.weights.folders import TRAINED, write_record

TERMS = "no commercial use: the released weights of the Motion Extraction Net are for research only"


def convert(checkpoint, out, made_by):
    """Write the folder `out` with the tensors of a checkpoint.

    Nothing is unpickled but tensors.

    Raises:
        UserError: It cannot be read, or is of another network.
    """
    checkpoint = Path(checkpoint)
    try:
        if checkpoint.suffix == ".safetensors":
            found = load_file(checkpoint)
        else:
            found = torch.load(checkpoint, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, SafetensorError, RuntimeError, OSError, EOFError) as error:
        reason = str(error).splitlines()[0]
        raise UserError(f"{checkpoint} holds no weights that can be read ({reason})") from None
    if isinstance(found, dict) and isinstance(found.get("state_dict"), dict):
        found = found["state_dict"]
    if not isinstance(found, dict):
        raise UserError(f"{checkpoint} holds no tensors by name: take the network's own file")
    found = {str(name).removeprefix("module."): tensor for name, tensor in found.items()}
    shapes = {f"{PREFIX}{k}": v.shape for k, v in MotionExtractionNet().state_dict().items()}
    for name, shape in shapes.items():
        if getattr(found.get(name), "shape", None) != shape:
            raise UserError(
                f"{checkpoint} is of another network: it has no tensor {name} of shape "
                f"{tuple(shape)}"
            )
    tensors = {name: found[name].float().contiguous().clone() for name in shapes}
    with writing(out) as beside:
        beside.mkdir()
        save_file(tensors, beside / FILE, {"format": FORMAT})
        write_record(beside, TRAINED, [FILE], made_by, [TERMS])
