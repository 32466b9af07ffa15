"""Dynamic time warping: how far two performances are apart, whatever their speed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pose2video.metrics.signs import FOUND, HANDS, SHOWN

_BODY = ["nose"] + [f"{s}_{j}" for s in ("left", "right") for j in ("shoulder", "elbow", "wrist")]


@dataclass(frozen=True)
class NdtwMje:
    """Mean joint distance after time warping, of head, arms and hands; lost joints count.

    The nDTW-MJE of Ham2Pose (Shalev-Arkushin, Moryossef and Fried 2023, arXiv 2211.13613). Both
    sequences are moved and scaled as a whole so that the middle of the shoulders is the origin and
    their distance 1. The distance of a frame of the result from one of the driver is the mean over
    the joints that the driver shows there; a joint that the result lacks costs half the driver's
    distance from the origin, as in the paper. Dynamic time warping (steps of one frame in either
    sequence or both) finds the path of least sum; the score is its mean over the path.

    It departs from the paper, and from the code published with it, in that all joints are warped
    together (there: each joint for itself), the sum is divided by the length of the path (there:
    not), joints that the driver does not show are left out of the mean (there: they count as 0),
    as are its frames without any; the warping is exact (there: fastdtw), nothing is cut off at the
    ends, medians normalise (there: means), and the body is nose, shoulders, elbows and wrists of
    `holistic` (there: neck and middle of the hips of OpenPose too). So values compare with each
    other, not with the paper's tables.
    """

    unit: ClassVar[str] = "shoulders"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, driver):
        """Compare two `holistic` sequences, of any lengths; None where a body is not known."""
        a, b = _normalised(found, FOUND), _normalised(driver, SHOWN)
        if a is None or b is None:
            return None
        b = b[:, np.isfinite(b).any(axis=0)]
        return dtw(lambda i, j: _distances(a[:, i], b[:, j]), a.shape[1], b.shape[1])


def _normalised(poses, least):
    """Complex positions in shoulder widths, `(joints, frames)`, NaN where unsure; None unknown."""
    layout = poses.layout
    hands = [np.arange(layout.parts[hand].start, layout.parts[hand].stop) for hand in HANDS]
    points = poses.keypoints.astype(float) @ (1, 1j)
    points[poses.confidence < least] = np.nan
    left, right = points[:, layout.indices("left_shoulder", "right_shoulder")].T
    both = np.isfinite(left) & np.isfinite(right)
    if not both.any():
        return None
    width = np.median(np.abs(left - right)[both])
    middle = (left + right)[both] / 2
    middle = np.median(middle.real) + 1j * np.median(middle.imag)
    return (points[:, np.concatenate([layout.indices(*_BODY), *hands])].T - middle) / width


def _distances(found, driver):
    """Mean distance over the joints that the driver shows, of frames side by side, `(frames,)`."""
    distance = np.where(np.isnan(found), np.abs(driver) / 2, np.abs(found - driver))
    return np.nanmean(distance, axis=0)


def dtw(distances, n, m):
    """Mean distance along the best path of dynamic time warping, by diagonals in O(n + m) memory.

    Args:
        distances: Function of two equal index arrays that gives the distances of those pairs.
        n: Length of the first sequence.
        m: Length of the second.

    Returns:
        Sum along the path of least sum from `(0, 0)` to `(n - 1, m - 1)`, over its length. Of
        paths that are equally good the one with fewer steps in one sequence only.
    """
    # Of the two diagonals before this one, by index of the first sequence + 1: cost, length.
    before, last = (np.full((2, n + 1), np.inf) for _ in range(2))
    before[:, 0] = 0
    for diagonal in range(n + m - 1):
        i = np.arange(max(0, diagonal - m + 1), min(n, diagonal + 1))
        ways = np.stack([before[:, i], last[:, i], last[:, i + 1]])
        best = ways[np.argmin(ways[:, 0], axis=0), :, np.arange(len(i))].T
        now = np.full((2, n + 1), np.inf)
        now[:, i + 1] = best + np.stack([distances(i, diagonal - i), np.ones(len(i))])
        before, last = last, now
    return float(last[0, n] / last[1, n])
