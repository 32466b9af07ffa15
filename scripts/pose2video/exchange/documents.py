"""JSON and numbers of strangers: read under limits, every fault one sentence."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import numpy as np

from pose2video.errors import UserError
from pose2video.films.foreign import told
from pose2video.films.limits import MOST_FRAMES, MOST_SIDE_PX, no_picture
from pose2video.names import natural_order

# most frames for each that shows somebody, and beside these: numbers of frames that leap make
# a small file a long clip
SPARSE, EMPTY = 25, 3000


def read_bytes(path) -> bytes:
    """The bytes of a regular file.

    Raises:
        UserError: It is none, or is empty.
    """
    path = Path(path)
    if not path.is_file():
        raise UserError(f"{path} is not a regular file: correct the column poses")
    if path.stat().st_size == 0:
        raise UserError(f"{path} is empty: copy it again")
    return path.read_bytes()


def check_megabytes(clip, path, most):
    """Refuse poses, a file or a folder of them, of more than `most` megabytes; None has none.

    Refuses a folder, too, whose numbers leap, see `check_sparse`.

    Raises:
        UserError: It is so.
    """
    if path is None:
        return
    files, numbers = [Path(path)], []
    if Path(path).is_dir():
        files = [f for f in Path(path).iterdir() if f.suffix.lower() == ".json" and f.is_file()]
    megabytes = sum(file.stat().st_size for file in files) / 1e6
    if megabytes > most:
        raise UserError(
            f"the poses {path} of the clip {clip} have {megabytes:.0f} MB, the limit "
            f"limits.poses_megabytes is {most}: cut them into several clips, or raise the limit in "
            "the config"
        )
    if files and Path(path).is_dir():
        with suppress(UserError):  # what else is wrong with the names is said when they are read
            numbers = frame_numbers([file.stem for file in files], path, even=True)
        if numbers:
            check_sparse(max(numbers) + 1, len(numbers), path)


def read_document(path):
    """A JSON document: every number a float, NaN where it says NaN or is beyond any float.

    Raises:
        UserError: It is no JSON, cut short, or nested too deeply.
    """
    try:
        return json.loads(
            read_bytes(path).decode("utf-8-sig"), parse_int=float, parse_constant=lambda _: math.nan
        )
    except UnicodeDecodeError:
        what = told(path, "file of poses") or (
            "is neither JSON nor another pose file that is known: check the file"
        )
        raise UserError(f"{path} {what}") from None
    except RecursionError:
        raise UserError(f"{path} is nested too deeply for poses: check the file") from None
    except ValueError as error:
        what = told(path, "file of poses") or (
            f"is not a whole JSON file ({error}): export or copy it again"
        )
        raise UserError(f"{path} {what}") from None


def json_files(folder) -> list[tuple[int, Path]]:
    """The JSON files of a folder as `(frame, file)` in natural order, the first is frame 0.

    The last number in a name is the frame's; where all follow one another by the same step they
    are taken as consecutive, else numbers that are absent are frames that are lost.

    Raises:
        UserError: No such file, a name without or with a double number, or too many frames.
    """
    files = [p for p in Path(folder).iterdir() if p.suffix.lower() == ".json"]
    files = sorted(
        (p for p in files if not p.name.startswith(".")), key=lambda p: natural_order(p.name)
    )
    if not files:
        raise UserError(f"{folder} holds no .json file: name a folder with one file a frame")
    numbers = frame_numbers([file.stem for file in files], folder, even=True)
    return sorted(zip(numbers, files, strict=True))


def frame_numbers(names, where, even=False) -> list[int]:
    """Frames from names such as `dance_000000000017_keypoints` or `17.jpg`, the lowest as 0.

    With `even`, numbers that all follow one another by the same step are taken as consecutive.

    Raises:
        UserError: A name has no number, two the same, or the highest is beyond `MOST_FRAMES`.
    """
    numbers = last_numbers(names, where)
    ordered = sorted(numbers)
    steps = {b - a for a, b in pairwise(ordered)}
    step = steps.pop() if even and len(steps) == 1 else 1
    numbers = [(number - ordered[0]) // step for number in numbers]
    check_count(max(numbers) + 1, where)
    return numbers


def last_numbers(names, where) -> list[int]:
    """The last number of each name, without its suffix.

    Raises:
        UserError: A name has none, or two have the same.
    """
    found = [re.findall(r"\d+", re.sub(r"\.[a-zA-Z]\w{0,4}$", "", str(n)))[-1:] for n in names]
    bare = next((name for name, digits in zip(names, found, strict=True) if not digits), None)
    if bare is not None:
        raise UserError(f"{where}: {str(bare)!r} has no frame number in its name: rename it")
    numbers = [int(digits[0][-15:]) for digits in found]
    twice = [number for number, n in Counter(numbers).items() if n > 1]
    if twice:
        raise UserError(f"{where}: frame {twice[0]} is there twice: one clip, one folder or list")
    return numbers


def check_count(n_frames, where):
    """Refuse no frames, and more than `MOST_FRAMES`.

    Raises:
        UserError: It is so.
    """
    if n_frames < 1:
        raise UserError(f"{where} holds no frames: export it again")
    if n_frames > MOST_FRAMES:
        raise UserError(
            f"{where} speaks of {n_frames} frames, the limit is {MOST_FRAMES}: cut it into several"
        )


def check_sparse(n_frames, n_shown, where):
    """Refuse frames of which hardly any shows somebody: their numbers leap.

    Raises:
        UserError: It is so.
    """
    if n_frames > SPARSE * n_shown + EMPTY:
        raise UserError(
            f"{where} speaks of {n_frames} frames and shows somebody in {n_shown} of them: number "
            "its frames one after the other, or cut off those without anybody"
        )


def numbers(values, width, where) -> np.ndarray:
    """A flat list of numbers as rows of `width`; null is NaN, an empty or absent list no rows.

    Raises:
        UserError: It is no such list.
    """
    if values is None:
        values = []
    if not isinstance(values, list) or not all(v is None or type(v) is float for v in values):
        raise UserError(f"{where} is not a list of numbers: export the file again")
    if len(values) % width:
        raise UserError(f"{where} has {len(values)} numbers, not a multiple of {width}: it is cut")
    with np.errstate(over="ignore"):
        return np.array(values, dtype=np.float64).reshape(-1, width)


def whole(value, lowest, highest, where) -> int:
    """A whole number between limits.

    Raises:
        UserError: It is none.
    """
    if type(value) not in (int, float) or not lowest <= value <= highest or value % 1:
        raise UserError(f"{where} is {value!r}, not a whole number from {lowest} to {highest}")
    return int(value)


def frame_size(width, height, where) -> tuple[int, int]:
    """A checked `(width, height)` in pixels.

    Raises:
        UserError: A side is no whole number from 1 to `MOST_SIDE_PX`, or they make no picture.
    """
    sides = (("width", width), ("height", height))
    width, height = (whole(side, 1, MOST_SIDE_PX, f"{where}: the {name}") for name, side in sides)
    if fault := no_picture(width, height):
        raise UserError(f"{where}: frames of {width} x {height}, {fault}: correct their size")
    return width, height
