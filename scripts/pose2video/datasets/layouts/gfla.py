"""The layout of Global-Flow-Local-Attention: `{train,val,test}_256` with parallel folders.

In each of them `train_A/VIDEO/00000.png ...` holds frames, `train_alphapose/VIDEO/*.json` poses of
18 joints in OpenPose's format, `train_C/VIDEO/*.png` masks, white at the person. `train_video2d`,
poses of Human3.6M's joints, is not read: the smoother `motion_net` is the same net. The inner
folders are called `train_*` in `val_256` and `test_256`, too; `val_*` and `test_*` are taken.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pose2video.datasets.sources import (
    SPLITS,
    Source,
    Sources,
    check_settings,
    holds,
    names_in,
    person_in,
    with_held_out,
)
from pose2video.errors import UserError
from pose2video.names import PICTURES


@dataclass(frozen=True)
class Gfla:
    """Settings.

    Attributes:
        size_px: The number in the names of the folders.
        fps: Frames per second.
        person: See `Films`; `^([0-9]+)_` for iPER.
        held_out: See `Films`.
    """

    size_px: int = 256
    fps: float = 25.0
    person: str = ""
    held_out: float = 0.1

    def __post_init__(self):
        check_settings(self.person, self.held_out, self.fps)

    def sources(self, folder) -> Sources:
        """The videos of a folder."""
        found, left_out = [], {}
        for split in SPLITS:
            outer = Path(folder) / f"{split}_{self.size_px}"
            inner = next((p for p in ("train", split) if (outer / f"{p}_A").is_dir()), "train")
            for video in names_in(outer / f"{inner}_A"):
                name, beside = f"{outer.name}/{video}", {}
                if not holds(outer / f"{inner}_A" / video, PICTURES):
                    left_out[name] = "there are no frames"
                    continue
                for what, end, suffixes in (
                    ("poses", "alphapose", {".json"}),
                    ("masks", "C", PICTURES),
                ):
                    place = outer / f"{inner}_{end}" / video
                    beside[what] = place if holds(place, suffixes) else None
                try:
                    person = person_in(video, self.person)
                except UserError as error:
                    left_out[name] = str(error)
                    continue
                found.append(Source(name, person, split, outer / f"{inner}_A" / video, **beside))
        return Sources(with_held_out(found, self.held_out), left_out)
