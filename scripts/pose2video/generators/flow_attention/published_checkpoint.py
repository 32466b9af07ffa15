"""A published checkpoint as a local file: its tensors under our names, as safetensors.

Only tensors are read of it, nothing is unpickled that could run. Names are the same as ours but
for layers that have two, of which a checkpoint may have either or, equal, both.
"""

from __future__ import annotations

from pathlib import Path

import torch

from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.generators.flow_attention.networks.animator import Animator
from pose2video.weights.folders import TRAINED, write_record
from pose2video.weights.tensor_files import read_tensors, unlike
from pose2video.weights.trained_files import read_trained, write_trained

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
        write_trained(beside / FILE, FORMAT, tensors, {"made_by": made_by})
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
    if differs := unlike(found, Animator()):
        name, theirs, ours = differs
        raise UserError(
            f"{path} is of another network than the published dance generator: it has {theirs} "
            f"{name}, which has {ours}: give latest_net_G.pth of dance_fashion or dance_iper"
        )
    return {name: tensor.float().contiguous() for name, tensor in found.items()}


def read_published(folder) -> Animator:
    """The network of a folder that `convert` wrote.

    Raises:
        UserError: It is damaged, or something else.
    """
    path = Path(folder) / FILE
    tensors, _ = read_trained(path, FORMAT, "published network")
    network = Animator()
    network.load_state_dict(named(tensors, path))
    return network.eval()
