"""What a file of tensors says of itself, without reading its tensors: for checks before a run."""

from __future__ import annotations

import json
import pickle
import pickletools
import struct
import zipfile
from pathlib import Path

from pose2video.errors import UserError

PARALLEL = "module."  # what networks on several GPUs put before a name
LARGEST_HEADER = 100_000_000  # bytes, as safetensors itself allows
FAULTS = (OSError, ValueError, KeyError, struct.error, zipfile.BadZipFile, pickle.UnpicklingError)


def header_of(path) -> dict:
    """The header of a `.safetensors` file: tensors' names, and texts under `__metadata__`.

    Raises:
        UserError: It cannot be read.
    """
    try:
        with open(path, "rb") as file:
            (length,) = struct.unpack("<Q", file.read(8))
            if length > LARGEST_HEADER:
                raise ValueError("its header is too long")
            return dict(json.loads(file.read(length)))
    except FAULTS as error:
        raise _unreadable(path, error) from None


def names_in(path) -> set[str] | None:
    """The texts in a file of tensors by name, the names of all its tensors among them.

    Of what `torch.save` wrote the pickle's instructions are listed; none of them is carried out.

    Args:
        path: `.safetensors`, else what `torch.save` wrote.

    Returns:
        None for a file of a PyTorch before 1.6, which only shows its names when it is read whole.

    Raises:
        UserError: It cannot be read.
    """
    path = Path(path)
    if path.suffix == ".safetensors":
        return set(header_of(path)) - {"__metadata__"}
    try:
        with open(path, "rb") as file:
            if file.read(2) != b"PK":
                return None
            with zipfile.ZipFile(file) as parts:
                inner = next(name for name in parts.namelist() if name.endswith("/data.pkl"))
                said = pickletools.genops(parts.read(inner))
                return {what for _, what, _ in said if isinstance(what, str)}
    except (*FAULTS, StopIteration) as error:
        raise _unreadable(path, error) from None


def _unreadable(path, error):
    said = " ".join(str(error).split())[:120] or type(error).__name__
    return UserError(f"{path} cannot be read as tensors by name ({said}): fetch it again")
