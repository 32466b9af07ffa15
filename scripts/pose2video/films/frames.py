"""Frame folders: `000000.jpg` or `.png`, `000001.jpg`, ... and a manifest beside the folder.

The manifest `<folder>.json` holds `format`, `version`, `fps` (`[numerator, denominator]`),
`frame_size` `[width, height]`, `n_frames`, `suffix`, `bytes` (the sizes of all files together) and
`origin` (where the frames come from). It is written last, and every reader checks it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from pose2video.errors import UserError
from pose2video.files import read_json, write_json, writing
from pose2video.films.paces import pace

FORMAT, VERSION = "pose2video-frames", 1
SMALL_PX = 96  # the shorter side of frames that are kept without loss


@dataclass(frozen=True)
class FrameFolder:
    """A checked frame folder.

    Attributes:
        folder: Where the frames lie.
        fps: Frames per second, exact.
        frame_size: `(width, height)` in pixels.
        n_frames: Number of frames.
        suffix: `.jpg` or `.png`.
        origin: Where the frames come from, as the writer said it.
    """

    folder: Path
    fps: Fraction
    frame_size: tuple[int, int]
    n_frames: int
    suffix: str
    origin: dict

    @property
    def pace(self) -> Fraction:
        """How many of them lie in a second of the film that they come from."""
        return pace(self.fps, self.origin.get("speed"))

    def __iter__(self):
        """Yield the frames in order, uint8 RGB `(height, width, 3)`."""
        for i in range(self.n_frames):
            yield self.frame(i)

    def frame(self, index: int) -> np.ndarray:
        """One frame, uint8 RGB.

        Raises:
            UserError: The file is gone or damaged.
        """
        path = self.folder / f"{index:06d}{self.suffix}"
        image = cv2.imread(str(path), cv2.IMREAD_COLOR)
        if image is None or image.shape[1::-1] != self.frame_size:
            raise UserError(f"{path} is missing or damaged: delete {self.folder} and run again")
        return cv2.cvtColor(image, cv2.COLOR_BGR2RGB)


def manifest_path(folder) -> Path:
    """Where the manifest of a frame folder lies: beside it, with `.json`."""
    folder = Path(folder)
    return folder.with_name(folder.name + ".json")


def write_manifest(folder, fps, frame_size, suffix, origin, inside=None):
    """Write the manifest of a finished folder.

    Args:
        folder: The folder that the manifest is for.
        fps: Frames per second.
        frame_size: `(width, height)`.
        suffix: Of the frame files.
        origin: Recorded as it is.
        inside: Where the files lie now, if not yet in `folder`.
    """
    files = sorted(Path(inside or folder).glob(f"*{suffix}"))
    fps = Fraction(fps).limit_denominator(100000)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "fps": [fps.numerator, fps.denominator],
        "frame_size": list(frame_size),
        "n_frames": len(files),
        "suffix": suffix,
        "bytes": sum(file.stat().st_size for file in files),
        "origin": origin,
    }
    write_json(manifest_path(folder), document, indent=1)


def read_manifest(path) -> FrameFolder:
    """A frame folder as its manifest says it; the frames themselves may be gone.

    Raises:
        UserError: No manifest, or of another version.
    """
    return _described(Path(path).with_suffix(""), _document(path))


def read_frames(folder) -> FrameFolder:
    """Open a frame folder and check it against its manifest.

    Raises:
        UserError: No manifest, of another version, or files are missing or changed.
    """
    folder = Path(folder)
    document = _document(manifest_path(folder))
    files = list(folder.glob(f"*{document['suffix']}"))
    if (len(files), sum(file.stat().st_size for file in files)) != (
        document["n_frames"],
        document["bytes"],
    ):
        raise UserError(
            f"{folder} holds {len(files)} frames, not the {document['n_frames']} whole ones that "
            f"were written: delete {folder} and run again"
        )
    return _described(folder, document)


def _document(path):
    document = read_json(path)
    if document.get("format") != FORMAT or document.get("version") != VERSION:
        raise UserError(f"{path} is of another version: delete it and run again")
    return document


def _described(folder, document):
    return FrameFolder(
        folder,
        Fraction(*document["fps"]),
        tuple(document["frame_size"]),
        document["n_frames"],
        document["suffix"],
        document["origin"],
    )


def write_frames(folder, frames, fps, frame_size, origin):
    """Write frames and their manifest; the folder is whole or absent.

    They are JPEG (quality 95), small ones PNG: there a JPEG's blocks and its colours, of half the
    size, are a good part of the picture.

    Args:
        folder: Where to.
        frames: Iterable of uint8 RGB images of `frame_size`.
        fps: Frames per second.
        frame_size: `(width, height)`.
        origin: Recorded in the manifest.
    """
    suffix = ".png" if min(frame_size) <= SMALL_PX else ".jpg"
    with writing(folder) as beside:
        beside.mkdir()
        for i, frame in enumerate(frames):
            bgr = cv2.cvtColor(frame, cv2.COLOR_RGB2BGR)
            path = beside / f"{i:06d}{suffix}"
            if not cv2.imwrite(str(path), bgr, [cv2.IMWRITE_JPEG_QUALITY, 95]):
                raise OSError(28, "a frame could not be written (disk full?)", str(path))
        write_manifest(folder, fps, frame_size, suffix, origin, inside=beside)


def said_of(mirror):
    """What the manifest says of a mirrored clip: a dict, empty of others."""
    return {"mirrored": True} if mirror else {}
