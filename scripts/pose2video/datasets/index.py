"""The index of a data set: who is in it, where what is known of them lies, and what was left out.

The file is `results/datasets/{set}/{estimator}.{smoother}.json`; paths in it are relative to
`results` and stay in there.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePosixPath

from pose2video.errors import UserError
from pose2video.files import read_json, write_json
from pose2video.training.takes import COLOURS, Take

FORMAT, VERSION = "pose2video-dataset", 1
SPLITS = ("train", "val", "test")
FOLDERS = ("frames", "poses", "masks", "maps")  # what an entry names paths of


@dataclass(frozen=True)
class SetSequence:
    """One sequence: frames in a row of one person.

    Attributes:
        id: `{set}/{take}`, as in the paths of its results after `sets/`.
        name: As the set calls it, a path in its folder.
        person: Who; sequences of one person have one name.
        split: One of `SPLITS`.
        n_frames: How many. fps: Frames per second. frame_size: `(width, height)` in pixels.
        frames: Frame folder. poses: Pose file of as many frames, smoothed.
        masks: Frame folder of grey pictures, white at the person; None where there are none.
        maps: Frame folder of pictures of the pose that the set has; None where it has none.
        unusable: Spans `(first, end)` of frames that nothing learns from, ascending.
        why: Reason -> how many frames are unusable because of it.
    """

    id: str
    name: str
    person: str
    split: str
    n_frames: int
    fps: float
    frame_size: tuple[int, int]
    frames: Path
    poses: Path
    masks: Path | None
    maps: Path | None
    unusable: tuple[tuple[int, int], ...]
    why: dict[str, int]

    @property
    def n_usable(self) -> int:
        """How many frames are learned from."""
        return self.n_frames - sum(end - first for first, end in self.unusable)

    def take(self, held_out=False) -> Take:
        """It as a take to learn from, or to see how well that went."""
        told = {"masks": self.masks, "maps": self.maps, "unusable": self.unusable}
        return Take(self.person, self.frames, self.poses, held_out=held_out, **told)


@dataclass(frozen=True)
class SetIndex:
    """A data set as it can be used.

    Attributes:
        name: The block's name in the config. layout: Of `layouts`.
        license: The terms as the config has them; None where it says nothing.
        sequences: In natural order of their names.
        left_out: Name of each sequence that cannot be used -> a sentence.
    """

    name: str
    layout: str
    license: str | None
    sequences: tuple[SetSequence, ...]
    left_out: dict[str, str]

    def of(self, *splits) -> list[SetSequence]:
        """The sequences of some splits, of all without any."""
        return [entry for entry in self.sequences if entry.split in (splits or SPLITS)]

    def people(self, *splits) -> list[str]:
        """The people of some splits, of all without any, in the order of their first sequence."""
        return list(dict.fromkeys(entry.person for entry in self.of(*splits)))

    def takes(self) -> list[Take]:
        """What to learn from, and behind it what is held out: the people of `val`.

        A set without `val` holds out nobody; `Footage.split` then takes the last people. Those of
        `test` are never among them. Masks and maps that some of them lack, none has.

        Raises:
            UserError: There is nothing to learn from.
        """
        if not self.of("train"):
            raise UserError(
                f"the data set {self.name} has no sequence to learn from: see what is left out in "
                "its index, and its splits"
            )
        takes = [entry.take() for entry in self.of("train")]
        takes += [entry.take(held_out=True) for entry in self.of("val")]
        lost = {name: None for name in COLOURS if not all(getattr(t, name) for t in takes)}
        return [replace(take, **lost) for take in takes]

    def write(self, path):
        """Write it as JSON, see `resources/schemas/dataset.schema.yaml`."""
        root = Path(path).parents[2].resolve()
        rows = []
        for entry in self.sequences:
            row = {field.name: getattr(entry, field.name) for field in fields(SetSequence)}
            for name in FOLDERS:
                if row[name] is not None:
                    row[name] = Path(row[name]).resolve().relative_to(root).as_posix()
            rows.append(row | {"unusable": [list(span) for span in entry.unusable]})
        write_json(
            path,
            {
                "format": FORMAT,
                "version": VERSION,
                "name": self.name,
                "layout": self.layout,
                "license": self.license,
                "people": {split: self.people(split) for split in SPLITS},
                "sequences": rows,
                "left_out": self.left_out,
            },
            indent=1,
        )

    @classmethod
    def read(cls, path) -> SetIndex:
        """Read what `write` wrote.

        Raises:
            UserError: It is of another version, is damaged, or a path in it leaves `results`.
        """
        path, root = Path(path), Path(path).parents[2]
        said = read_json(path)
        if said.get("format") != FORMAT or said.get("version") != VERSION:
            raise UserError(f"{path} is of another version: delete it and run again")
        try:
            entries = tuple(_entry(row, root) for row in said["sequences"])
            return cls(said["name"], said["layout"], said["license"], entries, said["left_out"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UserError(f"{path} is damaged ({error}): delete it and run again") from None


def _entry(row, root):
    row = {field.name: row[field.name] for field in fields(SetSequence)}
    for name in FOLDERS:
        if row[name] is not None:
            row[name] = root / inside(row[name])
    row["frame_size"] = tuple(map(int, row["frame_size"]))
    row["unusable"] = tuple((int(first), int(end)) for first, end in row["unusable"])
    return SetSequence(**row)


def inside(path) -> PurePosixPath:
    """A relative path that stays in the folder that it is relative to.

    Raises:
        ValueError: It does not.
    """
    found = PurePosixPath(path)
    if found.is_absolute() or ".." in found.parts:
        raise ValueError(f"{path!r} leaves its folder")
    return found
