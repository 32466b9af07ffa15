"""Filmed takes, packed once at the training size into arrays that are mapped into memory.

A pack is a folder: `frames.npy` (uint8 `(N, height, width, 3)`), `masks.npy` (uint8
`(N, height, width)`) and `maps.npy` (as frames) if there are any (`pictures` says what becomes of
those that are too large), `keypoints.npy`, `confidence.npy`, `depth.npy`, `world.npy` (of a
`PoseSequence` on the training size), and `footage.json`. Take follows take.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.files import read_json, write_json, writing
from pose2video.films.frames import manifest_path, read_frames
from pose2video.poses.formats import read_poses
from pose2video.poses.geometry import resize
from pose2video.training.keys import digest, file_digest
from pose2video.training.pictures import write_pictures

FORMAT, VERSION = "pose2video-footage", 1
INDEX = "footage.json"
POSES = ("keypoints", "confidence", "depth", "world")
COLOURS = {"masks": 1, "maps": 3}  # channels of the pictures beside the frames


@dataclass(frozen=True)
class Take:
    """One film of one person, as the rules leave it.

    Attributes:
        person: Who; takes of one person have one name.
        frames: Frame folder.
        poses: Pose file with as many frames, best the smoothed one.
        masks: Frame folder of grey pictures with as many frames, white at the person; or None.
        plate: Folder of the film's background (`characters.plates`); or None.
        frames_used: How many of the first frames are learned from; None for all.
        body: Files of the body fitted to the film, as `characters.motions.embodied` reads them;
            none where it is not needed.
        character: Folder of the character's picture, taken apart, with its body; or None.
        skin: Folder of the skin that was laid from the film; or None.
        maps: Frame folder of pictures of the pose, with as many frames; or None.
        unusable: Spans `(first, end)` of frames that nothing learns from.
        held_out: Whether nothing learns from all of it.
    """

    person: str
    frames: Path
    poses: Path
    masks: Path | None = None
    plate: Path | None = None
    frames_used: int | None = None
    body: tuple[Path, ...] = ()
    character: Path | None = None
    skin: Path | None = None
    maps: Path | None = None
    unusable: tuple[tuple[int, int], ...] = ()
    held_out: bool = False

    @property
    def digests(self) -> list:
        """What changes when the take does."""
        masks = self.masks and file_digest(manifest_path(self.masks))
        return [
            self.person,
            file_digest(manifest_path(self.frames)),
            file_digest(self.poses),
            masks,
            *([] if self.frames_used is None else [self.frames_used]),
            *(file_digest(path) for path in self.body[:1]),
            *([] if self.maps is None else [file_digest(manifest_path(self.maps))]),
            *([] if not self.unusable else [[list(span) for span in self.unusable]]),
            *(["held out"] if self.held_out else []),
        ]


def pack_key(takes, size) -> str:
    """Digest of takes, by their manifests and pose files, and of the size of a pack."""
    return digest([FORMAT, VERSION, list(size), [take.digests for take in takes]])


def is_packed(folder, key) -> bool:
    """Whether a folder holds the pack of that key."""
    index = Path(folder) / INDEX
    return index.is_file() and read_json(index).get("key") == key


def pack(takes, folder, size, key):
    """Write a pack, whole or not at all; it takes the place of another one.

    Every frame is scaled as a whole to the size, also where its proportions are others: nothing is
    cut off and nothing is added. Poses are scaled likewise.

    Args:
        takes: `Take`s. folder: Where to. size: `(width, height)` in pixels. key: Of `pack_key`.

    Raises:
        UserError: Frames, poses and masks of a take do not fit together, or skeletons differ.
    """
    opened = [_open(take) for take in takes]
    skeletons = sorted({poses.skeleton for _, poses, _ in opened})
    if len(skeletons) > 1:
        raise UserError(
            f"the takes in {folder} have poses of the skeletons {' and '.join(skeletons)}: use one "
            "estimator for all of them"
        )
    more = [name for name in COLOURS if any(getattr(take, name) for take in takes)]
    for take in takes:
        for name in more:
            if getattr(take, name) is None:
                raise UserError(
                    f"{take.frames} has no {name}, other takes of {folder} have: give all or none"
                )
    with writing(folder) as beside:
        beside.mkdir()
        write_pictures(beside / "frames", [f for f, *_ in opened], size, 3)
        for name in more:
            write_pictures(beside / name, [o[name] for *_, o in opened], size, COLOURS[name])
        placed = [resize(poses, size) for _, poses, _ in opened]
        for name in POSES:
            np.save(beside / f"{name}.npy", np.concatenate([getattr(p, name) for p in placed]))
        index = {
            "format": FORMAT,
            "version": VERSION,
            "key": key,
            "size": list(size),
            "skeleton": skeletons[0],
            "takes": [
                {
                    "person": take.person,
                    "n_frames": poses.n_frames,
                    "fps": poses.fps,
                    "held_out": take.held_out,
                }
                for take, (_, poses, _) in zip(takes, opened, strict=True)
            ],
        }
        write_json(beside / INDEX, index, indent=1)


def _open(take):
    """Frames and poses of a take, and what else it has: frame folders by name; all fit together."""
    frames, poses = read_frames(take.frames), read_poses(take.poses)
    more = {name: read_frames(path) for name in COLOURS if (path := getattr(take, name))}
    counts = {
        take.poses: poses.n_frames,
        **{other.folder: other.n_frames for other in more.values()},
    }
    for path, count in counts.items():
        if count != frames.n_frames:
            raise UserError(
                f"{path} is of {count} frames, {take.frames} of {frames.n_frames}: delete the "
                "older one and run again"
            )
    if take.unusable:
        sure = poses.confidence.copy()
        for first, end in take.unusable:
            sure[first:end] = 0  # as if nobody were found: no example has such a frame
        poses = poses.changed(confidence=sure)
    used = frames.n_frames if take.frames_used is None else min(take.frames_used, frames.n_frames)
    more = {name: replace(other, n_frames=used) for name, other in more.items()}
    return replace(frames, n_frames=used), poses.cut(slice(0, used)), more
