"""Writing the networks of a published checkpoint as folders in diffusers' layout.

The files are PyTorch's; only tensors are read of them, nothing is unpickled that could run.
"""

from __future__ import annotations

import torch

from pose2video.errors import UserError
from pose2video.generators.appearance_control.names import name_in_diffusers
from pose2video.generators.appearance_control.teaching.checkpoint_parts import TERMS, split
from pose2video.generators.appearance_control.teaching.results import write_model
from pose2video.generators.controlnet.models import load_network
from pose2video.weights.tensor_files import read_tensors

NEAR = 1e-3  # of float16 and of another version of Stable Diffusion's first weights
LAST = ("conv_norm_out.", "conv_out.")  # layers of a UNet that the appearance model lacks


def convert(settings, path, base, out, made_by):
    """Write what a checkpoint holds.

    Args:
        settings: A `MagicPosePublished`. path: The file. base: Folder of Stable Diffusion.
        out: The folder. made_by: What is said of how it was made.

    Raises:
        UserError: It cannot be read, is of the other stage or of another network.
    """
    from diffusers import ControlNetModel, UNet2DConditionModel

    networks = split(read_tensors(path), settings.stage, path)
    unet = load_network(UNet2DConditionModel, settings.base, base, torch.float32, "unet")
    blocks, said = unet.config.layers_per_block, [TERMS]
    if networks["base"]:
        theirs = named(networks.pop("base"), blocks, path)
        said += _other_base(unet, theirs, settings.base)
    made = {}
    if settings.stage == "joint":
        made["pose"] = ControlNetModel.from_unet(
            unet,
            conditioning_embedding_out_channels=_widths(networks["pose"]),
            load_weights_from_unet=False,
        )
        fill(made["pose"], named(networks["pose"], blocks, path), path)
    fill(unet, named(networks["appearance"], blocks, path), path, LAST)
    made["appearance"] = unet
    write_model(out, made, made_by | {"stage": settings.stage}, said)


def named(tensors, blocks, path) -> dict[str, torch.Tensor]:
    """Tensors under diffusers' names, float32.

    Raises:
        UserError: A name is unknown.
    """
    found = {}
    for key, tensor in tensors.items():
        name = name_in_diffusers(key, blocks)
        if name is None:
            raise UserError(f"{path} is of another network: it has a tensor {key}")
        found[name] = tensor.float()
    return found


def fill(network, tensors, path, lacking=()):
    """Put tensors into a network; those whose names begin with `lacking` stay.

    Raises:
        UserError: Some lack, are too many, or have another shape.
    """
    mine = network.state_dict()
    wanted = {key: t for key, t in mine.items() if not (lacking and key.startswith(lacking))}
    for key in [*wanted, *tensors]:
        shapes = [tuple(t[key].shape) if key in t else None for t in (wanted, tensors)]
        if shapes[0] != shapes[1]:
            raise UserError(
                f"{path} is of another network: {key} has the shape {shapes[1]} there, and "
                f"{shapes[0]} in Stable Diffusion's"
            )
    network.load_state_dict(mine | tensors)


def _widths(pose):
    """Channels of the layers that a ControlNet sees its drawing by."""
    even = [pose.get(f"input_hint_block.{i}.weight") for i in (0, 4, 8, 12)]
    return tuple(0 if t is None else len(t) for t in even)


def _other_base(unet, theirs, name):
    mine = unet.state_dict()
    off = max(
        (
            float((mine[key] - tensor).abs().max())
            for key, tensor in theirs.items()
            if key in mine and mine[key].shape == tensor.shape
        ),
        default=0.0,
    )
    if theirs.keys() == mine.keys() and off <= NEAR:
        return []
    return [
        f"the checkpoint was trained beside another base than {name} (tensors differ by up to "
        f"{off:.3g}): give its base in a folder of your own, or expect other looks"
    ]
