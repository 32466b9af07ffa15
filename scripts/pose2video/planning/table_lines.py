"""The lines of a clip table: which bytes are text, and where cells and lines end."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from pose2video.configuring.config import is_file
from pose2video.configuring.config_faults import not_utf8
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError
from pose2video.films.foreign import told, workbook

MOST_MB = 200  # a row of 1000 letters in 200,000 lines
MOST_LETTERS = 131_072  # of a cell
FAR = 100  # lines over which a quoted cell may go
# how a text begins that is not UTF-8, the longer first: Excel's "Unicode text" is UTF-16
_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_ENDS = re.compile(r"\r\n|\r|\n")
_WHOLE = re.compile(r'\s*"(?:[^"]|"")*"\s*')
_OPEN = re.compile(r'\s*"(?:[^"]|"")*')
_CLOSING = re.compile(r'(?:[^"]|"")*"\s*')


def read_lines(path) -> Iterator[tuple[int, list[str]]]:
    """The lines of a table: their numbers from 1, and their cells.

    A cell in quotes may hold tabs and line breaks, as a spreadsheet writes them; they become
    spaces, and the quotes of such a cell are taken off.

    Raises:
        UserError: It is not there, no text, or too large.
    """
    lines = _ENDS.split(_text(Path(path)))
    at = 0
    while at < len(lines):
        number, line = at + 1, lines[at]
        cells = line.split("\t")
        at += 1
        if '"' in line:
            cells, more = _joined(cells, lines[at : at + FAR])
            at += more
        longest = max(map(len, cells))
        if longest > MOST_LETTERS:
            raise UserError(
                f"{path}, line {number}: a cell has {longest} letters, the most is "
                f"{MOST_LETTERS}: shorten it"
            )
        yield number, cells


def decoded(data, errors="strict") -> str:
    """Text of bytes in UTF-8, or in UTF-16 or UTF-32 that say so at their beginning.

    Raises:
        UnicodeError: They are none of these, and `errors` does not let that pass.
    """
    code = next((code for mark, code in _MARKS.items() if data.startswith(mark)), "utf-8")
    return data.decode(code, errors).lstrip("\ufeff")


def _text(path):
    if not is_file(path):
        raise UserError(
            f"the clip table {path} is not there or not a file"
            f"{absent(path, 'correct clips in the config')}"
        )
    try:
        kind = workbook(path)
        said = f"is {kind}: save it as text" if kind else told(path, "clip table")
        megabytes = path.stat().st_size / 1e6
        if not said and megabytes > MOST_MB:
            said = f"has {megabytes:.0f} MB, the most is {MOST_MB}: correct clips in the config"
        if said:
            tabs = " with tabs between its columns (tab delimited, UTF-8)" if kind else ""
            raise UserError(f"the clip table {path} {said}{tabs}")
        text = decoded(path.read_bytes())
    except OSError as error:
        raise UserError(
            f"the clip table {path} cannot be read ({error.strerror}): change its rights or copy it"
        ) from None
    except UnicodeError as error:
        raise UserError(f"the clip table {path} cannot be read: {not_utf8(error)}") from None
    if "\0" in text[:8]:
        raise UserError(f"the clip table {path} is no text in UTF-8: save it as UTF-8")
    return text


def _joined(cells, following):
    """Cells of which those that quotes hold together are one, and how many more lines they take."""
    done: list[str] = []
    while cells:
        cell, *cells = cells
        more = None
        if _OPEN.fullmatch(cell) and not _WHOLE.fullmatch(cell):
            more = _rest(cells, following)
        if more is None:
            done.append(cell)
            continue
        parts, cells, lines = more
        inside = "\t".join([cell, *parts]).strip()[1:-1].replace('""', '"')
        done.append(" ".join(inside.split()))
        if lines:
            rest, further = _joined(cells, following[lines:])
            return done + rest, lines + further
    return done, 0


def _rest(cells, following):
    """What belongs to a cell that is open: its further parts, the cells behind it, lines taken."""
    for k, cell in enumerate(cells):
        if _CLOSING.fullmatch(cell):
            return cells[: k + 1], cells[k + 1 :], 0
    if cells:
        return None
    parts = []
    for number, line in enumerate(following, 1):
        first, *behind = line.split("\t")
        parts.append(first)
        if _CLOSING.fullmatch(first):
            return parts, behind, number
        if behind:
            break
    return None
