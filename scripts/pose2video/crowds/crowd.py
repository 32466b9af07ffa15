"""One of several people for an estimator that sees one: the others are painted over.

MediaPipe takes what it finds first and stays with it. Here a detector says who is where, the one
who is meant is followed (`tracking`), and all of the frame but their surroundings is painted in its
mean colour, so that MediaPipe has nobody else to go to. The frame keeps its size: MediaPipe's
own tracking goes on undisturbed.
"""

from __future__ import annotations

import numpy as np

from pose2video.crowds.tracking import Follower, Seen, Track
from pose2video.names import spans

PAD = 0.35  # of the person's size: what is left around the points of the frame before
SAME = 0.2  # of the person's size: what is found so near to somebody else is that one
STALE = 8  # frames after which the points of an earlier frame say nothing any more
SIDE = 0.8  # of the person's size: what is left on each side of the hips where no points are known
LOOKS = 25  # a film of which nobody said who is meant is looked at every so many frames
SECOND = 0.6  # of the largest one's size: smaller ones are no reason for a warning


class Crowd:
    """The chosen person of a film.

    Args:
        person: As `persons.read_person` gives it.
        people: `frame -> list of Seen`.
    """

    def __init__(self, person, people):
        self._person, self._people = person, people
        self._follower = None
        self._frame = -1
        self._points, self._at = None, -STALE
        self._others, self._picked = [], None

    def alone(self, frame):
        """The next frame with nobody but the person on it, or None where they are not there."""
        self._frame += 1
        size = frame.shape[1::-1]
        self._follower = self._follower or Follower(self._person, size)
        people = self._people(frame)
        found = self._follower.pick(people, self._frame)
        self._picked = None if found is None else people[found]
        self._others = [one for i, one in enumerate(people) if i != found]
        known = self._frame - self._at < STALE
        if known:
            box = self._around_points()
        elif self._picked is not None:
            box = self._around_picked()
        elif isinstance(self._person, list) and self._follower.track is None:
            box = np.array(self._person) * np.tile(size, 2)
        else:
            return None
        left, top, right, bottom = np.clip(np.rint(box), 0, np.tile(size, 2)).astype(int)
        if right - left < 8 or bottom - top < 8:
            return None
        shown = np.empty_like(frame)
        shown[:] = frame[::8, ::8].mean(axis=(0, 1)).astype(np.uint8)
        shown[top:bottom, left:right] = frame[top:bottom, left:right]
        return shown

    def _around_points(self):
        x = self._points
        track = self._follower.track
        pad = PAD * (track.last.size if track else np.ptp(x, axis=0).max() / 2)
        moved = track.moved(self._frame) if track else np.zeros(2)
        low, high = x.min(axis=0) - pad, x.max(axis=0) + pad
        return np.concatenate([low + np.minimum(moved, 0), high + np.maximum(moved, 0)])

    def _around_picked(self):
        one = self._picked
        hips, size = one.points[0], one.size
        box = np.array([hips[0], hips[1], hips[0], hips[1]]) + size * np.array([-1, -1.2, 1, 1.2])
        box[[0, 2]] = hips[0] + SIDE * size * np.array([-1, 1])
        for other in self._others:  # up to the trunk of whoever stands beside
            if other.box[2] <= one.box[0]:
                box[0] = max(box[0], other.box[2])
            elif other.box[0] >= one.box[2]:
                box[2] = min(box[2], other.box[0])
        return box

    def accepts(self, hips, shoulders, points):
        """Whether what was found in the frame is the person; it is remembered.

        Args:
            hips, shoulders: Their middles `(2,)` in pixels.
            points: All points `(K, 2)` that are sure.
        """
        track = self._follower.track
        size = track.last.size if track else 2 * float(np.linalg.norm(hips - shoulders))
        there = [float(np.linalg.norm(other.points[1] - shoulders)) for other in self._others]
        mine = SAME * size
        if self._picked is not None:
            mine = float(np.linalg.norm(self._picked.points[1] - shoulders))
        gone = self._follower.crowded and mine > SAME * size
        if gone or min(there, default=np.inf) < mine:
            self._points, self._at = None, -STALE
            return False
        self._points, self._at = points, self._frame
        if self._picked is None:
            sides = np.sort([hips[0], shoulders[0]]) + 0.3 * size * np.array([-1, 1])
            box = np.array([sides[0], shoulders[1] - 0.4 * size, sides[1], hips[1] + 0.1 * size])
            one = Seen(box, np.array([hips, shoulders]), size)
            if track:
                track.step(one, self._frame)
            else:
                self._follower.track = Track(one, self._frame)
        return True

    def sentences(self):
        """What is doubtful, see `Follower`."""
        return self._follower.sentences() if self._follower else []


class Onlooker:
    """Looks now and then whether a film of which nobody said who is meant shows several people.

    Args:
        people: `frame -> list of Seen`.
    """

    def __init__(self, people):
        self._people = people
        self._frame = -1
        self._looks, self._several = 0, []

    def look(self, frame):
        """Look at the next frame, if it is time."""
        self._frame += 1
        if self._frame % LOOKS:
            return
        self._looks += 1
        people = self._people(frame)
        largest = max((one.size for one in people), default=0)
        if sum(one.size >= SECOND * largest for one in people) > 1:
            self._several.append(self._frame)

    def sentences(self):
        """A warning where at least half of the looks showed several."""
        if 2 * len(self._several) < max(self._looks, 1):
            return []
        return [
            f"several people seem to be in frames {spans(self._several)}: MediaPipe follows the "
            "one it found first; say by `person` who is meant"
        ]
