"""A LoRA added to the weights of a UNet for good, so that it costs nothing afterwards."""

from pathlib import Path

import torch

from pose2video.errors import UserError

PREFIX = "lora_unet_"


def fuse_lora(unet, folder, scale=1.0):
    """Add a LoRA: each weight gains `scale * alpha / rank * up @ down`.

    Source: Hu et al., "LoRA", arXiv 2106.09685. Key names are those of the published files:
    `lora_unet_<layer with _>.lora_down.weight`, `.lora_up.weight`, `.alpha`.

    Args:
        unet: Changed in place.
        folder: With one safetensors file.
        scale: Of the change.

    Raises:
        UserError: No such file, or it was made for another network.
    """
    from safetensors.torch import load_file

    files = sorted(Path(folder).glob("*.safetensors"))
    if len(files) != 1:
        raise UserError(f"{folder} has {len(files)} safetensors files: give a folder with one LoRA")
    tensors = load_file(files[0])
    layers = {PREFIX + name.replace(".", "_"): layer for name, layer in unet.named_modules()}
    names = {key.split(".")[0] for key in tensors if key.startswith(PREFIX)}
    wrong = (
        f"the LoRA {files[0]} is of another architecture: take one made for Stable Diffusion 1.5"
    )
    if not names or not names <= layers.keys():
        raise UserError(wrong)
    for name in sorted(names):
        down = tensors[f"{name}.lora_down.weight"].float()
        up = tensors[f"{name}.lora_up.weight"].float()
        alpha = float(tensors.get(f"{name}.alpha", torch.tensor(len(down))))
        change = (up.flatten(1) @ down.flatten(1)) * (scale * alpha / len(down))
        weight = layers[name].weight
        if change.numel() != weight.numel():
            raise UserError(wrong)
        with torch.no_grad():
            weight += change.reshape(weight.shape).to(weight)
