"""Median over a sliding window of the confident samples (Everybody Dance Now, graph_posenorm)."""

from dataclasses import dataclass

import numpy as np

from pose2video.smoothers.tracks import MOST_FRAMES, from_tracks, to_tracks


@dataclass(frozen=True)
class Median:
    """Per keypoint the median of the samples in a window that are confident enough.

    A keypoint that is missing stays missing; one whose window has no confident sample is kept.

    Attributes:
        window_frames: Length of the window, odd, at most 301.
        min_confidence: Samples below it do not count.
    """

    window_frames: int = 7
    min_confidence: float = 0.3

    def __post_init__(self):
        """Check the settings."""
        if not 1 <= self.window_frames <= MOST_FRAMES or self.window_frames % 2 == 0:
            raise ValueError(f"window_frames must be odd and lie in [1, {MOST_FRAMES}]")
        if not 0 <= self.min_confidence <= 1:
            raise ValueError("min_confidence must lie in [0, 1]")

    def __call__(self, poses):
        """Smooth `poses`."""
        tracks = to_tracks(poses)
        good = np.where((poses.confidence >= self.min_confidence)[..., None], tracks, np.nan)
        half = self.window_frames // 2
        padded = np.pad(good, ((half, half), (0, 0), (0, 0)), constant_values=np.nan)
        result = tracks.copy()
        for t in range(len(tracks)):
            window = np.sort(padded[t : t + self.window_frames], axis=0)  # NaN sorts last
            n = np.isfinite(window).sum(axis=0)
            low = np.take_along_axis(window, np.maximum((n - 1) // 2, 0)[None], axis=0)[0]
            high = np.take_along_axis(window, np.minimum(n // 2, half * 2)[None], axis=0)[0]
            ok = (n > 0) & np.isfinite(tracks[t])
            result[t][ok] = ((low + high) / 2)[ok]
        return from_tracks(poses, result)
