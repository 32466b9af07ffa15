"""The text of a clip table: tab-separated lines become cells under their columns."""

from __future__ import annotations

import difflib
import re
import unicodedata
from pathlib import Path

from pose2video.errors import UserError, shown
from pose2video.planning.table_lines import read_lines

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_QUOTED = re.compile(r'"(?:[^"]|"")*"')  # a whole cell
_ODD = re.compile(r',|""')  # what a spreadsheet quotes a cell for
_SEPARATORS = {";": "semicolons", ",": "commas", "|": "bars", "  ": "spaces"}


def read_rows(path, columns) -> list[tuple[str, dict[str, str | None]]]:
    """Read a table: UTF-8 or UTF-16, tabs between cells, a header; `#` begins a comment.

    A spreadsheet's quotes are taken off. Empty lines, columns without a name and without cells,
    and tabs at the end of a line count for nothing; of the names of columns case, spaces and
    hyphens neither.

    Args:
        path: The table.
        columns: Names that may stand in the header; `clip` must.

    Returns:
        Of every row its place, for messages, and column -> text, None where it is empty.

    Raises:
        UserError: The first fault, with its line.
    """
    path = Path(path)
    lines = read_lines(path)
    header, quotes = _header(lines, columns, path)
    rows = []
    for number, line in lines:
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
    text = text.strip()
    if unquoted(text, every=False) == text and not text.startswith('"'):
        return text
    return '"' + text.replace('"', '""') + '"'


def _header(lines, columns, path):
    """The columns, of the first line that is neither empty nor a comment; whether all is quoted."""
    for _, line in lines:
        names = _trimmed([_column(unquoted(cell), columns) for cell in line])
        if names and not (names[0].startswith("#") and not set(names) & set(columns)):
            _check_header(names, columns, path)
            return names, any(_QUOTED.fullmatch(cell.strip()) for cell in line)
    raise UserError(f"the clip table {path} is empty: give it a header and a row a clip")


def _column(cell, columns):
    """The column that a cell of the header means; else what it says."""
    signs = [sign for sign in cell if unicodedata.category(sign) != "Cf"]
    name = re.sub(r"[\s-]+", "_", "".join(signs).strip().casefold())
    return name if name in columns else cell


def _check_header(header, columns, path):
    """Refuse a header that does not name columns, each once, and `clip` among them."""
    told = f"columns, separated by tabs, are {', '.join(columns)}"
    unknown = [name for name in header if name and name not in columns]
    double = [name for name in header if name and header.count(name) > 1]
    near = {name: difflib.get_close_matches(name.lower(), columns, 1, 0.75) for name in unknown}
    if not set(header) & set(columns) and not any(near.values()):
        _check_separators("\t".join(header), columns, path)
        raise UserError(
            f"{path}, header: unknown column {shown(header[0])}, the first line names no column: "
            f"put a line with their names above the first clip; {told}"
        )
    if unknown:
        close = near[unknown[0]]
        hint = f" (did you mean {close[0]!r}?)" if close else ""
        raise UserError(
            f"{path}, header: unknown column {shown(unknown[0])}{hint}: correct or delete it; "
            f"{told}"
        )
    if double:
        raise UserError(f"{path}, header: {double[0]!r} stands twice: correct it; {told}")
    if "clip" not in header:
        raise UserError(f"{path}, header: there is no column clip: add one; {told}")


def _check_separators(line, columns, path):
    """Say which other signs stand between columns, if others do."""
    for sign, name in _SEPARATORS.items():
        cells = (unquoted(cell) for cell in line.split(sign))
        if any(_column(cell, columns) in columns for cell in cells):
            raise UserError(
                f"{path}, header: {name} separate its columns: put tabs between them, as a "
                "spreadsheet does that saves tab delimited text"
            )


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
