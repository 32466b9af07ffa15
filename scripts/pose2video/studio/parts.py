"""Long lists on pages, a part at a time: the address says which, so that no script is needed."""

from __future__ import annotations

from urllib.parse import urlencode


def part_of(request, key, things, most) -> dict:
    """The part of a list that a page shows, and where what is before and after it is.

    Args:
        request: The request; `key` in its query is the number of the first that is shown.
        key: See `request`. things: The whole list. most: How many are shown.

    Returns:
        `{shown: list, first: number of the first, count: of all, before, after: addresses of the
        other parts, None at the ends}`; other keys of the query stay in the addresses.
    """
    asked = request.query_params.get(key, "0")
    first = int(asked) if asked.isdecimal() and len(asked) < 7 else 0
    first = max(0, min(first, len(things) - 1)) // most * most

    def place(number):
        return "?" + urlencode(dict(request.query_params) | {key: number})

    return {
        "shown": things[first : first + most],
        "first": first,
        "count": len(things),
        "before": place(first - most) if first else None,
        "after": place(first + most) if first + most < len(things) else None,
    }
