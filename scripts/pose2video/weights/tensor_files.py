"""Files of tensors that strangers wrote, read without running anything that is in them."""

from __future__ import annotations

import pickle
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file

from pose2video.errors import UserError
from pose2video.weights.tensor_names import PARALLEL

WRAPPER = "state_dict"  # under which some trainings save a network
FAULTS = (OSError, RuntimeError, ValueError, EOFError, KeyError)


def read_tensors(path) -> dict[str, torch.Tensor]:
    """The tensors of a file by name, without what several GPUs put before it.

    Args:
        path: `.safetensors`, else what `torch.save` wrote of a state dict.

    Raises:
        UserError: It cannot be read, holds something else, or numbers that are none.
    """
    path = Path(path)
    try:
        if path.suffix == ".safetensors":
            found = load_file(path)
        else:
            found = torch.load(path, map_location="cpu", weights_only=True)
    except (*FAULTS, pickle.UnpicklingError, SafetensorError) as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise UserError(
            f"{path} cannot be read as tensors by name ({said}): fetch it again"
        ) from None
    if isinstance(found, dict) and isinstance(found.get(WRAPPER), dict):
        found = found[WRAPPER]
    named = isinstance(found, dict) and all(
        isinstance(name, str) and torch.is_tensor(tensor) for name, tensor in found.items()
    )
    if not named or not found:
        raise UserError(
            f"{path} holds no state dict, so no tensors by name: give the state of a network"
        )
    for name, tensor in found.items():
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor).all()):
            raise UserError(f"{path} has numbers in {name} that are none: fetch it again")
    return {
        name.removeprefix(PARALLEL): tensor.contiguous().clone() for name, tensor in found.items()
    }


def unlike(tensors, network) -> tuple[str, str, str] | None:
    """The first tensor that is not as a network has it; None where all are.

    Args:
        tensors: By name. network: A module.

    Returns:
        Its name, and in words of what size it is, and of what size the network's is.
    """
    wanted = {name: tuple(tensor.shape) for name, tensor in network.state_dict().items()}
    found = {name: tuple(tensor.shape) for name, tensor in tensors.items()}
    for name in [*wanted, *found]:
        if found.get(name) != wanted.get(name):
            return name, _sized(found.get(name)), _sized(wanted.get(name))
    return None


def _sized(shape):
    return "no" if shape is None else f"{' x '.join(map(str, shape)) or '1'} numbers of"
