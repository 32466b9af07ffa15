"""Close short gaps: a hand that was lost for a moment follows its arm."""

from dataclasses import dataclass

import numpy as np

from pose2video.smoothers.tracks import from_tracks, runs, to_tracks

_ANCHORS = {"left_hand": "left_wrist", "right_hand": "right_wrist", "face": "nose"}
MOST_S = 3600


@dataclass(frozen=True)
class FillGaps:
    """Interpolate linearly over gaps of a keypoint.

    Hands and face are interpolated relative to the body's wrist and nose, so that a hand lost in a
    fast movement stays on its arm. Before the first and after the last sample the nearest one is
    held, for half of `max_gap_s`. A filled point has half the confidence of the less certain side.

    Attributes:
        max_gap_s: Longest gap that is closed, in seconds, at most 3600; longer ones stay.
    """

    max_gap_s: float = 0.6

    def __post_init__(self):
        """Check the settings."""
        if not 0 <= self.max_gap_s <= MOST_S:
            raise ValueError(f"max_gap_s must lie in [0, {MOST_S}]")

    def __call__(self, poses):
        """Fill `poses`."""
        tracks, confidence = to_tracks(poses), poses.confidence.copy()
        layout, limit = poses.layout, self.max_gap_s * poses.fps
        missing = confidence == 0
        _fill(tracks, confidence, missing, np.arange(*layout.parts["body"].indices(10**6)), limit)
        for part, anchor in _ANCHORS.items():
            at = tracks[:, layout.index(anchor), :2]  # filled already
            points = np.arange(*layout.parts[part].indices(10**6))
            relative = tracks[:, points]
            relative[..., :2] -= at[:, None]
            # where the anchor is lost for longer nothing is filled
            gaps = missing[:, points]
            sure = confidence[:, points]
            _fill(relative, sure, gaps, np.arange(len(points)), limit)
            relative[..., :2] += at[:, None]
            filled = gaps & np.isfinite(relative[..., :2]).all(axis=2)
            tracks[:, points] = np.where(filled[..., None], relative, tracks[:, points])
            confidence[:, points] = np.where(filled, sure, confidence[:, points])
        return from_tracks(poses, tracks, confidence)


def _fill(values, confidence, missing, points, limit):
    """Close the gaps of some points in place; points that share their gaps are done together."""
    patterns, which = np.unique(missing[:, points], axis=1, return_inverse=True)
    for i, gaps in enumerate(patterns.T):
        columns = points[which.ravel() == i]
        for start, end in runs(gaps):
            _fill_gap(values, confidence, columns, start, end, limit)


def _fill_gap(values, confidence, columns, start, end, limit):
    first, last = start == 0, end == len(values)
    length = end - start
    if (first and last) or length > (limit / 2 if first or last else limit):
        return
    before, after = (end if first else start - 1), (start - 1 if last else end)
    share = (np.arange(1, length + 1) / (length + 1))[:, None, None]
    step = values[after, columns] - values[before, columns]
    values[start:end, columns] = values[before, columns] + share * step
    sure = np.minimum(confidence[before, columns], confidence[after, columns])
    confidence[start:end, columns] = sure / 2
