"""The models of a generator, loaded once from their folders."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.generators.compiling import compile_networks
from pose2video.generators.controlnet.adapted import ADAPTATION, add_adaptation
from pose2video.generators.controlnet.identity import add_identity
from pose2video.generators.controlnet.lora import fuse_lora
from pose2video.generators.controlnet.memory import check_memory
from pose2video.generators.joined_attention import Bank, join_attention

FILES = {"local_files_only": True, "use_safetensors": True, "low_cpu_mem_usage": False}
PRECISIONS = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


@dataclass(frozen=True, eq=False)
class Models:
    """What paints.

    Attributes:
        pipe: A diffusers pipeline that holds UNet, VAE and text encoder; encodes the prompt.
        controls: `(ControlNetModel, scale)` of each.
        video: The UNet with motion modules; None without.
        shared: `{UNet: bank}` of reference attention, empty without.
        writer: The trained UNet that fills the bank; None where each UNet fills its own.
    """

    pipe: object
    controls: tuple
    video: torch.nn.Module | None
    shared: dict
    writer: torch.nn.Module | None = None

    @property
    def device(self):
        """Where they are."""
        return next(self.pipe.unet.parameters()).device  # diffusers' own walks all modules

    @property
    def dtype(self):
        """Their numbers' type."""
        return next(self.pipe.unet.parameters()).dtype


def choose_device(wanted, precision):
    """The device and the type of numbers for the settings `device` and `precision`.

    Raises:
        UserError: A GPU is asked for and absent.
    """
    there = torch.cuda.is_available()
    if wanted == "cuda" and not there:
        raise UserError(
            "device: cuda, but PyTorch sees no GPU here: run where there is one, install PyTorch "
            "for CUDA, or set device: cpu"
        )
    device = torch.device("cuda" if there and wanted != "cpu" else "cpu")
    if device.type == "cpu" and precision == "fp16":
        raise UserError("precision: fp16 needs a GPU and PyTorch sees none: set fp32 or bf16")
    usual = "fp16" if device.type == "cuda" else "fp32"
    return device, PRECISIONS[usual if precision == "auto" else precision]


def load_models(settings, weights) -> Models:
    """Load what the settings need.

    Args:
        settings: A `ControlNet`. weights: `{id: folder}`.

    Raises:
        UserError: A folder is not what it should be, two models do not fit together, or the GPU has
            too little memory for them.
    """
    from diffusers import AutoencoderKL, ControlNetModel, MotionAdapter, UNetMotionModel

    device, dtype = choose_device(settings.device, settings.precision)
    print(f"diffusion on {device}, {str(dtype).removeprefix('torch.')}")
    check_memory(weights.values(), device, dtype)
    pipe = _base(settings.base, weights[settings.base], dtype)
    if settings.vae:
        vae = load_network(AutoencoderKL, settings.vae, weights[settings.vae], dtype)
        pipe.register_modules(vae=vae)
        same_size(
            settings.vae,
            "latent channels",
            vae.config.latent_channels,
            pipe.unet.config.in_channels,
        )
    if settings.adaptation:
        add_adaptation(pipe, weights[ADAPTATION])
    controls = []
    for name, _, scale in settings.controls:
        net = load_network(ControlNetModel, name, weights[name], dtype)
        for key in ("block_out_channels", "cross_attention_dim", "in_channels"):
            same_size(name, key, net.config[key], pipe.unet.config[key])
        controls.append((net, scale))
    if settings.scheduler == "lcm":
        fuse_lora(pipe.unet, weights["lcm_lora"])
    video = None
    if settings.motion != "none":
        adapter = load_network(MotionAdapter, "motion_adapter", weights["motion_adapter"], dtype)
        same_size(
            "motion_adapter",
            "block_out_channels",
            adapter.config.block_out_channels,
            pipe.unet.config.block_out_channels,
        )
        if settings.window > adapter.config.motion_max_seq_length:
            raise UserError(
                f"window is {settings.window}, the motion adapter in {weights['motion_adapter']} "
                f"takes at most {adapter.config.motion_max_seq_length} frames: set a smaller window"
            )
        video = UNetMotionModel.from_unet2d(pipe.unet, adapter)
    unets = [pipe.unet] + ([video] if video else [])
    if settings.identity != "none":
        add_identity(pipe, unets, settings, weights)
    for model in [*unets, pipe.vae, *(net for net, _ in controls)]:
        model.eval().requires_grad_(False)
        model.to(device, memory_format=torch.channels_last if device.type == "cuda" else None)
    pipe.to(device)
    shared = {unet: Bank() for unet in unets if settings.reference_attention}
    for unet, bank in shared.items():
        join_attention(unet, bank)
    if settings.compile:
        compile_networks([pipe.unet, *(net for net, _ in controls)])
    return Models(pipe, tuple(controls), video, shared)


def _base(name, folder, dtype):
    """The parts of Stable Diffusion 1.5, in the pipeline that knows how to encode a prompt."""
    from diffusers import (
        AutoencoderKL,
        DDIMScheduler,
        StableDiffusionImg2ImgPipeline,
        UNet2DConditionModel,
    )
    from transformers import CLIPTextModel, CLIPTokenizer

    folder = Path(folder)
    unet = load_network(UNet2DConditionModel, name, folder, dtype, "unet")
    vae = load_network(AutoencoderKL, name, folder, dtype, "vae")
    text = load_network(CLIPTextModel, name, folder, dtype, "text_encoder")
    same_size(name, "text width", text.config.hidden_size, unet.config.cross_attention_dim)
    same_size(name, "latent channels", vae.config.latent_channels, unet.config.in_channels)
    return StableDiffusionImg2ImgPipeline(
        vae=vae,
        text_encoder=text,
        tokenizer=_open(CLIPTokenizer.from_pretrained, name, folder, subfolder="tokenizer"),
        unet=unet,
        scheduler=_open(DDIMScheduler.from_pretrained, name, folder, subfolder="scheduler"),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def load_network(kind, name, folder, dtype, subfolder=None):
    """A network of a class of diffusers or transformers from a folder.

    Raises:
        UserError: It cannot be read.
    """
    key = "dtype" if kind.__module__.startswith("transformers") else "torch_dtype"
    extra = {"subfolder": subfolder} if subfolder else {}
    return _open(kind.from_pretrained, name, folder, **extra, **FILES, **{key: dtype})


def _open(read, name, folder, **extra):
    extra.setdefault("local_files_only", True)
    try:
        return read(str(folder), **extra)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise UserError(
            f"the weights {name} in {folder} cannot be read ({first}): give a folder in the "
            "diffusers layout with safetensors files"
        ) from error


def same_size(name, what, found, wanted):
    """Raise a UserError where two models were not made for each other."""
    found, wanted = (tuple(v) if isinstance(v, list | tuple) else v for v in (found, wanted))
    if found != wanted:
        raise UserError(
            f"the weights {name} are of another architecture: {what} is {found}, the base model's "
            f"is {wanted}: take weights made for Stable Diffusion 1.5"
        )
