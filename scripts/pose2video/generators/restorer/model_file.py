"""A restorer on the disk: one safetensors file in half precision, and the recipe beside it."""

from __future__ import annotations

import json
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.files import write_json
from pose2video.generators.restorer.network import Restorer
from pose2video.training.keys import file_digest
from pose2video.weights.folders import TRAINED, write_record

FILE, RECIPE, FORMAT = "restorer.safetensors", "restorer.json", "pose2video restorer 1"


def write_model(folder, network, recipe, more=()):
    """Write a network in half precision, its recipe, and the record that makes them weights.

    Args:
        folder: Where to. network: The `Restorer`. recipe: `made_by`, `data`, `training`.
        more: Names of other files in the folder.
    """
    tensors = {k: v.detach().half().contiguous() for k, v in network.state_dict().items()}
    width = network.network.network.last.in_channels
    save_file(tensors, Path(folder) / FILE, {"format": FORMAT, "width": str(width)})
    write_json(Path(folder) / RECIPE, recipe | {"sha256": file_digest(folder / FILE)}, indent=1)
    write_record(folder, TRAINED, [FILE, RECIPE, *more], recipe["made_by"])


def read_model(folder) -> Restorer:
    """Read what `write_model` wrote.

    Raises:
        UserError: It is damaged, or the weights of something else.
    """
    path = Path(folder) / FILE
    again = f"delete {folder} and run again"
    try:
        recipe = json.loads((Path(folder) / RECIPE).read_text(encoding="utf-8"))
        with safe_open(path, "pt") as file:
            texts = file.metadata() or {}
            tensors = {name: file.get_tensor(name).float() for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError) as error:
        raise UserError(f"{path} is damaged ({error}): {again}") from None
    if texts.get("format") != FORMAT or recipe.get("sha256") != file_digest(path):
        raise UserError(f"{path} is no restorer of this version, or is damaged: {again}")
    try:
        network = Restorer(int(texts["width"]))
        network.load_state_dict(tensors, strict=True)
    except (KeyError, ValueError, RuntimeError) as error:
        said = str(error).splitlines()[0]
        raise UserError(f"{path} has other tensors than its plan says ({said}): {again}") from None
    return network.eval()
