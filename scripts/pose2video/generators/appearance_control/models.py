"""The models: those of `controlnet`, the Appearance Control Model, and a pose network of its own.

What a training or a conversion leaves is a folder with `appearance/` and, after the second stage,
`pose/`, both in diffusers' layout.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from pose2video.generators.controlnet.models import (
    Models,
    load_models,
    load_network,
    same_size,
)
from pose2video.generators.joined_attention import Bank, join_attention

TAUGHT = "appearance"  # its id among the weights
APPEARANCE, POSE = "appearance", "pose"
SIZES = ("block_out_channels", "cross_attention_dim", "in_channels")


def load_appearance(painting, weights) -> Models:
    """Load what paints.

    Args:
        painting: A `ControlNet`, with reference attention.
        weights: `{id: folder}`, the trained model's as `appearance`.

    Raises:
        UserError: A folder is not what it should be, or two models do not fit together.
    """
    from diffusers import UNet2DConditionModel

    folder = Path(weights[TAUGHT])
    if (folder / POSE).is_dir():
        weights = weights | {painting.pose_model: folder / POSE}
    models = load_models(painting, weights)
    writer = load_network(UNet2DConditionModel, TAUGHT, folder, models.dtype, APPEARANCE)
    for key in SIZES:
        same_size(TAUGHT, key, writer.config[key], models.pipe.unet.config[key])
    gpu = models.device.type == "cuda"
    writer.eval().requires_grad_(False)
    writer.to(models.device, memory_format=torch.channels_last if gpu else None)
    bank = Bank()  # one for all: the writer goes before each pass
    join_attention(writer, bank, writes=True)
    for unet in models.shared:
        join_attention(unet, bank)
    return replace(models, writer=writer, shared=dict.fromkeys(models.shared, bank))
