"""Patterns for wildcards that may be one of many names."""

from __future__ import annotations

import re
from itertools import takewhile


def any_of(names) -> str:
    """A regular expression that matches these names and nothing else.

    Names share their beginnings in it: one of ten thousand is tried as fast as one of ten.
    """
    return _branch(list(names)) if names else "(?!)"


def _branch(names):
    low, high = min(names), max(names)  # what these begin with alike, all do
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(low, high, strict=False))
    start = "".join(sign for sign, _ in pairs)
    rests: dict[str, list[str]] = {}
    for name in names:
        if name != start:
            rests.setdefault(name[len(start)], []).append(name[len(start) :])
    if not rests:
        return re.escape(start)
    ways = "|".join(map(_branch, rests.values()))
    return f"{re.escape(start)}(?:{ways}){'?' if start in names else ''}"
