"""The models: those of `controlnet`, the Appearance Control Model, and a pose network of its own.

What a training or a conversion leaves is a folder with `appearance/` and, after the second stage,
`pose/` and, where the body was told, `body/`, all in diffusers' layout.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.generators.controlnet.choices import BODY_MODELS
from pose2video.generators.controlnet.models import (
    Models,
    load_models,
    load_network,
    same_size,
)
from pose2video.generators.joined_attention import Bank, join_attention
from pose2video.weights.folders import RECORD

TAUGHT = "appearance"  # its id among the weights
APPEARANCE, POSE, BODY = "appearance", "pose", "body"  # its folders
SIZES = ("block_out_channels", "cross_attention_dim", "in_channels")


def taught_networks(painting, folder) -> dict[str, Path]:
    """ControlNets that were trained with the model, by the ids of the usual ones.

    Args:
        painting: A `ControlNet`. folder: The trained model's.

    Raises:
        UserError: It was trained with another picture of the body than is asked for.
    """
    folder, found = Path(folder), {}
    if (folder / POSE).is_dir():
        found[painting.pose_model] = folder / POSE
    if painting.body_control != "none" and (folder / BODY).is_dir():
        settings = read_json(folder / RECORD)["made_by"]["settings"]
        if settings["body_control"] != painting.body_control:
            raise UserError(
                f"body_control: {painting.body_control}, but the model in {folder} was trained "
                f"with {settings['body_control']}: set that, or body_control: none"
            )
        found[BODY_MODELS[painting.body_control]] = folder / BODY
    return found


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
    models = load_models(painting, weights | taught_networks(painting, folder))
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
