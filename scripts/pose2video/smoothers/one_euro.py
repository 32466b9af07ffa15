"""The 1 euro filter (Casiez, Roussel, Vogel 2012): steady when slow, quick when fast."""

from dataclasses import dataclass

import numpy as np

from pose2video.smoothers.tracks import filter_runs


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
        if self.min_cutoff_hz <= 0 or self.derivative_cutoff_hz <= 0 or self.beta < 0:
            raise ValueError("the cutoffs must be above 0 and beta not below 0")

    def __call__(self, poses):
        """Smooth `poses`."""
        unit = poses.frame_size[1]

        def smooth(values):
            there = self._pass(values, poses.fps, unit)
            back = self._pass(values[::-1], poses.fps, unit)[::-1]
            return (there + back) / 2

        return filter_runs(poses, smooth)

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
