"""Checks of mappings read from YAML; each failure is one sentence with the nearest known word."""

from __future__ import annotations

import difflib
import math
from pathlib import Path

import yaml

from pose2video.errors import UserError
from pose2video.resources import RESOURCES

NUMBER, TEXT, LIST = (int, float), str, list


def check_keys(data, types, where, optional=()):
    """Refuse a mapping with an unknown or missing key, or a value of another type.

    Args:
        data: What the file says. types: Key -> type. where: Its place, for the message.
        optional: Keys that may be absent.

    Raises:
        UserError: Anything is wrong with it.
    """
    if not isinstance(data, dict):
        raise UserError(f"{where} must be a mapping with {', '.join(types)}")
    for key, value in data.items():
        if key not in types:
            raise UserError(
                f"{where} has no {key!r}{nearest(key, types)}; choose from {', '.join(types)}"
            )
        if not isinstance(value, types[key]) or isinstance(value, bool):
            names = {dict: "a mapping", LIST: "a list", TEXT: "a text"}
            raise UserError(
                f"{where}: {key} must be {names.get(types[key], 'a number')}, not {value!r}"
            )
        if types[key] is NUMBER and not math.isfinite(value):
            raise UserError(f"{where}: {key} must be a finite number, not {value!r}")
        if types[key] is LIST and key not in ("keys", "contacts", "clothes"):
            n = 2 if key in ("size", "key_deg", "at") else 3
            if len(value) != n or not all(isinstance(v, NUMBER) for v in value):
                raise UserError(f"{where}: {key} must be {n} numbers, not {value!r}")
            if key == "size" and not all(64 <= v <= 4096 and v % 2 == 0 for v in value):
                raise UserError(f"{where}: size must be two even numbers of pixels, 64 to 4096")
    for key in types:
        if key not in data and key not in optional:
            raise UserError(f"{where} lacks {key!r}")


def check_choice(value, known, where):
    """Refuse a value that is not one of `known` with a `UserError` that names the nearest."""
    if not isinstance(value, str) or value not in known:
        raise UserError(
            f"{where} cannot be {value!r}{nearest(value, known)}; choose one of {', '.join(known)}"
        )


def nearest(word, known):
    """`(did you mean ...?)` if a known word is near, else nothing."""
    close = difflib.get_close_matches(str(word), list(known), n=1)
    return f" (did you mean {close[0]!r}?)" if close else ""


def read_yaml(path_or_id, folder):
    """Read a YAML file, or the one in `resources/<folder>` that has the given id.

    Returns:
        What it says, and its name for messages.

    Raises:
        UserError: It is missing or no YAML.
    """
    path = Path(path_or_id)
    if path.suffix != ".yaml":
        known = sorted(p.stem for p in (RESOURCES / folder).glob("*.yaml"))
        if str(path_or_id) not in known:
            raise UserError(
                f"there is no {path_or_id!r} in resources/{folder}{nearest(path_or_id, known)}; "
                f"choose one of {', '.join(known)}"
            )
        path = RESOURCES / folder / f"{path_or_id}.yaml"
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise UserError(f"{path} cannot be read as YAML: {' '.join(str(error).split())}") from None
    return data, path.name
