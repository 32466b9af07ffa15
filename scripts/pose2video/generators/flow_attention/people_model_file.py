"""A painter for everybody on the disk: safetensors, with all that it takes to make it again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from pose2video.generators.flow_attention.painter import FlowPainter
from pose2video.generators.flow_attention.plan import FlowPlan
from pose2video.weights.folders import TRAINED, write_record
from pose2video.weights.trained_files import other_tensors, read_trained, write_trained

FILE, FORMAT = "people.safetensors", "pose2video people 1"


def write_people(folder, painter, made_by, more=()):
    """Write a `FlowPainter` into an empty folder, which becomes the weights `model`.

    Args:
        folder: It. painter: The `FlowPainter`. made_by: The component's settings.
        more: Names of other files in the folder.
    """
    said = {"plan": asdict(painter.plan), "made_by": made_by}
    write_trained(Path(folder) / FILE, FORMAT, painter.state_dict(), said)
    write_record(folder, TRAINED, [FILE, *more], made_by)


def read_people(folder, settings) -> FlowPainter:
    """Read what `write_people` wrote.

    Args:
        folder: It. settings: The component that asks for it.

    Raises:
        UserError: It is damaged, or was trained with other settings.
    """
    path = Path(folder) / FILE
    tensors, said = read_trained(path, FORMAT, "painter for everybody", settings)
    try:
        plan = {name: tuple(v) if isinstance(v, list) else v for name, v in said["plan"].items()}
        painter = FlowPainter(FlowPlan(**plan))
        painter.load_state_dict(tensors, strict=True)
    except (KeyError, TypeError, RuntimeError) as error:
        raise other_tensors(path, error) from None
    return painter.eval()
