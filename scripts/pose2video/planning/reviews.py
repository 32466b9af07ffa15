"""What people said of films: a table of verdicts, a row for each film that somebody looked at."""

from __future__ import annotations

from pathlib import Path

from pose2video.errors import UserError, shown
from pose2video.files import writing
from pose2video.planning.table_text import quoted, read_rows

COLUMNS = ("clip", "recipe", "character", "verdict", "reason", "note")
APPROVED, REJECTED = VERDICTS = ("approved", "rejected")
REASONS = ("hand", "mouth", "timing", "other")
LONGEST_NOTE = 1000


def read_reviews(path) -> dict[tuple[str, str, str], dict]:
    """Read and check a table of verdicts.

    Args:
        path: Tab-separated text with the columns `COLUMNS`, as a clip table is written.

    Returns:
        (clip, recipe, character) -> `{verdict, reason, note}`; texts that are not given are None.
        Of two rows of a film the later one counts.

    Raises:
        UserError: The first fault, with its line.
    """
    path, found = Path(path), {}
    if not path.is_file():
        raise UserError(f"reviews: the table {path} is not there or not a file: correct the path")
    for where, row in read_rows(path, list(COLUMNS)):
        row = dict.fromkeys(COLUMNS) | row
        for name in ("clip", "recipe", "character"):
            if row[name] is None:
                raise UserError(f"{where}: there is no {name}: fill the column {name}")
        for name, known in (("verdict", VERDICTS), ("reason", (None, *REASONS))):
            if row[name] not in known:
                words = ", ".join(filter(None, known))
                raise UserError(f"{where}: {name} {shown(row[name])}: say one of {words}")
        film = (row["clip"], row["recipe"], row["character"])
        found.pop(film, None)
        found[film] = {name: row[name] for name in COLUMNS[3:]}
    return found


def rejected(reviews) -> list[tuple[str, str]]:
    """Pairs (clip, character) of which a film was rejected, and none approved.

    Args:
        reviews: What `read_reviews` gave.
    """
    approved = {(c, who) for (c, _, who), row in reviews.items() if row["verdict"] == APPROVED}
    bad = [(c, who) for (c, _, who), row in reviews.items() if row["verdict"] == REJECTED]
    return list(dict.fromkeys(pair for pair in bad if pair not in approved))


def write_reviews(path, reviews):
    """Write a table of verdicts, whole or not at all.

    Args:
        path: Where to. reviews: As `read_reviews` gives it.
    """
    lines = ["\t".join(COLUMNS)]
    for film, row in reviews.items():
        cells = [*film, *(row.get(name) for name in COLUMNS[3:])]
        lines.append("\t".join(quoted(" ".join((cell or "").split())) for cell in cells))
    with writing(path) as beside:
        beside.write_text("\n".join(lines) + "\n", encoding="utf-8")


def said_of(row) -> str:
    """A verdict in words: `rejected: hand, the thumb is hidden`."""
    more = ", ".join(text for text in (row["reason"], row["note"]) if text)
    return f"{row['verdict']}: {more}" if more else row["verdict"]
