"""Footage: the films of filmed characters, which go the way of a clip's under their own path.

The footage of the character `friend` is `footage/friend` wherever a clip is named by its id:
`results/frames/footage/friend`, `results/poses/footage/friend/holistic.json`. Where the end of the
film is held out, that is the clip `held_out/friend`.
"""

from __future__ import annotations

from pose2video.configuring.config import read_schema
from pose2video.crowds.persons import read_person
from pose2video.errors import UserError

ROOM, TAIL_ROOM, SET_ROOM = ROOMS = ("footage", "held_out", "sets")  # ids that no clip may have
SHORTEST_S = 1.0  # of what is learned from
_KEYS = ("start_s", "end_s", "speed", "mirror", "license", "consent")


def footage_name(character) -> str:
    """What stands for a clip's id in the paths of a character's footage."""
    return f"{ROOM}/{character}"


def tail_name(character) -> str:
    """What stands for a clip's id in the paths of the part of the footage that is held out."""
    return f"{TAIL_ROOM}/{character}"


def is_filmed(character) -> bool:
    """Whether there is a film of a character, or one is rendered of a performer.

    Args:
        character: Its keys.
    """
    return "film" in character or "choreography" in character


def person_of(name, character):
    """Who of several is meant on a character's film or picture, as `read_person` gives it.

    Raises:
        UserError: `person` cannot be read.
    """
    if "person" not in character:
        return None
    said = character["person"]
    text = " ".join(map(str, said)) if isinstance(said, list) else str(said)
    return read_person(text, f"characters.{name}.person")


def footage_of(characters) -> dict[str, dict]:
    """Rows as those of the clip table, of every filmed character.

    Args:
        characters: The config's block of this name, `film` an absolute path.

    Returns:
        `footage/{character}` -> row, and `held_out/{character}` where a part is held out.

    Raises:
        UserError: `person` cannot be read, `end_s` does not lie after `start_s`, or too little is
            left to learn from.
    """
    rows = {}
    for name, character in characters.items():
        if not is_filmed(character):
            continue
        where = f"characters.{name}"
        row = dict.fromkeys(read_schema("clip")["properties"])
        row |= {key: character.get(key) for key in _KEYS} | {"clip": footage_name(name)}
        row["video"] = character.get("film")
        row |= {key: character.get(key) for key in ("choreography", "performer")}
        row["speed"] = None if row["speed"] == 1 else row["speed"]
        row["person"] = person_of(name, character)
        check_part(row, where)
        rows[footage_name(name)] = row
        if held_out := character.get("held_out"):
            _check_rest(row, held_out, where)
            rows[tail_name(name)] = row | {"clip": tail_name(name)}
    return rows


def check_part(row, where):
    """Refuse a part of a film, `start_s` to `end_s`, that holds nothing.

    Raises:
        UserError: It is so.
    """
    if row["end_s"] is not None and row["end_s"] <= (row["start_s"] or 0):
        raise UserError(f"{where}: end_s {row['end_s']:g} does not lie after start_s: correct it")


def _check_rest(row, held_out, where):
    """Refuse a part that is too short, as far as the config tells its length."""
    if row["end_s"] is None:
        return
    left = (row["end_s"] - (row["start_s"] or 0)) * (1 - held_out)
    if left < SHORTEST_S:
        raise UserError(
            f"{where}.held_out: {left:.2f} s of the film are left to learn from; at least "
            f"{SHORTEST_S:g} s are needed: hold out less, or take a longer part of the film"
        )
