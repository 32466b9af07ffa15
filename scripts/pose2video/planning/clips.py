"""The clip table: tab-separated text, checked row by row, every fault one sentence."""

from __future__ import annotations

import math
import os
import re
from functools import cache
from pathlib import Path

from pose2video.configuring.config import check_path, read_schema, validate
from pose2video.configuring.path_hints import absent
from pose2video.crowds.persons import read_person
from pose2video.errors import UserError, shown
from pose2video.exchange import FORMATS
from pose2video.films.limits import no_picture
from pose2video.names import FILMS, PICTURES, as_number, choose_from
from pose2video.planning.footage import ROOMS, check_part
from pose2video.planning.maps import MAPS
from pose2video.planning.table_text import read_rows
from pose2video.resources import RESOURCES

_NUMBERS = ("start_s", "end_s", "fps", "speed")
# whether a row has video, poses, choreography
_KINDS = ([True, False, False], [False, True, False], [True, True, False], [False, False, True])


def read_clips(path) -> dict[str, dict]:
    """Read and check a clip table: tab-separated text, UTF-8, one row a clip.

    Args:
        path: The table; paths in it are relative to its folder.

    Returns:
        id -> row. Empty cells are None, `start_s`, `end_s`, `fps` and `speed` numbers (a speed of 1
        is None), `frame_size` a list of width and height, `mirror` a bool, `person` as
        `persons.read_person` gives it, `video` and `poses` absolute paths.

    Raises:
        UserError: The first fault, with its row.
    """
    path = Path(path)
    columns = list(read_schema("clip")["properties"])
    clips: dict[str, dict] = {}
    for where, told in read_rows(path, columns):
        row = dict.fromkeys(columns) | told
        _check_row(row, where, path.parent)
        if row["clip"] in clips:
            raise UserError(
                f"{where}: the clip {row['clip']!r} stands in an earlier line: rename one"
            )
        clips[row["clip"]] = row
    if not clips:
        raise UserError(f"the clip table {path} has no clips: add a row")
    return clips


def _check_row(row, where, folder):
    """Turn the texts of a row into values, in place."""
    if row["clip"] is None:
        raise UserError(f"{where}: the clip has no id: fill the column clip")
    if row["clip"] in ROOMS:
        raise UserError(
            f"{where}: the id {row['clip']} is that of characters' films: choose another"
        )
    for name in _NUMBERS:
        if row[name] is not None:
            row[name] = _number(row[name], f"{where}: {name}")
    row["mirror"] = row["mirror"] and _flag(row["mirror"], f"{where}: mirror")
    row["person"] = row["person"] and read_person(row["person"], f"{where}: person")
    # of an empty cell, and of one that may be any text, the schema says nothing: 10,000 rows are
    # checked in a third of the time
    most = _any_text()
    told = {
        name: cell
        for name, cell in row.items()
        if cell is not None and (name not in most or len(str(cell)) > most[name])
    }
    validate(told, "clip", where)
    row["speed"] = None if row["speed"] == 1 else row["speed"]
    check_part(row, where)
    kinds = [row[name] is not None for name in ("video", "poses", "choreography")]
    if kinds not in _KINDS:
        raise UserError(
            f"{where}: give either video or choreography, or poses, with or without video"
        )
    if row["maps"] is not None:
        _check_maps(row, where)
    if row["choreography"] is not None:
        _check_performed(row, where)
        return
    if row["poses"] is not None:
        _check_poses(row, where, folder)
    elif row["poses_format"] is not None or row["frame_size"] is not None:
        raise UserError(f"{where}: poses_format and frame_size are for poses: empty them")
    if row["video"] is None:
        return
    video = folder / row["video"]
    check_path(video, f"{where}: the film")
    pictures = video.is_dir()
    if not pictures and not video.is_file():
        if video.exists():
            what = "is not a regular file: give a film or a picture folder"
            raise UserError(f"{where}: {video} {what}")
        raise UserError(
            f"{where}: the film {video} is not there{absent(video, 'correct the column video')}"
        )
    if row["fps"] and not pictures:
        raise UserError(f"{where}: a film has its own rate: empty the column fps")
    if pictures:
        names = _check_links(video, PICTURES, where)
    if pictures and not row["fps"]:
        _check_pictures(video, names, where)
        raise UserError(f"{where}: {video} is a folder of pictures: give their rate in column fps")
    row["video"] = str(video.resolve())


