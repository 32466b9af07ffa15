"""Who of several people is meant, and the same one from frame to frame.

Someone is followed by where they should be by now (constant speed), by the overlap of boxes and by
the distance of their points. Faces and clothes are not compared: whoever comes back at another
place, or leaves a crowd, is a guess, and the frame is named as doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pose2video.errors import UserError
from pose2video.names import spans

WORDS = ("largest", "central")
ALIKE = 0.9  # a second one of this share of the first one's size might have been meant as well
NEAR = 0.5  # of the person's size: nobody moves farther in a frame
GROWS = 0.05  # of the person's size: by so much more for every frame that they are not seen
CLEAR = 1.5  # the second nearest must be so many times as far away
HOLDS = 0.7  # share of the old speed that the new one keeps


@dataclass(frozen=True)
class Seen:
    """Someone in a frame.

    Attributes:
        box: `(left, top, right, bottom)` in pixels.
        points: Points `(K, 2)` of the same meaning for everybody, in pixels; NaN where unknown.
        size: A length that stands for how large they are, in pixels.
    """

    box: np.ndarray
    points: np.ndarray
    size: float

    @property
    def middle(self):
        """The middle of the box, `(x, y)` in pixels."""
        return (self.box[:2] + self.box[2:]) / 2


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
    if len(words) == 1 and words[0].isdecimal() and 1 <= int(words[0]) <= 99:
        return int(words[0])
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
        people: A list of `Seen`.
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
    if isinstance(person, list) and marks[best] < 0.3:
        return None, False
    return best, len(order) > 1 and marks[order[1]] > ALIKE * marks[best]


def _within(box, other):
    """The share of a box that lies in another."""
    sides = np.minimum(box[2:], other[2:]) - np.maximum(box[:2], other[:2])
    return float(np.prod(np.maximum(sides, 0)) / max(np.prod(box[2:] - box[:2]), 1e-9))


def overlap(a, b):
    """Intersection over union of two boxes, in [0, 1]."""
    sides = np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0)
    both = np.prod(sides)
    return float(both / max(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - both, 1e-9))


@dataclass
class Follower:
    """One person, frame after frame.

    Attributes:
        person: As `read_person` gives it.
        frame_size: `(width, height)` in pixels.
        last: The person when last seen, or None.
        doubtful: Frames in which it might have been someone else.
        most: The most people seen in a frame.
    """

    person: str | int | list
    frame_size: tuple[int, int]
    last: Seen | None = None
    doubtful: list[int] = field(default_factory=list)
    most: int = 0
    _at: int = 0
    _speed: np.ndarray = field(default_factory=lambda: np.zeros(2))

    def pick(self, people, frame):
        """The index of the person in a list of `Seen`, or None where they are not there."""
        self.most = max(self.most, len(people))
        if self.last is None:
            found, doubt = chosen(people, self.person, self.frame_size)
        else:
            found, doubt = self._nearest(people, frame)
        if doubt:
            self.doubtful.append(frame)
        if found is not None:
            self.step(people[found], frame)
        return found

    def expected(self, frame):
        """How far the person should have moved by now since they were last seen, `(x, y)`."""
        return self._speed * min(frame - self._at, 25)

    def sentences(self):
        """What to say about the doubtful frames."""
        if not self.doubtful:
            return []
        return [
            f"who is followed is doubtful in frames {spans(self.doubtful)} (others are near, or as "
            "large): look there, and give a box in the column person if it is the wrong one"
        ]

    def _nearest(self, people, frame):
        gap = frame - self._at
        moved = self.expected(frame)
        reach = NEAR + GROWS * (gap - 1)
        far = np.array([_distance(one, self.last, moved) / self.last.size for one in people])
        order = np.argsort(far)
        if not len(order) or far[order[0]] > reach:
            return None, False
        best = int(order[0])
        lost = gap > 12 and len(people) > 1
        close = len(order) > 1 and far[order[1]] < min(reach, CLEAR * max(far[best], 0.1))
        return best, bool(close or lost)

    def step(self, one, frame):
        """Note where the person is in a frame."""
        if self.last is not None:
            speed = (one.middle - self.last.middle) / max(frame - self._at, 1)
            self._speed = HOLDS * self._speed + (1 - HOLDS) * speed
        self.last, self._at = one, frame


def _distance(one, last, moved):
    """Median distance of the points that both have, from where they should be; less if overlapping.

    In pixels; someone whose box lies over the expected one is up to twice as near.
    """
    steps = np.linalg.norm(one.points - (last.points + moved), axis=1)
    steps = steps[np.isfinite(steps)]
    middle = np.linalg.norm(one.middle - last.middle - moved)
    far = float(np.median(steps)) if steps.size else float(middle)
    return far * (1 - overlap(one.box, last.box + np.tile(moved, 2)) / 2)
