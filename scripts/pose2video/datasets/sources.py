"""What a layout finds of one sequence in the folder of a data set, by the names of its files."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from pose2video.errors import UserError
from pose2video.names import FILMS, PICTURES, natural_order

SPLITS = ("train", "val", "test")
_ALSO = {"train": "train", "training": "train", "val": "val", "valid": "val", "validation": "val"}
_ALSO |= {"test": "test", "testing": "test", "eval": "test"}


@dataclass(frozen=True)
class Source:
    """One sequence as it lies in a set.

    Attributes:
        name: As the set calls it, with `/` between folders.
        person: Who; sequences of one person have one name.
        split: One of `SPLITS`.
        film: A film, or a folder of pictures; None where it is rendered.
        start_s, end_s: The part of a film in seconds; None for its start and end.
        poses: Folder with a JSON file for each frame; None where the set has no poses.
        masks: Folder with a picture for each frame, white at the person; None likewise.
        maps: Folder with a picture of the pose for each frame; None likewise.
        rendered: What a performer shows: `person` and `motion`, their numbers.
    """

    name: str
    person: str
    split: str
    film: Path | None = None
    start_s: float | None = None
    end_s: float | None = None
    poses: Path | None = None
    masks: Path | None = None
    maps: Path | None = None
    rendered: dict | None = None


@dataclass(frozen=True)
class Sources:
    """What a layout finds.

    Attributes:
        found: `Source`s, in natural order of their names.
        left_out: Name -> a sentence, of what lies there and is no sequence.
    """

    found: list[Source]
    left_out: dict[str, str]


def split_of(word) -> str | None:
    """The split that a word means, as `training` or `valid`; None for none."""
    return _ALSO.get(str(word).strip().lower())


def names_in(folder) -> list[str]:
    """The names in a folder in natural order, see `_entries`; none of a folder not there."""
    return sorted((entry.name for entry in _entries(folder)), key=natural_order)


def holds(folder, suffixes) -> bool:
    """Whether a folder has a file of one of these suffixes."""
    return any(os.path.splitext(entry.name)[1].lower() in suffixes for entry in _entries(folder))


def _entries(folder):
    """Yield what lies in a folder, without hidden files and without links that lead out of it.

    A set is a stranger's: its paths stay inside its folders.
    """
    home = os.path.realpath(folder)
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                outside = entry.is_symlink() and not Path(os.path.realpath(entry)).is_relative_to(
                    home
                )
                if not (entry.name.startswith(".") or outside):
                    yield entry
    except (FileNotFoundError, NotADirectoryError):
        return


def is_film(path) -> bool:
    """Whether a path is that of a film by its name, or of a folder of pictures."""
    path = Path(path)
    if path.is_dir():
        return holds(path, PICTURES)
    return path.suffix.lower() in FILMS


def person_in(name, pattern) -> str:
    """Who a name speaks of: the first group of a regular expression; without one the name itself.

    Raises:
        UserError: The expression does not match.
    """
    if not pattern:
        return name
    found = re.search(pattern, name)
    if found is None:
        raise UserError(f"{name}: the person is not in the name by {pattern!r}: correct `person`")
    return found[1]


def check_settings(person="", held_out=0.0, fps=25.0):
    """Refuse settings that layouts have in common.

    Args:
        person: A regular expression with one group, or nothing. held_out: A share. fps: A rate.

    Raises:
        ValueError: One is not that.
    """
    _check_person(person)
    if not 0 <= held_out <= 0.5:
        raise ValueError("held_out must be from 0 to 0.5")
    if not 0.1 <= fps <= 240:
        raise ValueError("fps must be from 0.1 to 240")


def _check_person(pattern):
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise ValueError(f"person is no regular expression ({error}): correct it") from None
    if pattern and groups != 1:
        raise ValueError("person needs one pair of brackets around what names the person")


def with_held_out(sources, share) -> list[Source]:
    """Sources of which some people who are learned from are held out, where nobody is yet.

    The last people, in natural order of their first sequence, go from `train` to `val` with all of
    theirs; at least one of two or more.

    Args:
        sources: `Source`s. share: Of the people; 0 for nobody.
    """
    people = list(dict.fromkeys(s.person for s in sources if s.split == "train"))
    if not share or len(people) < 2 or any(s.split == "val" for s in sources):
        return sources
    held = set(people[-max(1, round(share * len(people))) :])
    return [
        replace(s, split="val") if s.split == "train" and s.person in held else s for s in sources
    ]


def in_several(sources) -> list[str]:
    """People who are both learned from and held out."""
    learned = {s.person for s in sources if s.split == "train"}
    return sorted({s.person for s in sources if s.split != "train"} & learned, key=natural_order)
