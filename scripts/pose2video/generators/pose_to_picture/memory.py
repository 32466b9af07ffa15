"""Moments of the film that a painter may look at: who they show, and in which pose."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter1d

from pose2video.generators.nearest.features import JOINTS
from pose2video.generators.nearest.halves import LOWER, SPANS, UPPER, upper_share
from pose2video.generators.nearest.index import LEAN, MIN_JOINTS
from pose2video.generators.nearest.warping import bent, seen_from, similarity
from pose2video.generators.pose_to_picture.belonging import belonging

MOST_BYTES = 48 << 20  # of remembered pictures
APART_S = 0.25  # between two moments that are seen at once
STEADY_S = 0.1  # over which a moment is chosen
FAR = 9.0  # heights: poses that cannot be compared are no nearer
MOST_WAYS = 10_000  # that are kept, of 3 kB each
FEW = 48  # nearest moments that are ever looked at


@dataclass(frozen=True, eq=False)
class Memory:
    """Moments, in the pixels of the window.

    Attributes:
        pictures: uint8 RGB and alpha, not multiplied, `(M, height, width, 4)`.
        points: `(M, 18, 2)` in heights of the window, NaN where missing: those of `nearest`.
        frames: Numbers in the film, `(M,)`, ascending.
        fps: Frames per second of the film.
        told: What networks are told of the moments' poses, as `points.within` has it: float32
            `(M, 21, 2)` and `(M, 21)`; None where they are told nothing.
    """

    pictures: np.ndarray
    points: np.ndarray
    frames: np.ndarray
    fps: float
    told: tuple[np.ndarray, np.ndarray] | None = None
    _ways: dict = field(default_factory=dict, repr=False)

    @property
    def joints(self) -> np.ndarray:
        """The first 13 of the points, by which moments are compared."""
        return self.points[:, : len(JOINTS)]

    def distances(self, points) -> np.ndarray:
        """How far poses are from the moments, once by the upper and once by the lower half.

        The root mean square distance of the joints of that half that both have and, a little, of
        all of them; infinite where they are too few. How differently its bones, and its two sides
        to each other, lie counts as much: where all moves alike little has to be bent, and where
        legs part that were together the picture tears. Where no leg is known both are the same.

        Args:
            points: `(T, 18, 2)` in heights of the window.

        Returns:
            float32 `(2, T, M)`.
        """
        squares = np.zeros((3, len(points), len(self.points)), np.float32)
        count = np.zeros(squares.shape, np.uint8)
        for joint in range(len(JOINTS)):
            away = ((points[:, None, joint] - self.points[None, :, joint]) ** 2).sum(axis=-1)
            known = np.isfinite(away)
            for place, part in enumerate((range(len(JOINTS)), UPPER, LOWER)):
                if joint in part:
                    squares[place] += np.where(known, away, 0)
                    count[place] += known
        mean = np.sqrt(squares / np.maximum(count, 1))
        mean[count < MIN_JOINTS] = np.inf
        whole, upper, lower = mean
        halves = np.stack([LEAN * whole + upper, LEAN * whole + lower]) + self._torn(points)
        alone = np.isinf(halves).all(axis=2)  # a half of which nothing is known goes with the other
        halves[0, alone[0]], halves[1, alone[1]] = halves[1, alone[0]], halves[0, alone[1]]
        return np.where(np.isinf(halves), np.where(np.isinf(whole), np.inf, FAR + whole), halves)

    def _torn(self, points) -> np.ndarray:
        """How much the spans of a half differ, root mean square: float32 `(2, T, M)`."""
        torn = np.zeros((2, len(points), len(self.points)), np.float32)
        for found, spans in zip(torn, SPANS, strict=True):
            count = np.zeros(found.shape, np.uint8)
            for first, second in spans:
                asked, mine = (p[:, second] - p[:, first] for p in (points, self.points))
                off = ((asked[:, None] - mine[None]) ** 2).sum(axis=-1)
                known = np.isfinite(off)
                found += np.where(known, off, 0)
                count += known
            np.sqrt(found / np.maximum(count, 1), out=found)
        return torn

    def order(self, distances) -> np.ndarray:
        """The nearest moments of each row, nearest first: int32 `(..., few)`."""
        return np.argsort(distances, axis=-1, kind="stable")[..., :FEW].astype(np.int32)

    def followed(self, points, fps) -> np.ndarray:
        """The nearest moments of poses that follow each other: what is chosen changes seldom.

        Returns:
            int32 `(2, T, few)`, of the upper and of the lower half.
        """
        distances = np.minimum(self.distances(points), FAR)
        return self.order(gaussian_filter1d(distances, STEADY_S * fps, axis=1, mode="nearest"))

    def beside(self, near, asked, count, moved=None, frame=None) -> np.ndarray:
        """Moments that lie near a pose, each put together of two and bent into it.

        Args:
            near: The nearest ones by the upper and by the lower half, int `(2, few)`.
            asked: Points of the pose, `(18, 2)` in heights of the window.
            count: How many.
            moved: `(2, 3)`, from pixels of the result to those of the pose; None for the same.
            frame: Whose pose it is, where it is asked for again and again.

        Returns:
            uint8 RGB and alpha, not multiplied, `(count, height, width, 4)`.
        """
        pairs = zip(*(self.several(row, count) for row in near), strict=True)
        height, width = self.pictures.shape[1:3]
        share, found = None, []
        for upper, lower in pairs:
            pictures = [
                laid(self.pictures[n], self._way(n, asked, frame), moved)
                for n in dict.fromkeys((upper, lower))
            ]
            if len(pictures) == 2:
                if share is None:
                    share = upper_share(height * asked, (width, height), moved)
                mixed = pictures[1] + share * (pictures[0].astype(np.float32) - pictures[1])
                pictures = [np.rint(mixed).astype(np.uint8)]
            found.append(pictures[0])
        return np.stack(found)

    def _way(self, number, asked, frame):
        """From places of a pose to those of a moment, kept for frames that come again."""
        key = (frame, number)
        if frame is not None and key in self._ways:
            return self._ways[key]
        found = way(self.points[number], asked, self.pictures.shape[1])
        if frame is not None and len(self._ways) < MOST_WAYS:
            self._ways[key] = found
        return found

    def several(self, near, count) -> list[int]:
        """The first of a row of moments, and others that lie apart from it in the film."""
        apart, chosen = APART_S * self.fps, []
        for number in near:
            frame = self.frames[number]
            if all(abs(int(frame) - int(self.frames[c])) >= apart for c in chosen):
                chosen.append(int(number))
            if len(chosen) == count:
                return chosen
        return chosen + [int(near[0])] * (count - len(chosen))


def way(mine, asked, height):
    """From places of a pose to those of a remembered moment, bone by bone.

    Args:
        mine: The moment's points, `(18, 2)` in heights of the window. asked: The pose's.
        height: Of the window in pixels.

    Returns:
        `place(x, y) -> (x, y, share)` in pixels, and how much of what is there is shown, see
        `belonging`; the same places, whole, where too little is known.
    """
    mine, asked = height * mine, height * asked
    placed = similarity(mine[: len(JOINTS)], asked[: len(JOINTS)])
    if placed is None:
        return lambda x, y: (x, y, np.ones_like(x))
    place, belongs = bent(mine, asked, placed), belonging(mine, asked)

    def found(x, y):
        there = place(x, y)
        return *there, belongs((x, y), there)

    return found


def laid(picture, place, moved=None) -> np.ndarray:
    """A remembered moment, uint8 `(height, width, 4)`, seen through a `way` and moved after it.

    Args:
        picture: It. place: See `way`. moved: `(2, 3)`, from pixels of the result to those of the
            pose; None for the same.
    """
    seen = seen_from(place, picture.shape[1::-1], moved)
    there, share = np.ascontiguousarray(seen[..., :2]), seen[..., 2]
    found = cv2.remap(picture, there, None, cv2.INTER_LINEAR)
    found[..., 3] = np.rint(found[..., 3] * share)
    return found


def moments_to_keep(points, size) -> np.ndarray:
    """Which moments are remembered: all that fit, else those that differ most.

    Args:
        points: `(N, K, 2)` of the candidates. size: `(width, height)` of their pictures.

    Returns:
        Their numbers, ascending.
    """
    most = max(8, MOST_BYTES // (4 * size[0] * size[1]))
    if len(points) <= most:
        return np.arange(len(points))
    flat = np.nan_to_num(points.reshape(len(points), -1), nan=0.5)
    chosen, away = [0], ((flat - flat[0]) ** 2).sum(axis=1)
    while len(chosen) < most:
        chosen.append(int(away.argmax()))
        away = np.minimum(away, ((flat - flat[chosen[-1]]) ** 2).sum(axis=1))
    return np.unique(chosen)
