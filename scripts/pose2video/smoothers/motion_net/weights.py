"""The weights of the net of our own: shipped ones, or those that `train_smoother` made."""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.resources import RESOURCES

FILE, FORMAT = "motion_net.safetensors", "pose2video motion_net 1"
SHIPPED = RESOURCES / "motion_net"
ENDS = (".pth", ".pt", ".safetensors")  # of published checkpoints
RECIPE = "motion_net.json"  # beside the shipped file: how it was made, and its SHA-256


def shipped_weights() -> dict[str, np.ndarray]:
    """The tensors of `resources/motion_net`, float32.

    Raises:
        UserError: The file is not the one that its recipe speaks of.
    """
    recipe = json.loads((SHIPPED / RECIPE).read_text(encoding="utf-8"))
    return read_weights(SHIPPED / FILE, recipe["sha256"])


def read_weights(path, sha256=None) -> dict[str, np.ndarray]:
    """The tensors of a file, float32; a file that was written anew is read anew.

    Args:
        path: Of a safetensors file. sha256: Its digest, in hexadecimal; or None.

    Raises:
        UserError: It is damaged, another one, or of another kind of net.
    """
    try:
        told = os.stat(path)
    except OSError as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None
    return _read(Path(path), sha256, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=2)
def _read(path, sha256, *marks):
    from safetensors import SafetensorError, safe_open

    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if sha256 and digest != sha256:
            raise UserError(f"{path} is not the file that was published: fetch the project again")
        with safe_open(path, "np") as file:
            found = (file.metadata() or {}).get("format")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path} is damaged ({error}): delete it and run again") from None
    if found != FORMAT:
        raise UserError(f"{path} holds no motion_net of this version: delete it and run again")
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


def checkpoint_in(folder) -> Path:
    """The one checkpoint in a folder.

    Raises:
        UserError: There is none, or there are several.
    """
    folder = Path(folder)
    found = sorted(p for p in folder.glob("*") if p.suffix in ENDS) if folder.is_dir() else []
    if len(found) != 1:
        raise UserError(
            f"{folder} must hold one file of published weights ({', '.join(ENDS)}), and holds "
            f"{len(found)}: put the Motion Extraction Net's there"
        )
    return found[0]
