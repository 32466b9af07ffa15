"""What a detector would have found of a motion: measured noise, drawn again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pose2video.pose_pairs.measuring import GROUP_OF, GROUPS, SIDE, STATES, SWAPPED, axes_of
from pose2video.resources import RESOURCES
from pose2video.smoothers.motion_net.joints import JOINTS, MIRRORED
from pose2video.smoothers.motion_net.rows import sizes

FILE = RESOURCES / "motion_net" / "noise.json"
NUMBERS = ("lag_s", "up", "across", "bias", "slow", "slow_s", "quick", "tail", "per_speed")
USUAL = 0.7  # sizes a second, a speed at which `slow` and `quick` are as measured
LEAST_SHARE = 0.004  # of frames that are swapped or lost, although fewer were met


@dataclass(frozen=True, eq=False)
class Noise:
    """How a detector errs.

    Attributes:
        values: Name of `NUMBERS` -> `(17, 3)`, by joint and how it is seen.
        sure: `(17, 3, 2)`, mean and spread of the logit of the confidence.
        swaps, lost: Share of frames and length of a spell in frames; of swaps by limb.
    """

    values: dict[str, np.ndarray]
    sure: np.ndarray
    swaps: dict[str, dict[str, float]]
    lost: dict[str, float]

    @classmethod
    def read(cls, path=FILE):
        """What `measure` gave; a state in which a joint was never met is as the state before it."""
        said = json.loads(Path(path).read_text(encoding="utf-8"))
        table = [[None] * len(STATES) for _ in GROUPS]
        for g, name in enumerate(GROUPS):
            for s, state in enumerate(STATES):
                table[g][s] = said["joints"][name][state] or table[g][max(s - 1, 0)]
        of = [table[g] for g in GROUP_OF]
        values = {k: np.array([[row[k] for row in rows] for rows in of]) for k in NUMBERS}
        sure = np.array([[row["confidence"] for row in rows] for rows in of])
        return cls(values, sure, said["swaps"], said["lost"])

    def draw(self, rng, true, states, fps):
        """What is found of motions.

        Args:
            rng: A numpy generator. true: `(B, T, 17, 2)`. states: `(B, T, 17)` of `STATES`.
            fps: `(B,)` frames per second.

        Returns:
            Found joints `(B, T, 17, 2)`, NaN where lost, and their confidence `(B, T, 17)`.
        """
        from scipy.ndimage import uniform_filter1d

        size, rate = sizes(true), fps[:, None, None]
        joints = np.arange(len(JOINTS))
        now = {k: uniform_filter1d(v[joints, states], 5, axis=1) for k, v in self.values.items()}
        velocity = np.gradient(true, axis=1) * rate[..., None] / size[..., None, None]
        speed = np.linalg.norm(velocity, axis=3)
        up, across = axes_of(true, size)
        error = -now["lag_s"][..., None] * velocity
        error += now["up"][..., None] * up[:, :, None]
        error += now["across"][..., None] * SIDE[:, None] * across[:, :, None]
        shape = true.shape
        error += now["bias"][..., None] * rng.normal(size=(shape[0], 1, *shape[2:]))
        more = (1 + now["per_speed"] * speed) / (1 + now["per_speed"] * USUAL)
        # a normal deviate whose deviation is itself lognormal: `tail` is what that adds to its RMS
        log = np.sqrt(2 * np.log(np.maximum(now["tail"], 1.0)))
        wild = np.exp(log * self._slow(rng, shape, fps)[..., 0] - log**2 / 2)
        louder = (np.clip(more, 0.3, 3) * wild)[..., None]
        error += now["slow"][..., None] * louder * self._slow(rng, shape, fps)
        error += now["quick"][..., None] * louder * rng.standard_t(4, shape) / np.sqrt(2)
        found = true + error * size[..., None, None]
        mean, spread = np.moveaxis(self.sure[joints, states], -1, 0)
        logit = mean + 0.5 * spread * rng.normal(size=mean.shape)
        logit = uniform_filter1d(
            logit + 0.8 * spread * rng.normal(size=(shape[0], 1, shape[2])), 5, axis=1
        )
        confidence = 1 / (1 + np.exp(-np.clip(logit, -7, 7)))
        self._swap(rng, found, confidence)
        return self._lose(rng, found, confidence)

    def _slow(self, rng, shape, fps):
        """Smooth noise of deviation 1, as correlated in time as measured of joints in view."""
        from scipy.ndimage import gaussian_filter1d

        out = np.empty(shape)
        seconds = self.values["slow_s"][:, 0]
        for j in range(shape[2]):
            for rate in np.unique(fps):
                rows = np.flatnonzero(fps == rate)
                widths = seconds[j] * rng.choice([0.5, 1.0, 2.0])
                sigma = rate / 2 * np.sqrt(widths / 5)  # the correlation after 0.2 s is as measured
                drawn = rng.normal(size=(len(rows), shape[1], 2))
                smooth = gaussian_filter1d(drawn, max(sigma, 0.5), axis=1)
                out[rows, :, j] = smooth * np.sqrt(2 * max(sigma, 0.5) * np.sqrt(np.pi))
        return out

    def _swap(self, rng, found, confidence):
        for limb, words in SWAPPED.items():
            share, frames = (self.swaps[limb][k] for k in ("share", "frames"))
            left = np.array([JOINTS.index(f"left_{word}") for word in words])
            for b, start, end in self._spells(rng, found.shape, share, max(frames, 3)):
                both = np.concatenate([left, MIRRORED[left]])
                found[b, start:end, both] = found[b, start:end, MIRRORED[both]].copy()

    def _lose(self, rng, found, confidence):
        for b, start, end in self._spells(rng, found.shape, self.lost["share"] / 2, 8):
            found[b, start:end], confidence[b, start:end] = np.nan, 0
        for joint in range(len(JOINTS)):  # MediaPipe loses everything at once, others do not
            for b, start, end in self._spells(rng, found.shape, 0, 6):
                found[b, start:end, joint], confidence[b, start:end, joint] = np.nan, 0
        return found, confidence

    def _spells(self, rng, shape, share, frames):
        """Drawn spells: which motion, first frame and the one after the last."""
        rate = max(share, LEAST_SHARE) * shape[1] / frames
        for b in np.flatnonzero(rng.random(shape[0]) < rate):
            start = int(rng.integers(0, shape[1]))
            yield b, start, start + 1 + int(rng.geometric(1 / frames))
