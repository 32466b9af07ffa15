"""The folder of an adaptation: what was learned, the losses, and a record like that of weights."""

from __future__ import annotations

import shutil

import torch
from safetensors.torch import save_file

from pose2video.files import writing
from pose2video.generators.controlnet.adapted import ADAPTATION, DECODER, LORA
from pose2video.generators.controlnet.lora import PREFIX
from pose2video.weights.folders import write_record

PARTS = {"lora_A": "lora_down", "lora_B": "lora_up"}  # peft's names, and the published files'


def write_adaptation(out, phases, rank, losses, made_by, warnings, diary):
    """Write the folder, whole or not at all.

    The LoRA has the key names of published files, so that other programs read it, too; the decoder
    those of diffusers. Both float32.

    Args:
        out: The folder. phases: The `Phase`s that were trained.
        rank: Of the LoRA. losses: `{phase: losses of its steps}`.
        made_by: What is said of how it was made. warnings: Sentences for the user.
        diary: Folder of what a user sees of the training; becomes `training` in `out`.
    """
    with writing(out) as beside:
        files = []
        for phase in phases:
            tensors = {name: p.detach().cpu().contiguous() for name, p in phase.parameters.items()}
            if phase.name == "unet":
                tensors = _published(tensors, rank)
            files.append(LORA if phase.name == "unet" else DECODER)
            path = beside / files[-1]
            path.parent.mkdir(parents=True)
            save_file(tensors, path, {"format": "pt"})
        rows = [
            f"{name}\t{step}\t{loss!r}\n"
            for name, found in losses.items()
            for step, loss in enumerate(found)
        ]
        (beside / "losses.tsv").write_text("phase\tstep\tloss\n" + "".join(rows))
        shutil.copytree(diary, beside / "training")
        write_record(beside, ADAPTATION, files, made_by, warnings)


def _published(tensors, rank):
    found = {}
    for name, tensor in tensors.items():
        layer, part = name.rsplit(".", 1)
        key = PREFIX + layer.replace(".", "_")
        found |= {f"{key}.{PARTS[part]}.weight": tensor, f"{key}.alpha": torch.tensor(float(rank))}
    return found
