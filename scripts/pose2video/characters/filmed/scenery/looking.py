"""Following a film's camera by what lies behind the person."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np

from pose2video.characters.filmed.scenery.matching import (
    FEWEST,
    Level,
    edges_of,
    has_edges,
    lay_over,
    levels_of,
)
from pose2video.characters.plates import after, applied, backward, scale_of

LONGEST_PX = 480  # frames are followed at this size
AWAY = 9  # pixels across: so near to what never moves nothing counts, as its rim
SHARE = 0.1  # of the edges lie on what changes: fewer, and the camera stands
NEAR = 0.06  # of the frame's longer side: a key frame's view is as near
CLOSER = 1.08  # times as large or as small
TRIED = 3  # key frames
AGREES_PX = 2.0  # of what key frame and frame before say of a camera, at a corner
STANDS_PX = 0.5  # a camera whose corners move less in the whole film stands


@dataclass(frozen=True, eq=False)
class Key:
    """A frame that others are held against, and its camera."""

    levels: list[Level]
    camera: np.ndarray


@dataclass(eq=False)
class Looking:
    """The cameras of a film.

    Every frame is held against the nearest of a few key frames. So errors do not add up from frame
    to frame, and a camera that comes back finds the first key frame again.

    Attributes:
        moments: `Moments`.
        still: Places that never change, of `unmoved`: where enough edges lie elsewhere these are
            before the camera and not behind the person.
        keys: The key frames; more join them.
    """

    moments: object
    still: np.ndarray
    keys: list[Key] = field(default_factory=list)
    _moves: bool | None = None

    def follow(self, numbers, guess=None) -> np.ndarray:
        """The cameras of consecutive frames.

        Args:
            numbers: Of the frames.
            guess: About the first one's, `(2, 3)`.

        Returns:
            float64 `(n, 2, 3)`: from pixels of each frame to those of the first key frame; NaN
            where the background was not found.
        """
        size = self.moments.work_size(LONGEST_PX)
        camera = np.eye(2, 3) if guess is None else guess
        found, before = [], []
        for number in numbers:
            levels = self._levels(number, size)
            seen = camera if not self.keys else self._camera(levels, camera, before, size)
            found.append(np.full((2, 3), np.nan) if seen is None else seen)
            if seen is None:
                continue
            camera, before = seen, [Key(levels, seen)]
            if all(distance(key.camera, seen, size) > 1 for key in self.keys):
                self.keys += before
        return np.stack(found)

    def _levels(self, number, size):
        """A frame as it is laid over others: without what stays before the camera, if it moves."""
        grey, behind = self.moments.grey(number, size), self.moments.behind(number, size)
        still = cv2.resize(self.still.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)
        moving = cv2.dilate(still, np.ones((AWAY, AWAY), np.uint8)) == 0
        if self._moves is None:  # told by the first frame
            some, every = edges_of(grey, behind & moving), edges_of(grey, behind)
            self._moves = some >= max(FEWEST, SHARE * every)
        return levels_of(grey, behind & moving if self._moves else behind)

    def _camera(self, levels, guess, before, size):
        """The camera of a frame; None where none fits.

        It is held against the frame before, which it is like, and then against the nearest key
        frames; of these none may say something else than the frame before.
        """
        order = sorted(self.keys, key=lambda key: distance(key.camera, guess, size))
        near = _held(before[0], levels, guess) if before else None
        for key in order[:TRIED]:
            found = _held(key, levels, guess if near is None else near)
            if found is not None and (near is None or _apart(found, near, size) < AGREES_PX):
                return found
        return near


def _held(key, levels, guess):
    """The camera of a frame that is held against a key frame; None where it does not fit."""
    if not has_edges(key.levels):
        return key.camera
    to_key, _ = lay_over(key.levels, levels, after(backward(key.camera), guess))
    return None if to_key is None else after(key.camera, to_key)


def _apart(one, other, size):
    """How far two cameras are from each other, in pixels at the corners."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    return np.abs(applied(one, corners) - applied(other, corners)).max()


def distance(one, other, size) -> float:
    """How far two cameras are from each other: 1 is as far as a key frame serves.

    Args:
        one, other: `(2, 3)`. size: `(width, height)` of what they take from.
    """
    middle = np.array(size) / 2
    apart = np.linalg.norm(applied(one, middle) - applied(other, middle)) / scale_of(one)
    ratio = abs(np.log(scale_of(one) / scale_of(other)))
    return max(apart / (NEAR * max(size)), ratio / np.log(CLOSER))


def between(cameras) -> np.ndarray:
    """Cameras with those that are NaN taken from the frames around; all must not be."""
    known = np.flatnonzero(np.isfinite(cameras).all(axis=(1, 2)))
    flat, every = cameras.reshape(len(cameras), 6), np.arange(len(cameras))
    filled = [np.interp(every, known, flat[known, i]) for i in range(6)]
    return np.stack(filled, axis=1).reshape(-1, 2, 3)


def standing(cameras, size) -> np.ndarray:
    """Exactly the first camera for all where the camera stands, else as they are."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    moved = np.stack([applied(camera, corners) for camera in cameras])
    away = np.linalg.norm(moved - np.median(moved, axis=0), axis=2).max(axis=1)
    if np.percentile(away, 99) < STANDS_PX:
        return np.repeat(cameras[:1], len(cameras), axis=0)
    return cameras


def in_film_pixels(cameras, size, frame_size) -> np.ndarray:
    """Cameras found at one size of the frames, at another."""
    ratio = np.array(frame_size, float) / np.array(size)
    to_film = np.hstack([np.diag(ratio), ((ratio - 1) / 2)[:, None]])
    return after(to_film[None], after(cameras, backward(to_film)[None]))
