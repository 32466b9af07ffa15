"""A published checkpoint as a local file: its tensors under our names, as safetensors.

Only tensors are read of it, nothing is unpickled that could run. Names are the same as ours but
for layers that have two, of which a checkpoint may have either or, equal, both.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.generators.flow_attention.networks.animator import Animator
from pose2video.weights.folders import TRAINED, write_record
from pose2video.weights.tensor_files import read_tensors

FILE, FORMAT = "published.safetensors", "pose2video published flows 1"
TWICE = (
    "target.outconv",
    *(f"flow_net_{source}.jump{n}" for source in ("previous", "reference") for n in range(3)),
)
# the other name of a layer -> ours
ALIASES = {
    f"{layer}.conv1.{leaf}": f"{layer}.model.2.{leaf}"
    for layer in TWICE
    for leaf in ("weight", "bias")
}
MOTION_NET = "kp_input."  # what the tensors of the Motion Extraction Net begin with
LICENCE = (
    "no commercial use: the published weights of Global-Flow-Local-Attention are for "
    "non-commercial research (https://github.com/RenYurui/Global-Flow-Local-Attention)"
)


def convert(path, out, made_by):
    """Write the folder of a model from a checkpoint's file.

    Args:
        path: Of the file. out: The folder. made_by: The component's settings.

    Raises:
        UserError: It cannot be read, or is of another network.
    """
    tensors = named(read_tensors(path), path)
    with writing(out) as beside:
        beside.mkdir()
        said = {"format": FORMAT, "said": json.dumps({"made_by": made_by})}
        save_file(tensors, beside / FILE, said)
        write_record(beside, TRAINED, [FILE], made_by, [LICENCE])


def named(tensors, path) -> dict[str, torch.Tensor]:
    """Tensors of a checkpoint under the names of `Animator`.

    Raises:
        UserError: They are not all that it has, or of other shapes.
    """
    if any(name.startswith(MOTION_NET) for name in tensors):
        raise UserError(
            f"{path} is the Motion Extraction Net, which cleans poses and paints nothing: put it "
            "into the folder motion_net and use the smoother {use: motion_net, weights: published}"
        )
    found = {ALIASES.get(name, name): tensor for name, tensor in tensors.items()}
    found |= {name: tensor for name, tensor in tensors.items() if name in found}  # ours win
    wanted = {name: tuple(tensor.shape) for name, tensor in Animator().state_dict().items()}
    for name in [*wanted, *found]:
        shapes = wanted.get(name), tuple(found[name].shape) if name in found else None
        if shapes[0] != shapes[1]:
            raise UserError(
                f"{path} is of another network than the published dance generator: it has "
                f"{_said(shapes[1])} {name}, which has {_said(shapes[0])}: give latest_net_G.pth "
                "of dance_fashion or dance_iper"
            )
    return {name: tensor.float().contiguous() for name, tensor in found.items()}


def read_published(folder) -> Animator:
    """The network of a folder that `convert` wrote.

    Raises:
        UserError: It is damaged, or something else.
    """
    path = Path(folder) / FILE
    again = f"delete {folder} and run again"
    try:
        with safe_open(path, "pt") as file:
            texts = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path} is damaged ({error}): {again}") from None
    if texts.get("format") != FORMAT:
        raise UserError(f"{path} is no published network of this version: {again}")
    network = Animator()
    network.load_state_dict(named(tensors, path))
    return network.eval()


def _said(shape):
    return "no" if shape is None else f"{' x '.join(map(str, shape)) or '1'} numbers of"
