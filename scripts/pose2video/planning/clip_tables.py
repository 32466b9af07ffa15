"""A clip table from a folder of films or poses: ids and glosses from the names of the files."""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from pathlib import Path

from pose2video.configuring.config import read_schema
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.names import plain
from pose2video.planning.folders import Found
from pose2video.planning.footage import ROOMS
from pose2video.planning.table_text import quoted

COLUMNS = tuple(read_schema("clip")["properties"])
USUAL = ("clip", "gloss", "video", "start_s", "end_s")  # others only where a row has something
PICTURES_FPS = 25  # a folder of pictures has no rate of its own; this is the usual one of films
MAX_ID = 80  # an id is a part of file names, which end at 255 bytes


def slug(name) -> str:
    """An id made of the letters a to z, digits and underscores of a name; empty where it has none.

    A name that begins with a digit, or is that of footage, gets `clip_` in front.
    """
    found = re.sub(r"[^a-z0-9]+", "_", plain(name)).strip("_")
    if found[:1].isdigit() or found in ROOMS:
        found = f"clip_{found}"
    return found[:MAX_ID].rstrip("_")


def clip_ids(names) -> list[str]:
    """An id for every name, each its own.

    The first of several that would get one id gets it, the others `_2`, `_3`, ... behind it; a
    name without a usable letter gets `clip_1`, `clip_2`, ...
    """
    slugs = [slug(name) for name in names]
    taken, last = set(slugs), Counter()
    ids: list[str] = []
    used: set[str] = set()
    for wanted in slugs:
        found = wanted if wanted not in used else ""
        while not found:
            last[wanted] += 1
            number = f"_{last[wanted] + bool(wanted)}"
            numbered = f"{(wanted or 'clip')[: MAX_ID - len(number)].rstrip('_')}{number}"
            found = "" if numbered in taken | used else numbered
        used.add(found)
        ids.append(found)
    return ids


def write_table(table, clips) -> dict[str, str]:
    """Write a clip table: tab-separated, UTF-8, a line per clip, paths relative to the table.

    Args:
        table: Where to; never a file that is there already.
        clips: What was found, see `folders.list_clips`.

    Returns:
        Of the clips whose name alone makes no id of their own: id -> name.

    Raises:
        UserError: The table is there.
    """
    table = Path(table)
    if os.path.lexists(table):
        raise UserError(f"{table} is there already: move it away or choose another with OUT=")
    home = table.parent.resolve()
    ids = clip_ids([clip.name for clip in clips])
    rows = [_row(clip, id_, home) for clip, id_ in zip(clips, ids, strict=True)]
    columns = [name for name in COLUMNS if name in USUAL or any(name in row for row in rows)]
    text = io.StringIO()
    text.write("\t".join(columns) + "\n")
    for row in rows:
        text.write("\t".join(quoted(str(row.get(name, ""))) for name in columns) + "\n")
    with writing(table) as beside:
        beside.write_text(text.getvalue(), encoding="utf-8")
    return {id_: clip.name for id_, clip in zip(ids, clips, strict=True) if id_ != slug(clip.name)}


def _row(clip: Found, id_, home):
    row = {"clip": id_, "gloss": clip.gloss}
    for column in ("video", "poses"):
        path = getattr(clip, column)
        if path is not None:
            row[column] = os.path.relpath(path.parent.resolve() / path.name, home)
    if clip.video is not None and clip.video.is_dir():
        row["fps"] = PICTURES_FPS
    for column in ("start_s", "end_s"):
        if getattr(clip, column) is not None:
            row[column] = f"{getattr(clip, column):g}"
    return row
