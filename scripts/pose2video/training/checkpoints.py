"""Where training stands, in one safetensors file: what was trained, AdamW's state, the losses.

What a step draws depends on the seed and the step's number alone, and the number is how many losses
there are: no state of a random generator needs keeping.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from pose2video.errors import UserError
from pose2video.files import read_json, writing
from pose2video.weights.folders import RECORD

FORMAT = "pose2video adaptation checkpoint 1"
MOMENTS = ("exp_avg", "exp_avg_sq")  # AdamW's names


@dataclass(frozen=True)
class Checkpoint:
    """The file, and what its training depends on.

    Attributes:
        path: Of the file.
        key: What -> digest; another checkpoint is not gone on from.
    """

    path: Path
    key: dict[str, str]

    def read(self) -> dict[str, torch.Tensor]:
        """The tensors of the file; nothing, and a sentence, where they are of another training."""
        if not self.path.is_file():
            return {}
        try:
            with safe_open(self.path, "pt") as file:
                said = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError) as error:
            print(f"warning: {self.path} is damaged ({error}): training begins anew")
            return {}
        key = json.loads(said["key"]) if said.get("format") == FORMAT else {}
        other = [what for what in self.key if key.get(what) != self.key[what]]
        if other:
            what = " and ".join(other)
            print(f"warning: the checkpoint {self.path} is of other {what}: training begins anew")
            return {}
        return tensors

    def write(self, tensors):
        """Write tensors, whole or not at all."""
        whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
        with writing(self.path) as beside:
            save_file(whole, beside, {"format": FORMAT, "key": json.dumps(self.key)})


def key_of(made_by, characters, weights) -> dict[str, str]:
    """What a training depends on, each with a digest: settings, pictures, weights.

    Args:
        made_by: The component's spec. characters: `Character`s.
        weights: `{id: folder}`, made by `weights.fetch`.
    """
    pictures = hashlib.sha256()
    for character in characters:
        poses = character.poses
        for array in (character.picture, character.mask, poses.keypoints, poses.confidence):
            pictures.update(repr((array.shape, array.dtype.str)).encode())
            pictures.update(array.tobytes())
    files = {name: read_json(Path(folder) / RECORD)["files"] for name, folder in weights.items()}
    return {
        "settings": _digest(made_by),
        "pictures": pictures.hexdigest(),
        "weights": _digest(files),
    }


def _digest(data):
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def state_of(phase, losses, optimizer=None) -> dict[str, torch.Tensor]:
    """A phase as tensors: its values and losses, and AdamW's moments while it is not over."""
    found = {f"{phase.name}.losses": torch.tensor(losses, dtype=torch.float64)}
    for name, parameter in phase.parameters.items():
        found[f"{phase.name}.value.{name}"] = parameter
        if optimizer is not None:
            for moment in MOMENTS:
                found[f"{phase.name}.{moment}.{name}"] = optimizer.state[parameter][moment]
    return found


def restore(phase, tensors, optimizer) -> list[float]:
    """Put a phase's values and AdamW's moments in place; its losses, none where it has not begun.

    Raises:
        UserError: The tensors are of another architecture.
    """
    losses = tensors.get(f"{phase.name}.losses", torch.empty(0)).tolist()
    kinds = ("value", *MOMENTS) if 0 < len(losses) < phase.steps else ("value",)
    for name, parameter in phase.parameters.items() if losses else ():
        for kind in kinds:
            tensor = tensors.get(f"{phase.name}.{kind}.{name}")
            if tensor is None or tensor.shape != parameter.shape:
                raise UserError(
                    f"the checkpoint is of another architecture: its {phase.name} has no {kind} of "
                    f"{name} of shape {tuple(parameter.shape)}: delete it"
                )
            tensor = tensor.to(parameter.device)
            if kind == "value":
                parameter.data.copy_(tensor)
            else:
                optimizer.state[parameter][kind] = tensor.clone()
        optimizer.state[parameter]["step"] = torch.tensor(float(len(losses)))
    return losses
