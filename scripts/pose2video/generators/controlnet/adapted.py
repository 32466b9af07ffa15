"""Models that were trained on a character: a LoRA in the UNet, the VAE's decoder in the VAE's."""

from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.generators.controlnet.lora import fuse_lora

ADAPTATION = "adaptation"  # its id among the weights
LORA, DECODER = "unet/lora.safetensors", "vae/decoder.safetensors"


def add_adaptation(pipe, folder):
    """Put what an adaptation learned into the models of a pipeline, for good.

    Args:
        pipe: A diffusers pipeline with `unet` and `vae`.
        folder: `unet/lora.safetensors` and `vae/decoder.safetensors`, or one of them.

    Raises:
        UserError: They were made for other models.
    """
    from safetensors.torch import load_file

    lora, decoder = Path(folder) / LORA, Path(folder) / DECODER
    if lora.is_file():
        fuse_lora(pipe.unet, lora.parent)
    if decoder.is_file():
        tensors, mine = load_file(decoder), pipe.vae.decoder.state_dict()
        if {k: t.shape for k, t in tensors.items()} != {k: t.shape for k, t in mine.items()}:
            raise UserError(
                f"the decoder {decoder} is of another architecture: delete {folder} and run again"
            )
        with torch.no_grad():
            pipe.vae.decoder.load_state_dict(tensors)
