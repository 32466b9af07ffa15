"""Names: their order, their plain letters, which are near; what files are by their suffix."""

from __future__ import annotations

import difflib
import math
import re
import unicodedata
from pathlib import Path

PICTURES = {
    *(".avif", ".bmp", ".heic", ".heif", ".hif", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp"),
}
FILMS = {
    *(".3gp", ".asf", ".avi", ".divx", ".dv", ".f4v", ".flv", ".gif", ".h264", ".h265", ".hevc"),
    *(".m1v", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4", ".mpe", ".mpeg", ".mpg", ".mts"),
    *(".mxf", ".ogm", ".ogv", ".qt", ".ts", ".vob", ".webm", ".wmv"),
}

# Latin letters that Unicode does not take apart into a letter and an accent.
LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "þ": "th"}
    | {"ħ": "h", "ı": "i", "ŋ": "n", "ŧ": "t", "ſ": "s", "ə": "e"}
)


def plain(text) -> str:
    """Text in small letters without accents."""
    text = unicodedata.normalize("NFKD", text.lower().translate(LETTERS))
    return "".join(sign for sign in text if not unicodedata.combining(sign))


def natural_order(name) -> tuple:
    """Sort key by which `clip 2` comes before `clip 10` and `é` beside `e`."""
    return re.sub(r"\d+", lambda number: f"{int(number[0]):0>20}", plain(name)), name


def pictures_in(folder) -> list[Path]:
    """The pictures of a folder in natural order; hidden files do not count."""
    files = [p for p in Path(folder).iterdir() if p.suffix.lower() in PICTURES]
    shown = [path for path in files if not path.name.startswith(".")]
    return sorted(shown, key=lambda path: natural_order(path.name))


def choose_from(name, known, most=12) -> str:
    """What to take instead of a name that is not known: all there are, of many the nearest three.

    Args:
        name: What was written. known: The names there are.
        most: So many are all named.
    """
    names = list(map(str, known))
    if len(names) <= most:
        return f"choose from {', '.join(names)}"
    near = difflib.get_close_matches(str(name), names, n=3, cutoff=0.4)
    if not near:
        return f"none of the {len(names)} names there are is like it"
    return f"the nearest of {len(names)} are {', '.join(near)}"


def unseen(text) -> str | None:
    """The first sign of a text that is not seen, as U+200B, or is taken for a space; else None."""
    for sign in text:
        if unicodedata.category(sign) in ("Cf", "Zl", "Zp") or (sign != " " and sign.isspace()):
            return f"U+{ord(sign):04X}"
    return None


def as_number(value) -> str | None:
    """What to do about a text that was to be a number; None where it is none.

    YAML takes `1e3` for text: it wants a point and a sign, `1.0e+3`. A comma is taken for a point.
    """
    if isinstance(value, str) and re.fullmatch(r"\s*[-+]?\d+,\d+\s*", value):
        return f"write {value.strip().replace(',', '.')}"
    try:
        number = float(value) if isinstance(value, str) and "_" not in value else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return None
    written = repr(number) if "e" in f"{number:.12g}" else f"{number:.12g}"
    return "remove the quotes" if value == written else f"write {written}, without quotes"


def spans(numbers, most=8) -> str:
    """Sorted whole numbers as text: `3, 7-12`; of many spans the first, and how many more."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][1] + 1:
            parts[-1][1] = int(number)
        else:
            parts.append([int(number), int(number)])
    words = [f"{a}" if a == b else f"{a}-{b}" for a, b in parts]
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more
