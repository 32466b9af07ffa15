"""A folder of films, or of folders of pictures: FashionVideo, iPER, TaiChi, or one's own.

`NAME.mp4` or `NAME/000.png ...`, in the folder itself or in `train`, `val` and `test`. A table of
splits takes precedence over folders: comma- or tab-separated text with the columns `film` and, as
wanted, `split`, `person`, `start_s` and `end_s`; or lists `train.txt`, `val.txt`, `test.txt`
beside the films, a name a line, in which `/` stands for the `_` of a film's name too (iPER).
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from pose2video.datasets.sources import (
    SPLITS,
    Source,
    Sources,
    check_settings,
    is_film,
    names_in,
    person_in,
    split_of,
    with_held_out,
)
from pose2video.errors import UserError, shown
from pose2video.names import FILMS

COLUMNS = ("film", "split", "person", "start_s", "end_s")
MOST_BYTES = 20_000_000  # of a table of splits


@dataclass(frozen=True)
class Films:
    """Settings.

    Attributes:
        splits: A table of splits, its path in the folder.
        person: A regular expression whose one group is the person's name in a film's name, as
            `^([0-9]+)_` for iPER and `^(.+?)#` for TaiChi; empty: every film is of another person.
        held_out: Share of the people to hold out where no split says `val`.
    """

    splits: str = ""
    person: str = ""
    held_out: float = 0.1

    def __post_init__(self):
        check_settings(self.person, self.held_out)

    def sources(self, folder) -> Sources:
        """The films of a folder."""
        folder, found, left_out = Path(folder), [], {}
        films = dict(_films(folder))
        rows = self._rows(folder, films, left_out)
        for row in rows:
            name = row["film"]
            try:
                person = row.get("person") or person_in(PurePosixPath(name).stem, self.person)
                start, end = (_seconds(row.get(key), key) for key in ("start_s", "end_s"))
            except UserError as error:
                left_out[name] = str(error)
                continue
            part = "" if start is end is None else f"#{start or 0:g}-{'' if end is None else end:g}"
            found.append(Source(f"{name}{part}", person, row["split"], folder / name, start, end))
        return Sources(with_held_out(found, self.held_out), left_out)

    def _rows(self, folder, films, left_out):
        """Rows with `film` and `split`; a film that no table and no list names is of its folder."""
        if self.splits:
            return list(_table(folder, self.splits, films, left_out))
        listed = _listed(folder, films)
        return [{"film": name, "split": listed.get(name, split)} for name, split in films.items()]


def _films(folder):
    """`(name, split)` of every film; one in no folder of a split is learned from."""
    for name in names_in(folder):
        if is_film(folder / name):
            yield name, "train"
        elif (folder / name).is_dir():
            split = split_of(name) or "train"
            for inner in names_in(folder / name):
                if is_film(folder / name / inner):
                    yield f"{name}/{inner}", split


def _listed(folder, films):
    """Film -> split by the lists `train.txt`, `val.txt`, `test.txt`."""
    stems = {PurePosixPath(name).name: name for name in films}
    stems |= {PurePosixPath(name).stem: name for name in films if _is_file(name)}
    found = {}
    for split in SPLITS:
        path = folder / f"{split}.txt"
        if not path.is_file():
            continue
        for line in _text(path).splitlines():
            wanted = line.strip().strip("/")
            for name in (wanted, wanted.replace("/", "_"), PurePosixPath(wanted).name):
                if name in stems:
                    found[stems[name]] = split
                    break
    return found


def _is_file(name):
    return PurePosixPath(name).suffix.lower() in FILMS


def _table(folder, splits, films, left_out):
    """Rows of a table of splits, each of a film that is there."""
    path = folder / splits
    if ".." in PurePosixPath(splits).parts or not path.is_file():
        raise UserError(f"{path} is not there: correct `splits`, a path in the set's folder")
    lines = _text(path).splitlines()
    tab = "\t" if lines and "\t" in lines[0] else ","
    rows = csv.DictReader(lines, delimiter=tab)
    if "film" not in (rows.fieldnames or ()):
        raise UserError(f"{path} has no column film: its first line must name the columns")
    known = {PurePosixPath(name).name: name for name in films}
    known |= {PurePosixPath(name).stem: name for name in films if _is_file(name)}
    known |= {name: name for name in films}
    for row in rows:
        row = {key: (row.get(key) or "").strip() for key in COLUMNS}
        name = known.get(row["film"])
        split = split_of(row["split"] or "train")
        if name is None:
            left_out[row["film"] or "a row without a film"] = "the table names it, it is not there"
        elif split is None:
            left_out[name] = f"the table says the split {shown(row['split'])}: train, val or test"
        else:
            yield row | {"film": name, "split": split}


def _text(path):
    if path.stat().st_size > MOST_BYTES:
        raise UserError(f"{path} is too large for a list of films: check it")
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path} is no UTF-8 text: save it as UTF-8") from None


def _seconds(text, key):
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value <= 1e6:
        raise UserError(f"{key} {shown(text)} is no number of seconds")
    return value
