"""Memory that networks take, said before they are loaded; none is opened for it but its head."""

from __future__ import annotations

from math import prod
from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.weights.checks import read_header

GB = 1e9
CHECKPOINTS = "training"  # the folder beside networks, of what is not loaded


def memory_of(folders, dtype) -> float:
    """Gigabytes of the networks in folders.

    Args:
        folders: With files of safetensors in them, at any depth. dtype: Of the numbers once loaded.
    """
    numbers = 0
    for folder in map(Path, folders):
        for path in folder.rglob("*.safetensors"):
            if CHECKPOINTS not in path.relative_to(folder).parts[:-1]:
                numbers += sum(prod(entry["shape"]) for entry in read_header(path).values())
    return numbers * dtype.itemsize / GB


def check_memory(folders, device, dtype):
    """Say what networks take, and refuse a GPU with less free memory.

    Raises:
        UserError: With both numbers.
    """
    wanted = memory_of(folders, dtype)
    print(f"the networks take {wanted:.1f} GB of memory, the frames of a batch come on top")
    check_free(wanted, device, "the networks need", "end what else uses the GPU, or set fp16")


def check_free(wanted, device, who, remedy):
    """Refuse a GPU that has less free memory than networks take.

    Args:
        wanted: Gigabytes. device: Where they will be; of a CPU nothing is asked.
        who: The beginning of the sentence. remedy: What to do instead of a larger GPU.

    Raises:
        UserError: With both numbers.
    """
    if device.type != "cuda":
        return
    free = torch.cuda.mem_get_info(device)[0] / GB
    if free < wanted:
        raise UserError(
            f"{who} {wanted:.1f} GB of GPU memory, {free:.1f} GB are free: {remedy}, or run on a "
            "larger GPU"
        )
