"""The layout of MagicPose's TikTok pack: `train_set/VIDEO/000.jpg ...`, `pose_map_train_set/VIDEO`.

The same for `val_set` and `test_set`; where there is `disco_test_set`, that is the test split and
`test_set` is left alone, as in DisCo's protocol. Numbers may be padded anyhow.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pose2video.datasets.sources import (
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
class TikTok:
    """Settings.

    Attributes:
        fps: Frames per second.
        person: See `Films`; of TikTok every video is taken for another person's.
        held_out: See `Films`.
    """

    fps: float = 30.0
    person: str = ""
    held_out: float = 0.1

    def __post_init__(self):
        check_settings(self.person, self.held_out, self.fps)

    def sources(self, folder) -> Sources:
        """The videos of a folder."""
        folder, found, left_out = Path(folder), [], {}
        disco = (folder / "disco_test_set").is_dir()
        rooms = {"train": "train_set", "val": "val_set"}
        rooms["test"] = "disco_test_set" if disco else "test_set"
        for split, room in rooms.items():
            for video in names_in(folder / room):
                name, frames = f"{room}/{video}", folder / room / video
                if not holds(frames, PICTURES):
                    left_out[name] = "there are no frames"
                    continue
                maps = folder / f"pose_map_{room}" / video
                try:
                    person = person_in(video, self.person)
                except UserError as error:
                    left_out[name] = str(error)
                    continue
                maps = maps if holds(maps, PICTURES) else None
                found.append(
                    Source(name, _own(person, split, self.person), split, frames, maps=maps)
                )
        return Sources(with_held_out(found, self.held_out), left_out)


def _own(person, split, pattern):
    """Videos of two splits may have one number and are not of one person for that."""
    return person if pattern or split == "train" else f"{split}_{person}"
