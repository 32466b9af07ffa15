"""Files of networks that were trained or converted here: safetensors, and how they were made."""

from __future__ import annotations

import json
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file

from pose2video.errors import UserError

AGAIN = "delete {} and run again"


def write_trained(path, form, tensors, said):
    """Write a file.

    Args:
        path: Of it. form: What it is, with its version.
        tensors: By name. said: JSON of how they were made, with `made_by`.
    """
    tensors = {name: t.detach().cpu().contiguous().clone() for name, t in tensors.items()}
    said = json.dumps({"format": form} | said)  # one word: several are written in any order
    save_file(tensors, path, {"said": said})


def read_trained(path, form, what, settings=None) -> tuple[dict[str, torch.Tensor], dict]:
    """Read what `write_trained` wrote: the tensors, and what is said of them.

    Args:
        path: Of the file, in a folder that can be made again. form: What it has to be.
        what: That in words. settings: The component that asks for it; None where any may.

    Raises:
        UserError: It is damaged, something else, or was trained with other settings.
    """
    path, again = Path(path), AGAIN.format(Path(path).parent)
    try:
        with safe_open(path, "pt") as file:
            texts = file.metadata() or {}
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise UserError(f"{path} is damaged ({error}): {again}") from None
    said = json.loads(texts.get("said", "{}"))
    if said.get("format", texts.get("format")) != form:
        raise UserError(f"{path} is no {what} of this version: {again}")
    wanted = settings.recorded() if settings else {}
    found = said["made_by"].get("settings", {})
    other = [name for name in wanted if wanted[name] != found.get(name, wanted[name])]
    if other:
        raise UserError(f"{path} was trained with another {' and '.join(other)}: {again}")
    return tensors, said


def other_tensors(path, error) -> UserError:
    """What is said where a network does not take the tensors of its file."""
    why = str(error).splitlines()[0]
    return UserError(
        f"{path} has other tensors than its plan says ({why}): {AGAIN.format(Path(path).parent)}"
    )
