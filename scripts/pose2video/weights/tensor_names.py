"""The names in a file of tensors, told without reading a tensor: for checks before a run."""

from __future__ import annotations

import pickletools
import zipfile
import zlib
from pathlib import Path

from pose2video.errors import UserError
from pose2video.weights.checks import read_header

PARALLEL = "module."  # what networks on several GPUs put before a name
FAULTS = (OSError, ValueError, RuntimeError, StopIteration, zipfile.BadZipFile, zlib.error)


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
        return set(read_header(path))
    try:
        with open(path, "rb") as file:
            if file.read(2) != b"PK":
                return None
            with zipfile.ZipFile(file) as parts:
                inner = next(name for name in parts.namelist() if name.endswith("/data.pkl"))
                said = pickletools.genops(parts.read(inner))
                return {what for _, what, _ in said if isinstance(what, str)}
    except FAULTS as error:
        said = " ".join(str(error).split())[:120] or type(error).__name__
        raise UserError(
            f"{path} cannot be read as tensors by name ({said}): fetch it again"
        ) from None
