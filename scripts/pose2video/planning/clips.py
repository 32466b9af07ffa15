"""The clip table: tab-separated text, checked row by row, every fault one sentence."""

from __future__ import annotations

import csv
import math
import os
import re
from functools import cache
from pathlib import Path

from pose2video.configuring.config import check_path, is_file, read_schema, validate
from pose2video.configuring.config_faults import not_utf8
from pose2video.crowds.persons import read_person
from pose2video.errors import UserError
from pose2video.exchange import FORMATS
from pose2video.films.limits import no_picture
from pose2video.names import PICTURES
from pose2video.planning.footage import ROOM
from pose2video.resources import RESOURCES

_NUMBERS = ("start_s", "end_s", "fps")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# whether a row has video, poses, choreography
_KINDS = ([True, False, False], [False, True, False], [True, True, False], [False, False, True])


def read_clips(path) -> dict[str, dict]:
    """Read and check a clip table: tab-separated text, UTF-8, one row a clip.

    Args:
        path: The table; paths in it are relative to its folder.

    Returns:
        id -> row. Empty cells are None, `start_s`, `end_s` and `fps` numbers, `frame_size` a list
        of width and height, `mirror` a bool, `person` as `persons.read_person` gives it, `video`
        and `poses` absolute paths.

    Raises:
        UserError: The first fault, with its row.
    """
    path = Path(path)
    if not is_file(path):
        raise UserError(
            f"the clip table {path} is not there or not a file: correct clips in the config"
        )
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            rows = list(reader)
    except OSError as error:
        raise UserError(
            f"the clip table {path} cannot be read ({error.strerror}): change its rights or copy it"
        ) from None
    except UnicodeError as error:
        raise UserError(f"the clip table {path} cannot be read: {not_utf8(error)}") from None
    except csv.Error as error:
        raise UserError(f"{path}, line {reader.line_num}: {error}: shorten its cells") from None
    if not rows:
        raise UserError(f"the clip table {path} is empty: give it a header and a row a clip")
    columns = list(read_schema("clip")["properties"])
    header = [cell.strip() for cell in rows[0]]
    unknown = [name for name in header if name not in columns]
    double = [name for name in header if header.count(name) > 1]
    if unknown or double or "clip" not in header:
        what = "there is no column clip"
        if unknown or double:
            what = f"unknown column {unknown[0]!r}" if unknown else f"{double[0]!r} stands twice"
        raise UserError(
            f"{path}, header: {what}: correct it; columns, separated by tabs, are "
            f"{', '.join(columns)}"
        )
    clips: dict[str, dict] = {}
    for number, cells in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
            continue
        where = f"{path}, line {number}"
        if len(cells) > len(header):
            raise UserError(
                f"{where}: {len(cells)} cells under {len(header)} columns: remove a tab"
            )
        if _CONTROL.search("".join(cells)):
            raise UserError(f"{where}: a cell holds a control character: delete it")
        cells = cells + [""] * (len(header) - len(cells))
        row = dict.fromkeys(columns) | {
            name: cell.strip() or None for name, cell in zip(header, cells, strict=True)
        }
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
    if row["clip"] == ROOM:
        raise UserError(f"{where}: the id {ROOM} is that of characters' films: choose another")
    for name in _NUMBERS:
        if row[name] is not None:
            row[name] = _number(row[name], f"{where}: {name}")
    row["mirror"] = row["mirror"] and _flag(row["mirror"], f"{where}: mirror")
    row["person"] = row["person"] and read_person(row["person"], f"{where}: person")
    # of an empty cell, and of one that may be any text, the schema says nothing: 10,000 rows are
    # checked in a third of the time
    told = {k: cell for k, cell in row.items() if cell is not None and k not in _any_text()}
    validate(told, "clip", where)
    if row["end_s"] is not None and row["end_s"] <= (row["start_s"] or 0):
        raise UserError(f"{where}: end_s {row['end_s']:g} does not lie after start_s: correct it")
    kinds = [row[name] is not None for name in ("video", "poses", "choreography")]
    if kinds not in _KINDS:
        raise UserError(
            f"{where}: give either video or choreography, or poses, with or without video"
        )
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
        raise UserError(f"{where}: the film {video} is not there: correct the column video")
    if row["fps"] and not pictures:
        raise UserError(f"{where}: a film has its own rate: empty the column fps")
    if pictures and not row["fps"]:
        raise UserError(f"{where}: {video} is a folder of pictures: give their rate in column fps")
    if pictures:
        _check_links(video, PICTURES, where)
    row["video"] = str(video.resolve())


def _check_links(folder, suffixes, where):
    """Refuse a folder in which a link leads nowhere; asks for nothing but the links."""
    try:
        with os.scandir(folder) as entries:
            links = sorted(entry.path for entry in entries if entry.is_symlink())
    except OSError as error:
        raise UserError(
            f"{where}: {folder} cannot be read ({error.strerror}): change its rights"
        ) from None
    for link in links:
        if Path(link).suffix.lower() in suffixes and not os.path.exists(link):
            raise UserError(f"{where}: {link} is a link to nowhere: supply its file, or remove it")


@cache
def _any_text():
    """The columns that take any text."""
    columns = read_schema("clip")["properties"]
    plain = (name for name, rules in columns.items() if set(rules) <= {"description", "type"})
    return {name for name in plain if "string" in columns[name]["type"]}


def _check_poses(row, where, folder):
    poses = folder / row["poses"]
    check_path(poses, f"{where}: the poses")
    if not poses.is_file() and not poses.is_dir():
        if poses.exists():
            raise UserError(f"{where}: {poses} is neither a file nor a folder: correct poses")
        raise UserError(f"{where}: the poses {poses} are not there: correct the column poses")
    if poses.is_dir():
        _check_links(poses, {".json"}, where)
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


def _check_performed(row, where):
    for column in ("person", "mirror"):
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
        raise UserError(f"{where}: {text!r} is not a number: write it as 12.5")
    return value
