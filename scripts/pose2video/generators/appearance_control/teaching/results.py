"""The folder of a taught model: networks in diffusers' layout, and a record as of weights."""

from __future__ import annotations

import shutil
from pathlib import Path

from pose2video.files import writing
from pose2video.generators.appearance_control.models import TAUGHT
from pose2video.weights.folders import write_record

DIARY = "training"


def write_model(out, networks, made_by, warnings, diary=None):
    """Write the folder, whole or not at all.

    Args:
        out: The folder. networks: By the names of their folders, see `models`.
        made_by: What is said of how it was made, with its `stage`.
        warnings: Sentences for the user, also of licences.
        diary: Folder of what a user sees of the training; becomes `training` in `out`.
    """
    with writing(out) as beside:
        beside = Path(beside)
        for name, network in networks.items():
            network.save_pretrained(beside / name)
        files = [
            path.relative_to(beside).as_posix()
            for path in sorted(beside.rglob("*"))
            if path.is_file()
        ]
        if diary:
            shutil.copytree(diary, beside / DIARY)
        write_record(beside, TAUGHT, files, made_by, warnings)
