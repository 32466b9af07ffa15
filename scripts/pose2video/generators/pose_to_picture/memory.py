"""Moments of the film that a painter may look at: who they show, and in which pose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from pose2video.generators.nearest.index import MIN_JOINTS

MOST_BYTES = 48 << 20  # of remembered pictures
APART_S = 0.25  # between two moments that are seen at once
STEADY_S = 0.1  # over which a moment is chosen
MOST_TURN, MOST_SCALE = 0.3, 1.2  # radians, and how many times as large
FEW = 24  # nearest moments that are ever looked at


@dataclass(frozen=True, eq=False)
class Memory:
    """Moments, in the pixels of the window.

    Attributes:
        pictures: uint8 RGB and alpha, not multiplied, `(M, height, width, 4)`.
        joints: `(M, 13, 2)` in heights of the window, NaN where missing.
        frames: Numbers in the film, `(M,)`, ascending.
        fps: Frames per second of the film.
        points: float32 `(M, 21, 2)` and how sure they are `(M, 21)`, as `points.within` has them;
            None where only joints are known.
    """

    pictures: np.ndarray
    joints: np.ndarray
    frames: np.ndarray
    fps: float
    points: tuple[np.ndarray, np.ndarray] | None = None

    def distances(self, joints) -> np.ndarray:
        """Root mean square distance of the joints that both have, inf where they are too few.

        Args:
            joints: `(T, 13, 2)` in heights of the window.

        Returns:
            float32 `(T, M)`.
        """
        squares = np.zeros((len(joints), len(self.joints)), np.float32)
        count = np.zeros(squares.shape, np.uint8)
        for mine, asked in zip(
            np.moveaxis(self.joints, 1, 0), np.moveaxis(joints, 1, 0), strict=True
        ):
            away = ((asked[:, None] - mine[None]) ** 2).sum(axis=-1)
            known = np.isfinite(away)
            squares += np.where(known, away, 0)
            count += known
        mean = np.sqrt(squares / np.maximum(count, 1))
        return np.where(count >= MIN_JOINTS, mean, np.inf)

    def order(self, distances) -> np.ndarray:
        """The nearest moments of each row, nearest first: int32 `(T, few)`."""
        return np.argsort(distances, axis=1, kind="stable")[:, :FEW].astype(np.int32)

    def followed(self, joints, fps) -> np.ndarray:
        """The nearest moments of poses that follow each other: what is chosen changes seldom."""
        distances = np.minimum(self.distances(joints), 9.0)
        return self.order(gaussian_filter1d(distances, STEADY_S * fps, axis=0, mode="nearest"))

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


def over(mine, asked, height) -> np.ndarray:
    """The turn, scale and shift that lay one pose over another, none of them large.

    Args:
        mine: `(13, 2)` of a remembered moment. asked: `(13, 2)` of the pose that is painted.
        height: Of the window in pixels.

    Returns:
        `(2, 3)`, from pixels of the painted window to pixels of the remembered one.
    """
    known = np.isfinite(mine).all(axis=1) & np.isfinite(asked).all(axis=1)
    if known.sum() < MIN_JOINTS:
        return np.eye(2, 3)
    middles = [points[known].mean(axis=0) for points in (asked, mine)]
    a, b = (points[known] - middle for points, middle in zip((asked, mine), middles, strict=True))
    square = max((a**2).sum(), 1e-9)
    along, across = (a * b).sum() / square, (a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]).sum() / square
    angle = np.clip(np.arctan2(across, along), -MOST_TURN, MOST_TURN)
    scale = np.clip(np.hypot(along, across), 1 / MOST_SCALE, MOST_SCALE)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return np.column_stack([turn, height * (middles[1] - turn @ middles[0])])


def moments_to_keep(joints, size) -> np.ndarray:
    """Which moments are remembered: all that fit, else those that differ most.

    Args:
        joints: `(N, 13, 2)` of the candidates. size: `(width, height)` of their pictures.

    Returns:
        Their numbers, ascending.
    """
    most = max(8, MOST_BYTES // (4 * size[0] * size[1]))
    if len(joints) <= most:
        return np.arange(len(joints))
    flat = np.nan_to_num(joints.reshape(len(joints), -1), nan=0.5)
    chosen, away = [0], ((flat - flat[0]) ** 2).sum(axis=1)
    while len(chosen) < most:
        chosen.append(int(away.argmax()))
        away = np.minimum(away, ((flat - flat[chosen[-1]]) ** 2).sum(axis=1))
    return np.unique(chosen)
