"""A trained painter on the disk: safetensors, with all that it takes to make it again."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from pose2video.generators.pose_to_picture.memory import Memory
from pose2video.generators.pose_to_picture.painter import Painter
from pose2video.generators.pose_to_picture.places import Whole, Window
from pose2video.generators.pose_to_picture.plan import PainterPlan
from pose2video.weights.folders import TRAINED, write_record
from pose2video.weights.trained_files import other_tensors, read_trained, write_trained

FILE, FORMAT = "painter.safetensors", "pose2video painter 2"


@dataclass(frozen=True, eq=False)
class Trained:
    """What a training leaves.

    Attributes:
        painter: The `Painter`.
        view: A `Window` or a `Whole`.
        known: A `Memory`: what the film shows; without pictures where the painter sees none.
        places: `(N, 3)` of the footage, x and y in shares of the frame.
        frame_size: `(width, height)` of the film.
        warnings: Sentences on the film, for the films that are made with it.
    """

    painter: Painter
    view: Window | Whole
    known: Memory
    places: np.ndarray
    frame_size: tuple[int, int]
    warnings: tuple[str, ...] = ()


def write_model(folder, trained, made_by, more=()):
    """Write into an empty folder, which becomes the weights `model`.

    Args:
        folder: It. trained: A `Trained`. made_by: The component's settings.
        more: Names of other files in the folder.
    """
    known = trained.known
    tensors = {f"painter.{k}": v for k, v in trained.painter.state_dict().items()}
    arrays = {"known.points": known.points, "known.frames": known.frames, "places": trained.places}
    if trained.painter.sources:
        arrays["known.pictures"] = known.pictures
        arrays["known.told"], arrays["known.sure"] = known.told
    if isinstance(trained.view, Window):
        arrays |= {"view.bones": trained.view.bones, "view.box": trained.view.box}
    tensors |= {name: torch.from_numpy(np.ascontiguousarray(a)) for name, a in arrays.items()}
    said = {"plan": asdict(trained.painter.plan), "made_by": made_by, "fps": known.fps}
    said |= {"frame_size": list(trained.frame_size), "warnings": list(trained.warnings)}
    write_trained(Path(folder) / FILE, FORMAT, tensors, said)
    write_record(folder, TRAINED, [FILE, *more], made_by)


def read_model(folder, settings, kind=(PainterPlan, Painter)) -> Trained:
    """Read what `write_model` wrote.

    Args:
        folder: It. settings: The component that asks for it.
        kind: The class of its plan, and that of what paints.

    Raises:
        UserError: It is damaged, or was trained with other settings.
    """
    path = Path(folder) / FILE
    tensors, said = read_trained(path, FORMAT, "painter", settings)
    plan = kind[0](**said["plan"] | {"size": tuple(said["plan"]["size"])})
    painter = kind[1](plan)
    try:
        mine = {n[8:]: tensors.pop(n) for n in list(tensors) if n.startswith("painter.")}
        painter.load_state_dict(mine, strict=True)
        arrays = {name: tensor.numpy() for name, tensor in tensors.items()}
        size = tuple(said["frame_size"])
        view = Whole(size) if plan.paint == "frame" else Window(
            arrays["view.bones"], arrays["view.box"]
        )  # fmt: skip
        empty = np.zeros((0, *plan.size[::-1], 4), np.uint8)
        pictures = arrays["known.pictures"] if plan.sources else empty
        told = (arrays["known.told"], arrays["known.sure"]) if plan.sources else None
        known = Memory(pictures, arrays["known.points"], arrays["known.frames"], said["fps"], told)
        warnings = tuple(said.get("warnings", ()))
        return Trained(painter.eval(), view, known, arrays["places"], size, warnings)
    except (KeyError, RuntimeError) as error:
        raise other_tensors(path, error) from None
