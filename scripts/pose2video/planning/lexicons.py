"""Lexicons of spoken-to-signed (github.com/ZurichNLP): an `index.csv` and the poses of signs.

A row of the index is a sign: `path`, `spoken_language`, `signed_language`, `start` and `end` (of
its part of the file in milliseconds, 0 for all of it), `words`, `glosses`, `priority`. Rows of one
path and part are one clip with all their glosses.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from pathlib import Path

from pose2video.configuring.config import is_file
from pose2video.configuring.config_faults import not_utf8
from pose2video.errors import UserError
from pose2video.names import FILMS
from pose2video.planning.folders import POSES, Found, LeftOut, refused_name
from pose2video.planning.table_lines import decoded

INDEX = "index.csv"
HEAD = 4096  # bytes in which the names of the columns stand
SEPARATORS = (",", ";", "\t")  # the last two by spreadsheets
MOST = 10_000  # letters of a gloss
_NEEDED = {"path", "glosses", "words"}
_ALSO = {"spoken_language", "signed_language"}


def is_lexicon(folder) -> bool:
    """Whether a folder has an index with the columns of one."""
    index = Path(folder) / INDEX
    if not index.is_file():
        return False
    try:
        with open(index, "rb") as file:
            head = decoded(file.read(HEAD), "replace")
    except OSError:
        return False
    return _separator(head) is not None


def _separator(text):
    """What stands between the columns of an index; None where the first line names others."""
    first = re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0]
    for sign in SEPARATORS:
        names = {_column(cell) for cell in first.split(sign)}
        if "path" in names and names & _NEEDED - {"path"} and names & _ALSO:
            return sign
    return None


def _column(cell):
    return (cell or "").strip().strip('"').strip().lower()


def list_lexicon(folder) -> tuple[list[Found], LeftOut]:
    """The signs of a lexicon, in the order of its index.

    Args:
        folder: The folder that holds the index; paths in it are relative to it.

    Returns:
        The clips, and what is left out.

    Raises:
        UserError: The index cannot be read, or nothing that it names is there.
    """
    folder, out = Path(folder), LeftOut()
    home = folder.resolve()
    signs: dict[tuple, dict[str, None]] = {}
    for row in _rows(folder / INDEX):
        path = (row.get("path") or "").strip()
        place = folder / path
        if "\\" in path and not place.exists():  # written on Windows
            place = folder / path.replace("\\", "/")
        reason = _refused(place, path, home)
        if reason:
            out.add(reason, path or "an empty path")
            continue
        start, end = (_seconds(row.get(key)) for key in ("start", "end"))
        part = (place, start or None, end if end and end > (start or 0) else None)
        glosses = signs.setdefault(part, {})
        gloss = _text(row.get("glosses")) or _text(row.get("words"))
        if gloss:
            glosses[gloss] = None
    if not signs:
        said = "; ".join(out.sentences()) or "it has no rows"
        raise UserError(f"{folder / INDEX} names nothing that is there ({said}): correct its paths")
    return [_found(*part, glosses) for part, glosses in signs.items()], out


def _found(place, start_s, end_s, glosses):
    gloss = " / ".join(glosses)[:MOST] or place.stem
    kind = "poses" if place.suffix.lower() == POSES else "video"
    return Found(gloss, gloss, start_s=start_s, end_s=end_s, **{kind: place})


def _refused(place, path, home):
    """Why a row is no clip; None where it is one."""
    if re.match(r"[A-Za-z][\w+.-]+://", path):
        return "rows whose path is an address (fetch the files, and name the copies)"
    if not path or not is_file(place):
        return "rows whose file is not there"
    if not place.resolve().is_relative_to(home):
        return "rows whose file lies outside the folder"
    if place.suffix.lower() not in {*FILMS, POSES}:
        return "rows whose file is neither a film nor .pose"
    return refused_name(place)


def _rows(index):
    try:
        text = decoded(index.read_bytes())
        rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=_separator(text) or ",")
        return [{_column(name): cell for name, cell in row.items() if name} for row in rows]
    except UnicodeError as error:
        raise UserError(f"{index} cannot be read: {not_utf8(error)}") from None
    except (csv.Error, OSError) as error:
        raise UserError(f"{index} cannot be read ({error}): correct it") from None


def _text(cell):
    """A cell in one line, without signs that a table refuses."""
    text = " ".join((cell or "").split())
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cc")


def _seconds(text):
    try:
        seconds = float(text or 0) / 1000
    except ValueError:
        return 0.0
    return seconds if 0 <= seconds < 1e6 else 0.0
