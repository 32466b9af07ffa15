"""The networks of a training: what stays as it is, and what learns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.generators.appearance_control.models import APPEARANCE, BODY, POSE, TAUGHT
from pose2video.generators.controlnet.models import (
    Models,
    load_models,
    load_network,
    same_size,
)
from pose2video.generators.controlnet.teaching.learners import precision_of
from pose2video.generators.joined_attention import Bank, join_attention
from pose2video.weights.folders import RECORD

SIZES = ("block_out_channels", "cross_attention_dim", "in_channels")


@dataclass(frozen=True, eq=False)
class Networks:
    """What is in a training.

    Attributes:
        models: `Models` whose UNet and VAE are frozen, with the learning copy as their writer.
        bank: Through which it hands over.
        text: The empty prompt's embedding `(1, tokens, width)`.
        learning: By name, float32: `appearance`, in the second stage `pose`, and `body` where the
            body is told.
    """

    models: Models
    bank: Bank
    text: torch.Tensor
    learning: dict[str, torch.nn.Module]


def load_networks(settings, weights, begin) -> Networks:
    """Load what is frozen, and what learns: from the first stage, else from the base.

    Args:
        settings: A `MagicPose`. weights: `{id: folder}`. begin: Folder of the first stage, or None.

    Raises:
        UserError: A folder is not what it should be, or two models do not fit together.
    """
    from diffusers import UNet2DConditionModel

    models = load_models(settings.painting(precision_of(settings)), weights)
    unet = models.pipe.unet
    with torch.no_grad():
        text = models.pipe.encode_prompt("", models.device, 1, False)[0]
    if begin:
        check_stage(begin)
        writer = load_network(UNet2DConditionModel, TAUGHT, begin, torch.float32, APPEARANCE)
        for key in SIZES:
            same_size(TAUGHT, key, writer.config[key], unet.config[key])
    else:
        base = weights[settings.base]
        writer = load_network(UNet2DConditionModel, settings.base, base, torch.float32, "unet")
    learning = {APPEARANCE: writer}
    names = (POSE, BODY) if settings.joint else ()
    for name, (network, _) in zip(names, models.controls, strict=False):
        learning[name] = network.float()
    bank = Bank()
    join_attention(writer, bank, writes=True)
    join_attention(unet, bank)
    for network in learning.values():
        network.to(models.device).train().requires_grad_(True)
    if settings.checkpointing:
        for network in (unet, *learning.values()):
            network.enable_gradient_checkpointing()
    return Networks(replace(models, writer=writer, shared={unet: bank}), bank, text, learning)


def check_stage(folder):
    """Refuse what no second stage may begin with.

    Raises:
        UserError: The folder is not of stage `appearance`.
    """
    stage = read_json(Path(folder) / RECORD).get("made_by", {}).get("stage")
    if stage != "appearance":
        raise UserError(
            f"begin: {folder} is of stage {stage}: stage joint begins with one of stage appearance"
        )
