"""A restorer on the disk: one safetensors file in half precision, and the recipe beside it."""

from __future__ import annotations

from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import read_json, write_json
from pose2video.generators.restorer.network import Restorer
from pose2video.training.keys import file_digest
from pose2video.weights.folders import TRAINED, write_record
from pose2video.weights.trained_files import AGAIN, other_tensors, read_trained, write_trained

FILE, RECIPE, FORMAT = "restorer.safetensors", "restorer.json", "pose2video restorer 1"


def write_model(folder, network, recipe, more=()):
    """Write a network in half precision, its recipe, and the record that makes them weights.

    Args:
        folder: Where to. network: The `Restorer`. recipe: `made_by`, `data`, `training`.
        more: Names of other files in the folder.
    """
    path = Path(folder) / FILE
    tensors = {name: tensor.half() for name, tensor in network.state_dict().items()}
    width = network.network.network.last.in_channels
    write_trained(path, FORMAT, tensors, {"made_by": recipe["made_by"], "width": width})
    write_json(Path(folder) / RECIPE, recipe | {"sha256": file_digest(path)}, indent=1)
    write_record(folder, TRAINED, [FILE, RECIPE, *more], recipe["made_by"])


def read_model(folder) -> Restorer:
    """Read what `write_model` wrote.

    Raises:
        UserError: It is damaged, or the weights of something else.
    """
    path = Path(folder) / FILE
    tensors, said = read_trained(path, FORMAT, "restorer")
    if read_json(Path(folder) / RECIPE).get("sha256") != file_digest(path):
        raise UserError(f"{path} is damaged: {AGAIN.format(folder)}")
    try:
        network = Restorer(said["width"])
        network.load_state_dict({k: v.float() for k, v in tensors.items()}, strict=True)
    except (KeyError, RuntimeError) as error:
        raise other_tensors(path, error) from None
    return network.eval()
