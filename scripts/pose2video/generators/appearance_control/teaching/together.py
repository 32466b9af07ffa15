"""The same training by several processes, each on a GPU of its own."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.generators.appearance_control.teaching.teaching import pack_footage, teach
from pose2video.generators.controlnet.models import choose_device
from pose2video.training import TRAININGS
from pose2video.training.members import learn_together

SHEET = "sheet.png"


def teach_together(settings, sources, weights, out, scratch, made_by):
    """See `MagicPose.train`."""
    sheet = Path(scratch) / SHEET
    device, _ = choose_device(settings.device, "fp32")
    pack_footage(settings, sources, scratch)  # once, not once in each
    arguments = {
        "settings": asdict(settings),
        "sources": {name: path and str(path) for name, path in sources.items()},
        "weights": {name: str(folder) for name, folder in weights.items()},
        "out": str(out),
        "scratch": str(scratch),
        "made_by": made_by,
    }
    call = f"{__name__}:teach_one"
    learn_together(settings.processes, call, arguments, device.type == "cuda")
    return read_rgb(sheet)


def teach_one(settings, scratch, **arguments):
    """What each process does; the first one writes the sheet."""
    component = TRAININGS.build({"use": "magicpose", "settings": settings})
    found = teach(component, scratch=scratch, **arguments)
    if found is not None:
        write_rgb(Path(scratch) / SHEET, found)
