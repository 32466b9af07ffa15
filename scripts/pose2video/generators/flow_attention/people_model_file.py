"""A painter for everybody on the disk: safetensors, with all that it takes to make it again."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.generators.flow_attention.painter import FlowPainter
from pose2video.generators.flow_attention.plan import FlowPlan
from pose2video.weights.folders import TRAINED, write_record

FILE, FORMAT = "people.safetensors", "pose2video people 1"


def write_people(folder, painter, made_by, more=()):
    """Write a `FlowPainter` into an empty folder, which becomes the weights `model`.

    Args:
        folder: It. painter: The `FlowPainter`. made_by: The component's settings.
        more: Names of other files in the folder.
    """
    tensors = {name: t.detach().cpu().contiguous() for name, t in painter.state_dict().items()}
    tensors = {name: tensor.clone() for name, tensor in tensors.items()}
    said = {"plan": asdict(painter.plan), "made_by": made_by}
    save_file(tensors, Path(folder) / FILE, {"format": FORMAT, "said": json.dumps(said)})
    write_record(folder, TRAINED, [FILE, *more], made_by)


def read_people(folder, settings) -> FlowPainter:
    """Read what `write_people` wrote.

    Args:
        folder: It. settings: The component that asks for it.

    Raises:
        UserError: It is damaged, or was trained with other settings.
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
        raise UserError(f"{path} is no painter for everybody of this version: {again}")
    said = json.loads(texts["said"])
    wanted, found = settings.recorded(), said["made_by"].get("settings", {})
    other = [name for name in wanted if wanted[name] != found.get(name, wanted[name])]
    if other:
        raise UserError(f"{path} was trained with another {' and '.join(other)}: {again}")
    try:
        plan = {name: tuple(v) if isinstance(v, list) else v for name, v in said["plan"].items()}
        painter = FlowPainter(FlowPlan(**plan))
        painter.load_state_dict(tensors, strict=True)
    except (KeyError, TypeError, RuntimeError) as error:
        what = str(error).splitlines()[0]
        raise UserError(f"{path} has other tensors than its plan says ({what}): {again}") from None
    return painter.eval()
