"""The same person from frame to frame, among several.

Someone is followed by where they should be by now (constant speed), by the overlap of boxes and by
the distance of their points. Faces and clothes are not compared: whoever comes back at another
place, or leaves a crowd, is a guess, and the frame is named as doubtful.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pose2video.crowds.persons import chosen
from pose2video.names import spans

NEAR = 0.25  # of the person's size: nobody moves farther in a frame
GROWS = 0.04  # of the person's size: by so much more for every frame that they are not seen
FAR = 0.8  # of the person's size: nobody who is farther away is taken for them
HOLDS = 0.85  # share of the old speed that the new one keeps
COASTS = 20  # frames that someone unseen is expected to go on at their speed
FORGETS = 75  # frames after which others who are not seen are forgotten
CROSSES = 0.2  # overlap of boxes of people who are passing each other


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


def overlap(a, b):
    """Intersection over union of two boxes, in [0, 1]."""
    sides = np.maximum(np.minimum(a[2:], b[2:]) - np.maximum(a[:2], b[:2]), 0)
    both = np.prod(sides)
    return float(both / max(np.prod(a[2:] - a[:2]) + np.prod(b[2:] - b[:2]) - both, 1e-9))


@dataclass(eq=False)
class Track:
    """Someone through the frames.

    Attributes:
        last: The person when last seen.
        at: In which frame.
        speed: Pixels a frame, `(x, y)`.
    """

    last: Seen
    at: int
    speed: np.ndarray = field(default_factory=lambda: np.zeros(2))

    def moved(self, frame):
        """How far they should have come since they were last seen, `(x, y)` in pixels."""
        return self.speed * min(frame - self.at, COASTS)

    def distance(self, one, frame):
        """How far someone is from where this one should be, as a share of the size.

        The median over the points that both have; someone whose box lies over the expected one is
        up to twice as near.
        """
        moved = self.moved(frame)
        steps = np.linalg.norm(one.points - (self.last.points + moved), axis=1)
        steps = steps[np.isfinite(steps)]
        middle = np.linalg.norm(one.middle - self.last.middle - moved)
        far = float(np.median(steps)) if steps.size else float(middle)
        shared = overlap(one.box, self.last.box + np.tile(moved, 2))
        return far * (1 - shared / 2) / self.last.size

    def reach(self, frame):
        """The distance within which they can be by now."""
        return min(NEAR + GROWS * (frame - self.at - 1), FAR)

    def step(self, one, frame):
        """Note where they are in a frame."""
        speed = (one.middle - self.last.middle) / max(frame - self.at, 1)
        self.speed = HOLDS * self.speed + (1 - HOLDS) * speed
        self.last, self.at = one, frame


@dataclass
class Follower:
    """Everybody from frame to frame, and one of them chosen.

    All are followed, so that someone who is hidden is not taken for whoever hides them.

    Attributes:
        person: As `persons.read_person` gives it.
        frame_size: `(width, height)` in pixels.
        track: The chosen one, None until they are there.
        doubtful: Frames in which it might have been someone else.
        most: The most people seen in a frame.
    """

    person: str | int | list
    frame_size: tuple[int, int]
    track: Track | None = None
    doubtful: set[int] = field(default_factory=set)
    most: int = 0
    _others: list[Track] = field(default_factory=list)

    @property
    def crowded(self):
        """Whether others were seen lately."""
        return bool(self._others)

    def pick(self, people, frame):
        """The index of the person in a list of `Seen`, or None where they are not seen."""
        self.most = max(self.most, len(people))
        if self.track is None:
            found, doubt = chosen(people, self.person, self.frame_size)
            if doubt:
                self.doubtful.add(frame)
            if found is not None:
                self._others = [Track(one, frame) for i, one in enumerate(people) if i != found]
                self.track = Track(people[found], frame)
            return found
        self._doubt(people, frame)
        mine = None
        taken = set()
        for track, i in self._matches(people, frame):
            track.step(people[i], frame)
            taken.add(i)
            mine = i if track is self.track else mine
        if mine is None and len(people) == 1 and not self._others:
            mine = 0  # alone all the time: whoever it is, however fast
            taken.add(0)
            self.track.step(people[0], frame)
        self._others += [Track(one, frame) for i, one in enumerate(people) if i not in taken]
        self._others = [track for track in self._others if frame - track.at <= FORGETS]
        return mine

    def _matches(self, people, frame):
        """Pairs of a track and the index of someone, the nearest first, each at most once."""
        tracks = [self.track, *self._others]
        pairs = [
            (far, k, i)
            for k, track in enumerate(tracks)
            for i, one in enumerate(people)
            if (far := track.distance(one, frame)) <= track.reach(frame)
        ]
        used, taken = set(), set()
        for _, k, i in sorted(pairs):
            if k not in used and i not in taken:
                used.add(k)
                taken.add(i)
                yield tracks[k], i

    def _doubt(self, people, frame):
        """Note the frame where another is as near as the person, or they were long away."""
        far = sorted(self.track.distance(one, frame) for one in people)
        if not far or far[0] > self.track.reach(frame):
            return
        close = len(far) > 1 and far[1] < max(2 * far[0], NEAR / 2)
        expected = self.track.last.box + np.tile(self.track.moved(frame), 2)
        crossing = any(
            overlap(expected, other.last.box + np.tile(other.moved(frame), 2)) > CROSSES
            for other in self._others
        )
        if close or crossing or (self._others and frame - self.track.at > COASTS):
            self.doubtful.add(frame)

    def sentences(self):
        """What to say: which frames are doubtful, or that nobody has the number asked for."""
        if isinstance(self.person, int) and self.most < self.person:
            return [
                f"person {self.person} from the left is asked for, and at most {self.most} are "
                "seen in a frame: correct `person`"
            ]
        if not self.doubtful:
            return []
        return [
            f"who is followed is doubtful in frames {spans(sorted(self.doubtful))} (others are "
            "near, or as large): look there; a box as `person` says who it is at first"
        ]
