"""Names of tensors: those of Stable Diffusion's first code, under which MagicPose was published.

`diffusers` has other names for the same tensors. Source: its layout of `UNet2DConditionModel` and
`ControlNetModel`, and the names of the published networks. The rule holds for any number of levels
and blocks, so for small networks, too.
"""

from __future__ import annotations

import re

RESNET = {
    "in_layers.0": "norm1",
    "in_layers.2": "conv1",
    "emb_layers.1": "time_emb_proj",
    "out_layers.0": "norm2",
    "out_layers.3": "conv2",
    "skip_connection": "conv_shortcut",
}
MIDDLE = {"0": "resnets.0", "1": "attentions.0", "2": "resnets.1"}
SINGLE = {
    "time_embed.0": "time_embedding.linear_1",
    "time_embed.2": "time_embedding.linear_2",
    "input_blocks.0.0": "conv_in",
    "out.0": "conv_norm_out",
    "out.2": "conv_out",
    "middle_block_out.0": "controlnet_mid_block",
    "input_hint_block.0": "controlnet_cond_embedding.conv_in",
    "input_hint_block.14": "controlnet_cond_embedding.conv_out",
}
BLOCK = re.compile(r"(input|middle|output)_blocks?\.(\d+)\.(?:(\d+)\.)?(.+)")


def name_in_diffusers(key, blocks=2) -> str | None:
    """The name that `diffusers` has for a tensor of a UNet or a ControlNet.

    Args:
        key: Without what says which network it is of, such as `input_blocks.1.0.in_layers.0.bias`.
        blocks: Residual blocks of a level on the way down.

    Returns:
        The name, or None where there is no such tensor.
    """
    layer, _, leaf = key.rpartition(".")
    if layer in SINGLE:
        return f"{SINGLE[layer]}.{leaf}"
    if found := re.fullmatch(r"zero_convs\.(\d+)\.0", layer):
        return f"controlnet_down_blocks.{found[1]}.{leaf}"
    if found := re.fullmatch(r"input_hint_block\.(\d+)", layer):
        number = int(found[1])
        even = number % 2 == 0
        return f"controlnet_cond_embedding.blocks.{number // 2 - 1}.{leaf}" if even else None
    found = BLOCK.fullmatch(key)
    if not found:
        return None
    way, number, part, rest = found.groups()
    if way == "middle":
        return _inner(f"mid_block.{MIDDLE[number]}", f"{part}.{rest}" if part else rest)
    if part is None:
        return None
    place = int(number) - (1 if way == "input" else 0)
    level, block = divmod(place, blocks + 1)
    side = "down_blocks" if way == "input" else "up_blocks"
    if rest.startswith("op."):
        return f"{side}.{level}.downsamplers.0.conv.{leaf}"
    if rest.startswith("conv."):
        return f"{side}.{level}.upsamplers.0.conv.{leaf}"
    kind = "resnets" if part == "0" else "attentions"
    return _inner(f"{side}.{level}.{kind}.{block}", rest)


def _inner(block, rest):
    layer, _, leaf = rest.rpartition(".")
    return f"{block}.{RESNET.get(layer, layer)}.{leaf}"
