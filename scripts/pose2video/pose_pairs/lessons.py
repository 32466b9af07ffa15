"""What the net is shown: windows of motions that nobody made, filmed and found."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from pose2video.pose_pairs.cameras import filmed
from pose2video.pose_pairs.measuring import HIDDEN, OUTSIDE, UNKNOWN
from pose2video.pose_pairs.noise import Noise
from pose2video.smoothers.motion_net.joints import MIRRORED
from pose2video.smoothers.motion_net.rows import rows_of, sizes
from pose2video.smoothers.one_euro import OneEuro

REACH = 40  # frames beside what is learned
MARGIN = 12  # frames beside those, in which the filter comes to its pace
RATES = (24.0, 25.0, 25.0, 30.0, 50.0)
WORTH = {HIDDEN: 0.5, OUTSIDE: 0.1, UNKNOWN: 0.0}  # of a joint that is not in view


@dataclass(frozen=True, eq=False)
class MotionLessons:
    """Batches of windows.

    Attributes:
        motions: `(N, T, 17, 3)` metres. fps: Their frames per second. noise: A `Noise`.
        seed: Of all that is drawn. batch_size: Windows. frames: That are learned of each.
        stock: Batches after which they come again, each time mirrored or not; 0 for never.
    """

    motions: np.ndarray
    fps: float
    noise: Noise
    seed: int = 0
    batch_size: int = 24
    frames: int = 64
    stock: int = 0
    _kept: dict = field(default_factory=dict)

    def batch(self, number) -> dict:
        """The examples of a step, float32.

        Returns:
            `rows` `(B, N_ROWS, frames + 80)`, and of the frames that are learned `target` (what is
            to be added, in sizes) and `worth`, both `(B, 34, frames)`.
        """
        if not self.stock:
            return self._drawn(number)
        turn, place = divmod(number, self.stock)
        if place not in self._kept:
            drawn = self._drawn(place).items()
            self._kept[place] = {name: array.astype(np.float16) for name, array in drawn}
        batch = {name: array.astype(np.float32) for name, array in self._kept[place].items()}
        return in_a_mirror(batch) if turn % 2 else batch

    def _drawn(self, number):
        rng = np.random.default_rng([self.seed, number])
        fps = rng.choice(RATES, self.batch_size)
        true, states = filmed(rng, self._moving(rng, fps), rng.uniform(60, 400, self.batch_size))
        found, confidence = self.noise.draw(rng, true, states, fps)
        return told(true, found, confidence, states, fps, rng.uniform(1.6, 5, len(fps)))

    def _moving(self, rng, fps):
        """Windows of motions at their own rates and speeds, some of them mirrored."""
        frames = self.frames + 2 * (REACH + MARGIN)
        speeds = np.exp(rng.uniform(np.log(0.55), np.log(1.4), len(fps)))
        step = self.fps * speeds / fps
        last = self.motions.shape[1] - 1
        first = rng.uniform(0, np.maximum(last - step * frames, 0.0) + 1e-6)
        at = np.clip(first[:, None] + step[:, None] * np.arange(frames), 0, last)
        chosen = rng.integers(0, len(self.motions), len(fps))
        out = _between(self.motions[chosen], at)
        flip = np.flatnonzero(rng.random(len(fps)) < 0.5)
        out[flip] = out[flip][:, :, MIRRORED] * [-1, 1, 1]
        return out


@dataclass(frozen=True, eq=False)
class PairLessons:
    """Batches of windows of measured pairs.

    Attributes:
        pairs: Each as `measuring.pair_arrays` gives one. fps: Their frames per second.
        seed, batch_size, frames: See `MotionLessons`.
    """

    pairs: list
    fps: float
    seed: int = 0
    batch_size: int = 24
    frames: int = 64

    def batch(self, number) -> dict:
        """The examples of a step, see `MotionLessons.batch`."""
        rng = np.random.default_rng([self.seed, number])
        wide = self.frames + 2 * (REACH + MARGIN)
        windows = []
        for k in rng.integers(0, len(self.pairs), self.batch_size):
            length = len(self.pairs[k][0])
            first = int(rng.integers(-REACH, max(length - wide + REACH, -REACH) + 1))
            at = np.clip(np.arange(first, first + wide), 0, length - 1)
            windows.append([array[at] for array in self.pairs[k]])
        true, found, confidence, states = map(np.array, zip(*windows, strict=True))
        fps, heights = np.full(len(true), self.fps), rng.uniform(1.6, 5, len(true))
        batch = told(true, found, confidence, states, fps, heights)
        return in_a_mirror(batch) if rng.random() < 0.5 else batch


def told(true, found, confidence, states, fps, heights) -> dict:
    """A batch of pairs.

    Args:
        true, found: `(B, T, 17, 2)`, the latter NaN where lost; changed. confidence, states:
            `(B, T, 17)`. fps: `(B,)`. heights: `(B,)` of the pictures, in sizes of the person.
    """
    fill(found)
    size = sizes(found)
    units = np.median(size, axis=1) * heights
    steady = smoothed(found, fps, units)
    inner = slice(MARGIN, found.shape[1] - MARGIN)
    rows = rows_of(*(a[:, inner] for a in (steady, found, confidence, size)))
    kept = slice(MARGIN + REACH, found.shape[1] - MARGIN - REACH)
    target = ((true - steady) / size[..., None, None])[:, kept]
    worth = np.ones(states.shape)
    for state, value in WORTH.items():
        worth[states == state] = value
    worth = np.repeat(worth[:, kept], 2, axis=2)
    flat = (len(found), -1, worth.shape[2])
    arrays = {"rows": rows, "target": target.reshape(flat), "worth": worth}
    return {k: np.ascontiguousarray(a.swapaxes(1, 2), np.float32) for k, a in arrays.items()}


def in_a_mirror(batch) -> dict:
    """A batch of people whose left is their right."""
    joints = len(MIRRORED)
    pairs = np.stack([2 * MIRRORED, 2 * MIRRORED + 1], axis=1).ravel()
    signs = np.tile(np.array([-1, 1], np.float32), joints)[:, None]
    rows = batch["rows"]
    ends = np.cumsum([0, 2 * joints, 2 * joints, 2, joints, joints])
    parts = [rows[:, a:b] for a, b in pairwise(ends)]
    parts[:2] = [part[:, pairs] * signs for part in parts[:2]]
    parts[2] = parts[2] * signs[:2]
    parts[3:] = [part[:, MIRRORED] for part in parts[3:]]
    return {
        "rows": np.concatenate(parts, axis=1),
        "target": batch["target"][:, pairs] * signs,
        "worth": batch["worth"][:, pairs],
    }


def _between(tracks, at):
    """Values of tracks `(B, T, 17, 3)` at times `(B, F)` in frames (Catmull and Rom's spline)."""
    i = np.floor(at).astype(int)
    u = (at - i)[..., None, None]
    rows = np.arange(len(tracks))[:, None]
    p = [tracks[rows, np.clip(i + k, 0, tracks.shape[1] - 1)] for k in (-1, 0, 1, 2)]
    a, b = 2 * p[0] - 5 * p[1] + 4 * p[2] - p[3], 3 * (p[1] - p[2]) + p[3] - p[0]
    return p[1] + 0.5 * u * (p[2] - p[0] + u * (a + u * b))


def fill(found):
    """Interpolate over gaps `(B, T, 17, 2)` in place, holding the ends."""
    for b, j in zip(*np.nonzero(np.isnan(found[..., 0]).any(axis=1)), strict=True):
        gone = np.isnan(found[b, :, j, 0])
        if gone.all():
            continue
        where = np.flatnonzero(~gone)
        for k in range(2):
            found[b, gone, j, k] = np.interp(np.flatnonzero(gone), where, found[b, where, j, k])


def smoothed(found, fps, units):
    """What `one_euro` makes of joints `(B, T, 17, 2)`; `units` `(B,)` are heights of pictures."""
    columns = np.moveaxis(found, 1, 0).reshape(found.shape[1], -1)
    repeat = columns.shape[1] // len(found)
    rates, heights = np.repeat(fps, repeat), np.repeat(units, repeat)
    values = OneEuro().both_ways(columns, rates, heights)
    return np.moveaxis(values.reshape(found.shape[1], len(found), *found.shape[2:]), 0, 1)
