"""Choosing the frame of a film that is the character's picture, and saying why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.filmed.checking import film_second
from pose2video.characters.filmed.looks import sharpness
from pose2video.characters.filmed.merits import WEIGHTS, merits_of, total
from pose2video.errors import UserError

SHOWN = 8  # frames on the sheet
LOOKED_AT = 64  # frames whose sharpness is measured: those with the best poses
APART_S = 0.4  # frames on the sheet are at least so far from each other


@dataclass(frozen=True, eq=False)
class Choice:
    """The frames that serve best, the best first.

    Attributes:
        frames: Their numbers.
        merits: Merit -> their shares in [0, 1].
    """

    frames: list[int]
    merits: dict[str, np.ndarray]

    def words(self, rank) -> str:
        """Why a frame stands where it does: what speaks for it, and what does not."""
        values = {name: float(shares[rank]) for name, shares in self.merits.items()}
        good = [name for name in values if values[name] >= 0.7]
        poor = [name for name in values if values[name] < 0.4]
        return "; ".join(
            part for part in (", ".join(good), f"not: {', '.join(poor)}" if poor else "") if part
        )


def choose(frames, poses, name, frame_s=None) -> Choice:
    """Find the frames of a character's film that serve best as its picture.

    Args:
        frames: The `FrameFolder` of the footage.
        poses: Its poses, a `holistic` `PoseSequence` of as many frames.
        name: The character's, for messages.
        frame_s: Second of the whole film whose frame is wanted first; None for the best.

    Raises:
        UserError: The wanted frame shows nobody, or lies outside of the part that is used.
    """
    there = poses.found("body")
    merits = merits_of(poses)
    first = _wanted(frame_s, frames, there, name)
    best = np.argsort(-total(merits), kind="stable")[:LOOKED_AT]
    if first is not None:
        best = np.unique([first, *best])
    best = [int(i) for i in best if there[i]]
    merits["sharp"] = np.zeros(len(there))
    merits["sharp"][best] = _sharp(frames, poses, best)
    totals = total(merits)
    order = sorted(best, key=lambda i: -totals[i])
    order = _apart(order if first is None else [first, *order], APART_S * poses.fps)
    return Choice(order, {merit: merits[merit][order] for merit in WEIGHTS})


def _wanted(frame_s, frames, there, name):
    """The number of the frame at a second of the whole film; None where none is asked for."""
    if frame_s is None:
        return None
    first, last = film_second(frames, 0), film_second(frames, frames.n_frames)
    number = round((frame_s - first) * float(frames.pace))
    if not 0 <= number < frames.n_frames:
        raise UserError(
            f"characters.{name}.frame_s is {frame_s:g}, but the part of the film goes from "
            f"{first:.2f} to {last:.2f} s: correct it"
        )
    if not there[number]:
        raise UserError(f"the film of {name} shows nobody at {frame_s:g} s: correct frame_s")
    return number


def _apart(order, distance):
    """The first of them that are far enough from each other, at most as many as are shown."""
    chosen: list[int] = []
    for number in order:
        if len(chosen) < SHOWN and all(abs(number - other) >= distance for other in chosen):
            chosen.append(int(number))
    return chosen


def _sharp(frames, poses, numbers):
    """How sharp person and face are against the sharpest of these frames, `(N,)` in [0, 1]."""
    values = np.zeros((len(numbers), 2))
    for row, number in zip(values, numbers, strict=True):
        frame = frames.frame(number)
        row[:] = [sharpness(frame, _box(poses, number, part)) for part in (None, "face")]
    most = np.maximum(np.percentile(values, 90, axis=0), 1e-9)
    return np.sqrt(np.minimum(values / most, 1).prod(axis=1))


def _box(poses, number, part=None):
    """The box of the person, or of a part, `(left, top, right, bottom)` pixels in the frame."""
    points = poses.keypoints[number, poses.layout.parts[part] if part else slice(None)]
    points = points[np.isfinite(points).all(axis=1)]
    if not len(points):
        return np.zeros(4)
    width, height = poses.frame_size
    corners = np.concatenate([points.min(axis=0), points.max(axis=0)])
    return corners.clip(0, (width, height, width, height))
