"""What a training takes, said before it begins: memory for sure, time as far as it is known."""

from __future__ import annotations

import json
from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.generators.controlnet.models import choose_device

GB = 1e9
LEARNED = 16  # bytes a number that learns: itself, its gradient, AdamW's two moments, as float32
FROZEN = {"fp32": 4, "bf16": 2}


def numbers_in(folder, kind) -> int:
    """How many numbers a network of a folder has, by its configuration; nothing is loaded."""
    config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    with torch.device("meta"):
        return sum(p.numel() for p in kind.from_config(config).parameters())


def memory_of(learning, frozen, ema, precision) -> float:
    """Gigabytes that numbers of networks take in training, without those of a step.

    Args:
        learning, frozen: How many numbers learn, and how many do not.
        ema: Whether an average is kept. precision: Of the frozen ones.
    """
    return (learning * (LEARNED + (4 if ema else 0)) + frozen * FROZEN[precision]) / GB


def check_memory(settings, weights):
    """Refuse a GPU that cannot hold the networks, before they are loaded.

    Raises:
        UserError: With what is needed and what is free.
    """
    from diffusers import ControlNetModel, UNet2DConditionModel

    from pose2video.generators.appearance_control.teaching.networks import precision_of

    device, _ = choose_device(settings.device, "fp32")
    unet = numbers_in(Path(weights[settings.base]) / "unet", UNet2DConditionModel)
    learning = unet
    if settings.joint:
        learning += numbers_in(weights[settings.pose_model], ControlNetModel)
    wanted = memory_of(learning, unet, settings.ema, precision_of(settings))
    print(f"the networks take {wanted:.1f} GB of memory in training, a step's pictures come on top")
    if device.type != "cuda":
        return
    free = torch.cuda.mem_get_info(device)[0] / GB
    if free < wanted:
        raise UserError(
            f"stage {settings.stage} needs {wanted:.1f} GB of GPU memory for its networks alone, "
            f"{free:.1f} GB are free: set ema: 0, or run on a larger GPU"
        )


def costs(settings, learning, models) -> str:
    """One line: what learns and for how long."""
    count = sum(p.numel() for network in learning.values() for p in network.parameters())
    pairs = settings.steps * settings.batch_size
    return (
        f"stage {settings.stage}: {count / 1e6:.1f} million numbers learn on {models.device}, "
        f"{settings.steps} steps of {settings.batch_size} pairs at {settings.size} pixels, "
        f"{pairs} pairs in all; the log says after some steps how long they take"
    )
