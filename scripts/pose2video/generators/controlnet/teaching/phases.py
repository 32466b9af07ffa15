"""What each phase trains and by which loss."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F

from pose2video.generators.controlnet.latents import pixels

ATTENTION = ["to_q", "to_k", "to_v", "to_out.0"]  # the layers that LoRA changes
BACKGROUND = 0.1  # weight of a pixel off the person: its light counts, the wall is not learned


@dataclass(frozen=True, eq=False)
class Phase:
    """One phase.

    Attributes:
        name: `unet` or `decoder`.
        steps: How many.
        learning_rate: Of AdamW.
        parameters: What is trained, float32 on the models' device.
        loss: Of a list of `NoisedView`s the sum of their losses, with its gradient.
    """

    name: str
    steps: int
    learning_rate: float
    parameters: dict[str, torch.nn.Parameter]
    loss: Callable


def mixed(models):
    """Context for one pass of the models: bf16 where they are, though what is trained is fp32.

    One for each pass: while it is open, the bf16 copies of trained weights are kept.
    """
    return torch.autocast(models.device.type, models.dtype, enabled=models.dtype != torch.float32)


def add_lora(unet, rank, seed) -> dict[str, torch.nn.Parameter]:
    """Give the attention layers of a UNet low-rank changes, zero at first; their parameters.

    Names are `<layer>.lora_A` and `<layer>.lora_B`.
    """
    from peft import LoraConfig

    unet.add_adapter(LoraConfig(r=rank, lora_alpha=rank, target_modules=ATTENTION), "character")
    draw, found = torch.Generator().manual_seed(seed), {}
    for name, parameter in unet.named_parameters():
        if ".lora_" not in name:
            continue
        parameter.data = parameter.data.float()
        layer, _, rest = name.partition(".lora_")
        if rest.startswith("A"):  # as nn.Linear draws its weights; B stays zero
            bound = parameter.shape[1] ** -0.5
            first = torch.rand(parameter.shape, generator=draw) * 2 * bound - bound
            parameter.data.copy_(first)
        found[f"{layer}.lora_{rest[0]}"] = parameter.requires_grad_()
    return found


def unet_phase(settings, models) -> Phase:
    """The UNet's changes, by how well the noise on a picture is told with its pose given."""
    parameters = add_lora(models.pipe.unet, settings.rank, settings.seed)
    scheduler, unet = models.pipe.scheduler, models.pipe.unet
    speed = scheduler.config.prediction_type == "v_prediction"
    with torch.no_grad():
        text = models.pipe.encode_prompt(settings.prompt, models.device, 1, False)[0]

    def loss(examples):
        with torch.no_grad():
            clean = _latents(models, examples) * models.pipe.vae.config.scaling_factor
            noise = _stacked(models, [example.noise for example in examples])
            count = scheduler.config.num_train_timesteps
            times = torch.tensor([int(example.time * count) for example in examples])
            times = times.to(models.device)
            noisy = scheduler.add_noise(clean, noise, times).to(models.dtype)
            texts = text.expand(len(examples), -1, -1)
            target = scheduler.get_velocity(clean, noise, times) if speed else noise
        with mixed(models):
            down, middle = _posed(models, examples, noisy, times, texts)
            found = unet(
                noisy,
                times,
                encoder_hidden_states=texts,
                down_block_additional_residuals=down,
                mid_block_additional_residual=middle,
                return_dict=False,
            )[0]
        return _weighted((found.float() - target) ** 2, examples)

    return Phase("unet", settings.steps, settings.learning_rate, parameters, loss)


def decoder_phase(settings, models) -> Phase:
    """The VAE's decoder, by how well it gives a picture back from its latents."""
    vae = models.pipe.vae
    parameters = dict(vae.decoder.named_parameters())
    for parameter in parameters.values():
        parameter.requires_grad_()

    def loss(examples):
        with torch.no_grad():
            latents = _latents(models, examples).to(models.dtype)
            wanted = pixels(models, [example.view.picture for example in examples], -1.0).float()
        with mixed(models):
            found = vae.decode(latents, return_dict=False)[0].float()
        return _weighted((found - wanted) ** 2, examples)

    rate = settings.learning_rate / 2
    return Phase("decoder", settings.decoder_steps, rate, parameters, loss)


def _latents(models, examples):
    """Latents of the views, drawn from what the VAE thinks possible; before scaling, float32."""
    images = pixels(models, [example.view.picture for example in examples], -1.0)
    with mixed(models):
        found = models.pipe.vae.encode(images).latent_dist
    spread = _stacked(models, [example.spread for example in examples])
    return found.mean.float() + found.std.float() * spread


def _posed(models, examples, noisy, times, texts):
    """What the ControlNet adds for the views' own poses; None, None without one."""
    if not models.controls:
        return None, None
    net, scale = models.controls[0]
    with torch.no_grad():
        return net(
            noisy,
            times,
            encoder_hidden_states=texts,
            controlnet_cond=pixels(models, [example.view.drawing for example in examples], 0.0),
            conditioning_scale=scale,
            return_dict=False,
        )


def _weighted(error, examples):
    """Sum over examples of the mean of `error`, `(n, channels, h, w)`, most of it the person's."""
    person = torch.from_numpy(np.stack([example.view.person for example in examples]))[:, None]
    person = F.interpolate(person.to(error.device), error.shape[2:], mode="area")
    weight = BACKGROUND + (1 - BACKGROUND) * person
    each = (error.mean(1, keepdim=True) * weight).sum((1, 2, 3)) / weight.sum((1, 2, 3))
    return each.sum()


def _stacked(models, arrays):
    return torch.from_numpy(np.stack(arrays)).to(models.device)
