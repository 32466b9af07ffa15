"""The text of a clip table: tab-separated lines become cells under their columns."""

from __future__ import annotations

import csv
import difflib
import re
from pathlib import Path

from pose2video.configuring.config import is_file
from pose2video.configuring.config_faults import not_utf8
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError
from pose2video.films.foreign import workbook

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')  # a whole cell
_ODD = re.compile(r',|""')  # what a spreadsheet quotes a cell for


def read_rows(path, columns) -> list[tuple[str, dict[str, str | None]]]:
    """Read a table: UTF-8, tabs between cells, a header; lines that begin with `#` are comments.

    A spreadsheet's quotes are taken off. Empty lines, columns without a name and without cells,
    and tabs at the end of a line count for nothing.

    Args:
        path: The table.
        columns: Names that may stand in the header; `clip` must.

    Returns:
        Of every row its place, for messages, and column -> text, None where it is empty.

    Raises:
        UserError: The first fault, with its line.
    """
    path = Path(path)
    lines = _lines(path)
    if not lines:
        raise UserError(f"the clip table {path} is empty: give it a header and a row a clip")
    header = _trimmed([unquoted(cell) for cell in lines[0]])
    quotes = any(_QUOTED.fullmatch(cell.strip()) for cell in lines[0])
    _check_header(header, columns, path)
    rows = []
    for number, line in enumerate(lines[1:], 2):
        where = f"{path}, line {number}"
        cells = _trimmed(_cells(line, header, quotes))
        if not cells or _is_comment(cells, header):
            continue
        if len(cells) > len(header):
            raise UserError(
                f"{where}: {len(cells)} cells under {len(header)} columns: remove a tab"
            )
        if _CONTROL.search("".join(cells)):
            raise UserError(f"{where}: a cell holds a control character: delete it")
        cells += [""] * (len(header) - len(cells))
        row = dict(zip(header, cells, strict=True))
        if row.pop("", ""):
            raise UserError(f"{where}: a cell stands under no name: name its column in the header")
        rows.append((where, {name: cell or None for name, cell in row.items()}))
    return rows


def unquoted(cell, every=True) -> str:
    """A cell without the quotes that a program put round it, and without spaces at its ends.

    Args:
        cell: The cell. every: Whether all cells of the table are quoted; else those only that a
            spreadsheet quotes, for a comma or a quote in them.
    """
    cell = cell.strip()
    inside = cell[1:-1]
    if _QUOTED.fullmatch(cell) and (every or _ODD.search(inside)):
        return inside.replace('""', '"').strip()
    return cell


def quoted(text) -> str:
    """What to write into a table so that `unquoted` gives the text."""
    if unquoted(text, every=False) == text:
        return text
    return '"' + text.replace('"', '""') + '"'


def _lines(path):
    """The lines of a file as lists of cells."""
    if not is_file(path):
        raise UserError(
            f"the clip table {path} is not there or not a file"
            f"{absent(path, 'correct clips in the config')}"
        )
    try:
        kind = workbook(path)
        if kind:
            raise UserError(
                f"the clip table {path} is {kind}: save it as text with tabs between its columns "
                "(tab delimited, UTF-8)"
            )
        with open(path, encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            return list(reader)
    except OSError as error:
        raise UserError(
            f"the clip table {path} cannot be read ({error.strerror}): change its rights or copy it"
        ) from None
    except UnicodeError as error:
        raise UserError(f"the clip table {path} cannot be read: {not_utf8(error)}") from None
    except csv.Error as error:
        raise UserError(f"{path}, line {reader.line_num}: {error}: shorten its cells") from None


def _check_header(header, columns, path):
    """Refuse a header that does not name columns, each once, and `clip` among them."""
    told = f"columns, separated by tabs, are {', '.join(columns)}"
    unknown = [name for name in header if name and name not in columns]
    double = [name for name in header if name and header.count(name) > 1]
    near = {name: difflib.get_close_matches(name.lower(), columns, 1, 0.75) for name in unknown}
    if not set(header) & set(columns) and not any(near.values()):
        start = f"unknown column {header[0]!r}" if header else "it is empty"
        raise UserError(
            f"{path}, header: {start}, the first line names no column: put a line with their names "
            f"above the first clip; {told}"
        )
    if unknown:
        close = near[unknown[0]]
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise UserError(
            f"{path}, header: unknown column {unknown[0]!r}{hint}: correct or delete it; {told}"
        )
    if double:
        raise UserError(f"{path}, header: {double[0]!r} stands twice: correct it; {told}")
    if "clip" not in header:
        raise UserError(f"{path}, header: there is no column clip: add one; {told}")


def _cells(line, header, quotes):
    """The cells of a line without quotes; all are quoted where the id, which never is, is so."""
    at = header.index("clip")
    every = quotes or (len(line) > at and bool(_QUOTED.fullmatch(line[at].strip())))
    return [unquoted(cell, every) for cell in line]


def _is_comment(cells, header):
    """Whether a line begins with `#` and is no row: no id does, but a gloss may, as `#JOB`."""
    if not cells[0].startswith("#"):
        return False
    at = header.index("clip")
    return at == 0 or len(cells) <= at or not cells[at]


def _trimmed(cells):
    """Cells without the empty ones at the end."""
    last = max((i for i, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]
