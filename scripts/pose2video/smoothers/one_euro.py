"""The 1 euro filter (Casiez, Roussel, Vogel 2012): steady when slow, quick when fast."""

from dataclasses import dataclass

import numpy as np

from pose2video.smoothers.tracks import filter_runs

LEAST_HZ, MOST_HZ = 1e-6, 1e6  # beyond them nothing changes any more
MOST_BETA = 1e6


@dataclass(frozen=True)
class OneEuro:
    """Low-pass with a cutoff that grows with speed, run forwards and backwards.

    The mean of both passes has no lag, which a film, unlike a live picture, can afford. Speed is
    measured in frame heights a second.

    Attributes:
        min_cutoff_hz: Cutoff at rest; lower is steadier.
        beta: Cutoff gained per unit of speed; higher follows fast motion more closely.
        derivative_cutoff_hz: Cutoff of the speed estimate.
    """

    min_cutoff_hz: float = 1.5
    beta: float = 20.0
    derivative_cutoff_hz: float = 1.0

    def __post_init__(self):
        """Check the settings."""
        cutoffs = (self.min_cutoff_hz, self.derivative_cutoff_hz)
        if not all(LEAST_HZ <= hz <= MOST_HZ for hz in cutoffs):
            raise ValueError(f"the cutoffs must lie in [{LEAST_HZ}, {MOST_HZ}]")
        if not 0 <= self.beta <= MOST_BETA:
            raise ValueError(f"beta must lie in [0, {MOST_BETA}]")

    def __call__(self, poses):
        """Smooth `poses`."""
        height = poses.frame_size[1]
        return filter_runs(poses, lambda values: self.both_ways(values, poses.fps, height))

    def both_ways(self, values, fps, unit):
        """Smooth columns `(frames, columns)` without gaps.

        Args:
            fps: Frames per second. unit: Height of the frame; both may be arrays `(columns,)`.
        """
        there = self._pass(values, fps, unit)
        back = self._pass(values[::-1], fps, unit)[::-1]
        return (there + back) / 2

    def _pass(self, values, fps, unit):
        out = np.empty_like(values)
        out[0] = mean = values[0]
        speed = np.zeros_like(mean)
        keep_speed = _alpha(self.derivative_cutoff_hz, fps)
        for t in range(1, len(values)):
            speed = speed + keep_speed * ((values[t] - values[t - 1]) * fps / unit - speed)
            alpha = _alpha(self.min_cutoff_hz + self.beta * np.abs(speed), fps)
            mean = mean + alpha * (values[t] - mean)
            out[t] = mean
        return out


def _alpha(cutoff_hz, fps):
    """Weight of the new sample in exponential smoothing (equation 1 of the paper)."""
    tau = 1 / (2 * np.pi * cutoff_hz)
    return 1 / (1 + tau * fps)
