"""The networks of a training made from their configurations alone, to find what a step takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import torch

from pose2video.generators.appearance_control.models import APPEARANCE, BODY, POSE
from pose2video.generators.appearance_control.teaching.learner import AppearanceLearner
from pose2video.generators.appearance_control.teaching.lessons import SEEDS, USED
from pose2video.generators.appearance_control.teaching.networks import Networks
from pose2video.generators.controlnet.choices import BODY_MODELS
from pose2video.generators.controlnet.models import PRECISIONS, Models
from pose2video.generators.joined_attention import Bank, join_attention
from pose2video.training.expected import Expected, expected, shapeless
from pose2video.training.steps import MIXED

WORDS = 77  # tokens of a prompt


@dataclass(frozen=True)
class Sizes:
    """How many numbers networks have.

    Attributes:
        learning: That learn. frozen: Of the UNet and the VAE, which do not.
    """

    learning: int
    frozen: int


def blank_step(settings, weights, precision, pairs) -> tuple[Sizes, Expected]:
    """What the networks of a training hold, and what a step of some pairs takes beside them.

    Args:
        settings: A `MagicPose`. weights: `{id: folder}`, of which configurations are read.
        precision: `fp32`, `bf16` or `fp16`. pairs: How many.
    """
    with shapeless():
        networks = blank_networks(settings, weights, PRECISIONS[precision])
        learner = AppearanceLearner(networks, settings, [])
        side = (pairs, settings.size, settings.size, 3)
        batch = {name: torch.zeros(side, dtype=torch.uint8) for name in USED}
        batch[SEEDS] = list(range(pairs))
        parameters = [p for net in networks.learning.values() for p in net.parameters()]

        def step():
            with torch.autocast("cpu", MIXED.get(precision), enabled=precision in MIXED):
                return learner.loss(batch)

        found = expected(step, parameters)
        pipe = networks.models.pipe
        frozen = [p for net in (pipe.unet, pipe.vae) for p in net.parameters()]
        return Sizes(_count(parameters), _count(frozen)), found


def blank_networks(settings, weights, dtype) -> Networks:
    """The networks as they are made before their numbers are read; text and tokenizer are left out.

    Args:
        settings: A `MagicPose`. weights: `{id: folder}`, of which configurations are read.
        dtype: Of what does not learn.
    """
    from diffusers import AutoencoderKL, ControlNetModel, DDIMScheduler, UNet2DConditionModel

    base = Path(weights[settings.base])
    unet = _blank(UNet2DConditionModel, base / "unet", dtype).requires_grad_(False)
    vae = Path(weights[settings.vae]) if settings.vae else base / "vae"
    vae = _blank(AutoencoderKL, vae, dtype).requires_grad_(False)
    learning = {APPEARANCE: _blank(UNet2DConditionModel, base / "unet")}
    if settings.joint:
        learning[POSE] = _blank(ControlNetModel, weights[settings.pose_model])
    if settings.body_control != "none":
        folder = weights[BODY_MODELS[settings.body_control]]
        learning[BODY] = _blank(ControlNetModel, folder)
    bank = Bank()
    join_attention(learning[APPEARANCE], bank, writes=True)
    join_attention(unet, bank)
    if settings.checkpointing:
        for network in (unet, *learning.values()):
            network.train().enable_gradient_checkpointing()
    pipe = SimpleNamespace(unet=unet, vae=vae, scheduler=DDIMScheduler())
    text = torch.zeros(1, WORDS, unet.config.cross_attention_dim, dtype=dtype)
    return Networks(Models(pipe, (), None, {unet: bank}), bank, text, learning)


def _blank(kind, folder, dtype=torch.float32):
    """A network of such numbers; those that there are cannot be changed without theirs."""
    config = json.loads((Path(folder) / "config.json").read_text(encoding="utf-8"))
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        return kind.from_config(config)
    finally:
        torch.set_default_dtype(before)


def _count(parameters):
    return sum(parameter.numel() for parameter in parameters)
