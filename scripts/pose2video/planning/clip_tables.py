"""A clip table from a folder of films or poses: ids and glosses from the names of the files."""

from __future__ import annotations

import csv
import io
import os
import re
import unicodedata
from collections import defaultdict
from pathlib import Path

from pose2video.configuring.config import read_schema
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.names import FILMS, natural_order, pictures_in, plain
from pose2video.planning.footage import ROOM

COLUMNS = tuple(read_schema("clip")["properties"])
USUAL = ("clip", "gloss", "video", "start_s", "end_s")  # others only where a row has something
POSES = ".pose"  # pose-format's, with their rate and size; other formats have names like any JSON
PICTURES_FPS = 25  # a folder of pictures has no rate of its own; this is the usual one of films
MAX_ID = 80  # an id is a part of file names, which end at 255 bytes


def list_clips(folder) -> list[Path]:
    """The clips of a folder, in natural order: films, `.pose` files, sub-folders of pictures.

    Hidden files are left out; other sub-folders are not searched.

    Raises:
        UserError: No such folder, nothing in it, or a name that a table cannot hold.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UserError(f"{folder} is no folder: name one with films, make clips FOLDER=films")
    clips = [
        path
        for path in folder.iterdir()
        if is_film(path) or is_poses(path) or is_picture_folder(path)
    ]
    if not clips:
        raise UserError(f"{folder} holds no film and no folder of pictures: check the path")
    for path in clips:
        odd = any(unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") for sign in path.name)
        if odd or path.name != path.name.strip():
            raise UserError(
                f"the name {path.name!a} in {str(folder)!a} holds a tab, a line break or a broken "
                "character, or has a space at its end: rename it and run again"
            )
    return sorted(clips, key=lambda path: natural_order(path.name))


def is_film(path) -> bool:
    """Whether a file looks like a film, by its suffix."""
    return path.suffix.lower() in FILMS and not path.name.startswith(".") and path.is_file()


def is_poses(path) -> bool:
    """Whether a file looks like poses, by its suffix."""
    return path.suffix.lower() == POSES and not path.name.startswith(".") and path.is_file()


def is_picture_folder(path) -> bool:
    """Whether a folder holds a picture, by the suffixes."""
    if path.name.startswith(".") or not path.is_dir():
        return False
    return bool(pictures_in(path))


def slug(name) -> str:
    """An id made of the letters a to z, digits and underscores of a name; empty where it has none.

    A name that begins with a digit, or is that of footage, gets `clip_` in front.
    """
    found = re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_")
    if found[:1].isdigit() or found == ROOM:
        found = f"clip_{found}"
    return found[:MAX_ID].rstrip("_")


def name_of(path) -> str:
    """The name of a clip: of a film without the suffix, of a folder as it is."""
    return path.name if path.is_dir() else path.stem


def clip_ids(clips) -> list[str]:
    """An id for every clip; a name without a usable letter gets `clip_1`, `clip_2`, ...

    Raises:
        UserError: Several files would get the same id.
    """
    ids = [slug(name_of(path)) for path in clips]
    files = defaultdict(list)
    for clip, path in zip(ids, clips, strict=True):
        files[clip].append(path.name)
    clashes = [
        f"{clip} ({', '.join(names)})" for clip, names in files.items() if clip and len(names) > 1
    ]
    if clashes:
        raise UserError(f"several files would be one clip: {'; '.join(clashes)}: rename them")
    numbered = (f"clip_{n}" for n in range(1, 2 * len(clips) + 1) if f"clip_{n}" not in files)
    return [clip or next(numbered) for clip in ids]


def write_table(table, clips):
    """Write a clip table: tab-separated, UTF-8, a line per clip, films relative to the table.

    Args:
        table: Where to; never a file that is there already.
        clips: Paths of films, of `.pose` files and of folders of pictures.

    Raises:
        UserError: The table is there, or two clips would get one id.
    """
    table = Path(table)
    if os.path.lexists(table):
        raise UserError(f"{table} is there already: move it away or choose another with OUT=")
    home = table.parent.resolve()
    rows = []
    for clip, path in zip(clip_ids(clips), clips, strict=True):
        place = os.path.relpath(path.parent.resolve() / path.name, home)
        column = "poses" if is_poses(path) else "video"
        row = {"clip": clip, "gloss": name_of(path), column: place}
        rows.append(row | ({"fps": PICTURES_FPS} if path.is_dir() else {}))
    text = io.StringIO()
    writer = csv.DictWriter(
        text,
        [name for name in COLUMNS if name in USUAL or any(name in row for row in rows)],
        restval="",
        delimiter="\t",
        lineterminator="\n",
        quoting=csv.QUOTE_NONE,
        quotechar=None,
    )
    writer.writeheader()
    writer.writerows(rows)
    with writing(table) as beside:
        beside.write_text(text.getvalue(), encoding="utf-8")
