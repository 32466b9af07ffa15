"""Savitzky-Golay: a local polynomial fit (Savitzky and Golay 1964), by scipy."""

from dataclasses import dataclass

from pose2video.smoothers.tracks import MOST_FRAMES, filter_runs

MOST_ORDER = 9


@dataclass(frozen=True)
class SavitzkyGolay:
    """Fit a polynomial in a window around every frame; no lag.

    Attributes:
        window_frames: Length of the window, odd, at most 301.
        order: Degree of the polynomial, below `window_frames`, at most 9.
    """

    window_frames: int = 7
    order: int = 2

    def __post_init__(self):
        """Check the settings."""
        if self.window_frames % 2 == 0 or not 0 <= self.order < self.window_frames:
            raise ValueError("window_frames must be odd and larger than order, order at least 0")
        if self.window_frames > MOST_FRAMES or self.order > MOST_ORDER:
            raise ValueError(
                f"window_frames must be at most {MOST_FRAMES}, and order at most {MOST_ORDER}"
            )

    def __call__(self, poses):
        """Smooth `poses`; a run shorter than the window is fitted with a shorter one."""
        from scipy.signal import savgol_filter

        def smooth(values):
            window = min(self.window_frames, len(values) - 1 + len(values) % 2)
            if window <= self.order:
                return values
            return savgol_filter(values, window, self.order, axis=0)

        return filter_runs(poses, smooth)
