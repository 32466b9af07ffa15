"""Pose formats of other tools, in and out: a module a format, chosen by a name or by content.

Protocol of a module: `recognises(document) -> bool` for parsed JSON (`.pose` and BVH:
bytes);
`read(path, given) -> (PoseSequence, sentences)` in the format's own skeleton, `given` an
`assembly.Given`; `write(path, poses)` for `holistic` poses. What a format holds and what it loses
stands at the head of its module. The names of `FORMATS` are those of the clip table, the names of
`EXPORTS` those of results.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import writing


@dataclass(frozen=True)
class Format:
    """A format as it is read.

    Attributes:
        module: Where it is read and written.
        says: What the file itself says beside the points: `fps`, `frame_size`.
    """

    module: str
    says: frozenset[str] = frozenset()

    def load(self):
        """Import the module."""
        return importlib.import_module(f"pose2video.exchange.{self.module}")


@dataclass(frozen=True)
class Export:
    """A way in which poses are written.

    Attributes:
        module: Where it is written.
        name: Of the file or folder in the export's own folder, with `{clip}`; empty for that
            folder itself.
        settings: Further arguments of the module's `write`.
        shown: Whether it is to be looked at, so that it says what it is.
        revision: Raised by one whenever what is written changes; makes the exports run again.
    """

    module: str
    name: str = ""
    settings: dict = field(default_factory=dict)
    shown: bool = False
    revision: int = 1

    def write(self, folder, clip, poses, record=None):
        """Write `poses` of a clip into a `folder` of its own; whole or not at all.

        Args:
            folder: The folder.
            clip: Id of the clip.
            poses: What is written.
            record: What is said of it, see `pose2video.provenance.records`.
        """
        module = importlib.import_module(f"pose2video.exchange.{self.module}")
        settings = self.settings | ({"record": record} if self.shown else {})
        if not self.name:
            module.write(folder, poses, **settings)
            return
        with writing(folder) as beside:
            beside.mkdir()
            module.write(beside / self.name.format(clip=clip), poses, **settings)


MOST_LOOKED_AT = 1000  # files of a folder, to recognise their format
_SIZE, _BOTH = frozenset({"frame_size"}), frozenset({"fps", "frame_size"})
FORMATS = {
    "pose": Format("pose_file", _BOTH),
    "pose2video": Format("house", _BOTH),
    "comfyui": Format("comfyui", _SIZE),
    "openpose": Format("openpose"),
    "mediapipe": Format("mediapipe"),
    "mediapipe_js": Format("mediapipe_js", _BOTH),
    "coco_wholebody": Format("coco"),
    "alphapose": Format("alphapose"),
    "bvh": Format("bvh", _BOTH),
}
_OF_BYTES = ("pose", "bvh")  # the others are JSON
EXPORTS = {
    "pose": Export("pose_file", "{clip}.pose", revision=2),
    "comfyui": Export("comfyui", "{clip}.json"),
    "openpose_18": Export("openpose", settings={"points": 18}),
    "openpose_25": Export("openpose", settings={"points": 25}),
    "mediapipe": Export("mediapipe"),
    "coco_wholebody": Export("coco", "{clip}.json"),
    "alphapose_17": Export("alphapose", "{clip}.json", {"points": 17}),
    "alphapose_26": Export("alphapose", "{clip}.json", {"points": 26}),
    "alphapose_136": Export("alphapose", "{clip}.json", {"points": 136}),
    "film": Export("drawn", "{clip}.mp4", shown=True),
    "pictures": Export("drawn", shown=True),
}


def recognise(path) -> str:
    """The name of the format of a file, or of a folder with a file a frame, by its content.

    Raises:
        UserError: It is none that is known, or more than one.
    """
    from pose2video.exchange import documents

    path = Path(path)
    files = [file for _, file in documents.json_files(path)] if path.is_dir() else [path]
    data = documents.read_bytes(files[0])
    for name in _OF_BYTES:
        if FORMATS[name].load().recognises(data):
            return name
    for file in files[:MOST_LOOKED_AT]:  # the first pictures may show nobody
        document = documents.read_document(file)
        names = [
            n for n in FORMATS if n not in _OF_BYTES and FORMATS[n].load().recognises(document)
        ]
        if names or document:
            break
    if len(names) != 1:
        what = f"may be {' or '.join(names)}" if names else "is in no format that is known"
        raise UserError(
            f"{path} {what}: name its format in the column poses_format, one of "
            f"{', '.join(FORMATS)}"
        )
    return names[0]


def read_any(path, given, name=None):
    """Read poses in any format, see the protocol.

    Args:
        path: A file, or a folder with a file a frame.
        given: An `assembly.Given`.
        name: Name of the format; None to recognise it.
    """
    from pose2video.exchange.plausible import check

    name = name or recognise(path)
    poses, sentences = FORMATS[name].load().read(path, given)
    poses, more = check(poses, path)
    return poses, [*sentences, *more]
