"""Who of several people in a film is meant: what the column `person` says."""

from __future__ import annotations

import numpy as np

from pose2video.errors import UserError

WORDS = ("largest", "central")
ALIKE = 0.9  # a second one of this share of the first one's size might have been meant as well
INSIDE = 0.3  # share of somebody's box that must lie in the one that was given


def read_person(text, where):
    """What the column `person` says.

    Args:
        text: `largest`, `central`, a number from 1 (the person farthest left), or a box as four
            shares of the frame: left, top, right, bottom.
        where: For messages.

    Returns:
        The word, an int, or a list of four floats.

    Raises:
        UserError: It is none of these.
    """
    if text.lower() in WORDS:
        return text.lower()
    words = text.replace(",", " ").split()
    digits = words[0] if len(words) == 1 and len(words[0]) <= 2 else ""
    if digits.isdecimal() and int(digits) >= 1:
        return int(digits)
    try:
        box = [float(word) for word in words]
    except ValueError:
        box = []
    if len(box) == 4 and 0 <= box[0] < box[2] <= 1 and 0 <= box[1] < box[3] <= 1:
        return box
    raise UserError(
        f"{where}: {text!r} names nobody: say largest, central, a number from 1 (counted from the "
        "left) or a box in shares of the frame, as 0.1 0.2 0.5 0.9 (left, top, right, bottom)"
    )


def chosen(people, person, frame_size):
    """Who is meant where nobody is followed yet.

    Args:
        people: A list of `tracking.Seen`.
        person: As `read_person` gives it.
        frame_size: `(width, height)` in pixels.

    Returns:
        The index into `people`, or None where whoever is meant is not there; and whether a second
        one might have been meant as well.
    """
    if isinstance(person, int):
        order = sorted(range(len(people)), key=lambda i: people[i].middle[0])
        return (order[person - 1], False) if person <= len(order) else (None, False)
    if not people:
        return None, False
    if isinstance(person, list):
        box = np.array(person) * np.tile(frame_size, 2)
        marks = [_within(one.box, box) for one in people]
    elif person == "central":
        middle = np.array(frame_size) / 2
        marks = [1 / (1 + np.linalg.norm(one.middle - middle) / one.size) for one in people]
    else:
        marks = [one.size for one in people]
    order = np.argsort(marks)[::-1]
    best = int(order[0])
    if isinstance(person, list) and marks[best] < INSIDE:
        return None, False
    return best, len(order) > 1 and marks[order[1]] > ALIKE * marks[best]


def _within(box, other):
    """The share of a box that lies in another."""
    sides = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    return float(np.prod(np.maximum(sides, 0)) / max(np.prod(box[2:] - box[:2]), 1e-9))
