"""Verdicts of people who look at films on the pages: the table `studio/reviews.tsv`."""

from __future__ import annotations

import threading

from pose2video.errors import UserError
from pose2video.planning.reviews import (
    COLUMNS,
    LONGEST_NOTE,
    REASONS,
    REJECTED,
    VERDICTS,
    read_reviews,
    write_reviews,
)

TABLE = "reviews.tsv"
SAID = COLUMNS[3:]  # of a film
_LOCK = threading.Lock()


def table(studio):
    """Where the table lies."""
    return studio.home / TABLE


def all_of(studio) -> dict:
    """All verdicts, see `planning.reviews.read_reviews`; none where nobody said anything yet."""
    return read_reviews(table(studio)) if table(studio).is_file() else {}


def say(studio, film, verdict, reason="", note=""):
    """Write a verdict on a film down; an empty one takes an earlier one back.

    Args:
        studio: The `Studio`.
        film: (clip, recipe, character).
        verdict: One of `VERDICTS`, or empty.
        reason: One of `REASONS` of what is rejected, or empty.
        note: What else there is to say.

    Raises:
        UserError: There is no such verdict or reason, or the note is too long.
    """
    if verdict not in ("", *VERDICTS) or reason not in ("", *REASONS):
        raise UserError(
            f"a verdict is one of {', '.join(VERDICTS)}, a reason one of {', '.join(REASONS)}"
        )
    if len(note) > LONGEST_NOTE:
        raise UserError(f"the note has {len(note)} letters, {LONGEST_NOTE} at most: shorten it")
    with _LOCK:
        said = all_of(studio)
        said.pop(film, None)
        if verdict:
            reason = reason if verdict == REJECTED else ""
            said[film] = {"verdict": verdict, "reason": reason or None, "note": note or None}
        write_reviews(table(studio), said)


def forget(studio, names):
    """Take away what was said of films of some characters or clips."""
    with _LOCK:
        said = all_of(studio)
        left = {film: row for film, row in said.items() if not set(names) & {film[0], film[2]}}
        if left != said:
            write_reviews(table(studio), left)