def _check_pictures(folder, names, where):
    """Refuse a folder without pictures, before a rate is asked for, by the names in it."""
    suffixes = {Path(name).suffix.lower() for name in names if not name.startswith(".")}
    if suffixes & PICTURES:
        return
    what = "is empty" if not names else "holds no pictures"
    if suffixes & FILMS:
        what = "holds films, not pictures: name one of them, or list them with make clips"
        raise UserError(f"{where}: the folder {folder} {what}")
    raise UserError(f"{where}: the folder {folder} {what}: give a film or a folder of pictures")


def _check_links(folder, suffixes, where):
    """The names in a folder; refuses a link that leads nowhere, asks for nothing but the links."""
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.path, entry.is_symlink()) for entry in entries]
    except OSError as error:
        raise UserError(
            f"{where}: {folder} cannot be read ({error.strerror}): change its rights"
        ) from None
    for link in sorted(path for _, path, is_link in found if is_link):
        if Path(link).suffix.lower() in suffixes and not os.path.exists(link):
            raise UserError(f"{where}: {link} is a link to nowhere: supply its file, or remove it")
    return [name for name, _, _ in found]


@cache
def _any_text():
    """The columns that take any text, and how many letters of it."""
    plain = {"description", "type", "maxLength"}
    return {
        name: rules.get("maxLength", math.inf)
        for name, rules in read_schema("clip")["properties"].items()
        if set(rules) <= plain and "string" in rules["type"]
    }


def _check_poses(row, where, folder):
    poses = folder / row["poses"]
    check_path(poses, f"{where}: the poses")
    if not poses.is_file() and not poses.is_dir():
        if poses.exists():
            raise UserError(f"{where}: {poses} is neither a file nor a folder: correct poses")
        raise UserError(
            f"{where}: the poses {poses} are not there{absent(poses, 'correct the column poses')}"
        )
    if poses.is_dir():
        _check_links(poses, {".json"}, where)
    if row["video"] is not None and (row["poses_format"] or poses.suffix.lower()[1:]) == "bvh":
        raise UserError(f"{where}: {poses} has no camera and fits no film: empty the column video")
    if row["poses_format"] not in (None, *FORMATS):
        raise UserError(
            f"{where}: there is no poses_format {row['poses_format']!r}: choose from "
            f"{', '.join(FORMATS)}"
        )
    if row["frame_size"] is not None:
        sides = re.fullmatch(r"([1-9]\d{0,4})\s*[x×]\s*([1-9]\d{0,4})", row["frame_size"])
        if sides is None:
            raise UserError(f"{where}: frame_size {row['frame_size']!r}: write it as 1280x720")
        size = [int(side) for side in sides.groups()]
        if fault := no_picture(*size):
            raise UserError(f"{where}: frame_size {row['frame_size']!r}: {fault}: correct it")
        row["frame_size"] = size
    row["poses"] = str(poses.resolve())


def _check_maps(row, where):
    if row["maps"] not in MAPS:
        raise UserError(
            f"{where}: there are no maps {row['maps']!r}: {choose_from(row['maps'], MAPS)}"
        )
    if row["video"] is None or row["poses"] is not None:
        raise UserError(
            f"{where}: maps says what the pictures of video are: give these, and no poses"
        )
    for column in ("person", "mirror"):
        if row[column]:
            raise UserError(
                f"{where}: {column} is for films of people: in maps the colours say who, and which "
                "side is left: empty it"
            )


def _check_performed(row, where):
    for column in ("person", "mirror", "speed"):
        if row[column]:
            raise UserError(f"{where}: {column} is for films, not a choreography: empty it")
    if row["start_s"] is not None or row["end_s"] is not None:
        raise UserError(f"{where}: a choreography is performed whole: empty start_s and end_s")
    for column, folder in (("choreography", "choreographies"), ("performer", "performers")):
        known = sorted(p.stem for p in (RESOURCES / folder).glob("*.yaml"))
        if row[column] not in known:
            raise UserError(
                f"{where}: there is no {column} {row[column]!r}: choose from {', '.join(known)}"
            )


def _flag(text, where):
    if text.lower() not in ("true", "false"):
        raise UserError(f"{where}: {text!r}: say true or false, or leave it empty")
    return text.lower() == "true"


def _number(text, where):
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UserError(f"{where}: {shown(text)} is not a number: {_better(text)}")
    return value


def _better(text):
    """What to write for a text that is no number."""
    if text.lower() in ("-", "n/a", "#n/a", "na", "nan", "none", "null", "?"):
        return "leave the cell empty"
    time = re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):(\d\d?(?:[.,]\d+)?)", text)
    if time:
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in time.groups())
        return f"write seconds, {3600 * hours + 60 * minutes + seconds:g}"
    bare = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(?:s|sec|fps|hz)", text.lower())
    return f"write {bare[1]}" if bare else as_number(text) or "write it as 12.5"
