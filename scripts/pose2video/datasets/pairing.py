"""Files that belong to frames: by the numbers in their names, however they are padded."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np

from pose2video.datasets.sources import names_in
from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.films.pictures import load_picture
from pose2video.films.videos import decode
from pose2video.names import PICTURES


def files_in(folder, suffixes) -> list[Path]:
    """The files of a folder with these suffixes, in natural order."""
    found = [name for name in names_in(folder) if Path(name).suffix.lower() in suffixes]
    return [Path(folder) / name for name in found]


def number_of(path) -> int | None:
    """The last number in a file's name; None where it has none."""
    stem = re.sub(r"_keypoints$", "", Path(path).stem)
    digits = re.findall(r"\d+", stem)
    return int(digits[-1][-15:]) if digits else None


def partners(frames, others) -> list[Path | None]:
    """For each frame what belongs to it.

    By number; where no number is in both, and there are as many of both, in order.

    Args:
        frames, others: Paths in natural order.
    """
    by_number = {number_of(path): path for path in others}
    by_number.pop(None, None)
    found = [by_number.get(number_of(path)) for path in frames]
    if not any(found) and len(frames) == len(others):
        return list(others)
    return found


def paired(given, source, manifest):
    """The pictures that belong to frames, of the frames' size, and what the folder of them needs.

    Args:
        given: A folder of pictures, or a film with as many frames.
        source: The folder of pictures that became the frames; not needed for a film.
        manifest: Of the frame folder.

    Returns:
        An iterable of uint8 RGB pictures, frames per second, `(width, height)` in pixels, and the
        numbers of frames without one, which are black.

    Raises:
        UserError: There are more or fewer frames than pictures of them, or one cannot be read.
    """
    said = read_json(manifest)
    fps, size, count = Fraction(*said["fps"]), tuple(said["frame_size"]), said["n_frames"]
    if not Path(given).is_dir():
        return (_fitted(frame, size) for frame in decode(given)), fps, size, []
    frames = files_in(source, PICTURES)
    if len(frames) != count:
        raise UserError(
            f"{source} has {len(frames)} pictures, the frames are {count}: set frames: "
            "{fps: source} in the config"
        )
    found = partners(frames, files_in(given, PICTURES))
    lost = [number for number, path in enumerate(found) if path is None]
    empty = np.zeros((size[1], size[0], 3), np.uint8)
    pictures = (empty if path is None else _fitted(load_picture(path), size) for path in found)
    return pictures, fps, size, lost


def _fitted(picture, size):
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
