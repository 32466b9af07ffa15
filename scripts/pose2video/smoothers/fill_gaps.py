"""Close short gaps: a hand that was lost for a moment follows its arm."""

from dataclasses import dataclass

import numpy as np

from pose2video.smoothers.tracks import from_tracks, runs, to_tracks

_ANCHORS = {"left_hand": "left_wrist", "right_hand": "right_wrist", "face": "nose"}


@dataclass(frozen=True)
class FillGaps:
    """Interpolate linearly over gaps of a keypoint.

    Hands and face are interpolated relative to the body's wrist and nose, so that a hand lost in a
    fast movement stays on its arm. Before the first and after the last sample the nearest one is
    held, for half of `max_gap_s`. A filled point has half the confidence of the less certain side.

    Attributes:
        max_gap_s: Longest gap that is closed, in seconds; longer ones stay.
    """

    max_gap_s: float = 0.6

    def __post_init__(self):
        """Check the settings."""
        if self.max_gap_s < 0:
            raise ValueError("max_gap_s must not be below 0")

    def __call__(self, poses):
        """Fill `poses`."""
        tracks = to_tracks(poses)
        anchors = self._anchors(poses, tracks)
        relative = tracks - anchors
        confidence = poses.confidence.copy()
        # depth and world may be unknown where the point itself is known: fill by the point's gaps
        missing = confidence == 0
        patterns, which = np.unique(missing, axis=1, return_inverse=True)
        limit = self.max_gap_s * poses.fps
        for i, gaps in enumerate(patterns.T):
            columns = np.flatnonzero(which.ravel() == i)
            for start, end in runs(gaps):
                self._fill(relative, confidence, columns, start, end, limit)
        filled = relative + anchors
        filled[~missing] = tracks[~missing]
        return from_tracks(poses, filled, confidence)

    def _anchors(self, poses, tracks):
        """Position of the body's wrist or nose for the points of hands and face, else 0."""
        layout = poses.layout
        anchors = np.zeros_like(tracks)
        for part, name in _ANCHORS.items():
            if part in layout.parts and name in layout.names:
                at = tracks[:, layout.index(name), :2]
                anchors[:, layout.parts[part], :2] = np.nan_to_num(at)[:, None]
        return anchors

    @staticmethod
    def _fill(values, confidence, columns, start, end, limit):
        first, last = start == 0, end == len(values)
        length = end - start
        if (first and last) or length > (limit / 2 if first or last else limit):
            return
        before = values[end if first else start - 1, columns]
        after = values[start - 1 if last else end, columns]
        sure = np.minimum(
            confidence[end if first else start - 1, columns],
            confidence[start - 1 if last else end, columns],
        )
        share = (np.arange(1, length + 1) / (length + 1))[:, None, None]
        values[start:end, columns] = before + share * (after - before)
        confidence[start:end, columns] = sure / 2
