"""A pose sequence through the net: steady first, then what the net adds."""

from __future__ import annotations

import numpy as np

from pose2video.smoothers.fill_gaps import FillGaps
from pose2video.smoothers.motion_net.applying import REACH, additions
from pose2video.smoothers.motion_net.as_published import PREFIX, published_moves
from pose2video.smoothers.motion_net.joints import JOINTS, leaders
from pose2video.smoothers.motion_net.rows import rows_of, sizes
from pose2video.smoothers.one_euro import OneEuro

STILL = 1e-5  # sizes a frame: what moves less is a picture, not something found in a film
LAST_FRAMES, LAST_ORDER = 7, 2  # of `savitzky_golay`
FARTHEST = 0.5  # sizes that a joint is moved at most


def cleaned(poses, weights, max_gap_s):
    """`poses` through `fill_gaps`, `one_euro` and the net with these weights.

    A net of our own adds to the 17 joints, which pass a last filter (`savitzky_golay`).
    The net sees joints without gaps: long ones are bridged for it by straight lines, and stay open
    in the result. A point that was filled keeps the confidence that `fill_gaps` gives it.
    """
    steady = OneEuro()(FillGaps(max_gap_s)(poses))
    at = poses.layout.indices(*JOINTS)
    found = bridged(poses.keypoints[:, at].astype(np.float64))
    smooth = bridged(steady.keypoints[:, at].astype(np.float64))
    size = sizes(smooth)
    if not np.isfinite(size).all() or size.min() <= 0:
        return steady  # neither trunk nor shoulders were ever seen
    if any(name.startswith(PREFIX) for name in weights):
        moves = published_moves(weights, found, smooth, poses.frame_size)
    else:
        rows = rows_of(smooth, found, poses.confidence[:, at], size)
        moves = additions(weights, rows).reshape(smooth.shape) * size[:, None, None]
        moves = settled(smooth + moves) - smooth
    most = FARTHEST * size[:, None, None]
    long = np.linalg.norm(moves, axis=2, keepdims=True)
    moves = moves * np.minimum(1, most / np.maximum(long, 1e-9))
    moves = moves * moving(found, size)[:, None, None]
    moves[:, ~np.isfinite(found[0, :, 0])] = 0  # joints that were never seen
    keypoints = steady.keypoints.astype(np.float64)
    place = {point: i for i, point in enumerate(at)}
    body = poses.layout.parts["body"]
    for point, leading in enumerate(leaders(poses.layout), body.start):
        if leading:
            keypoints[:, point] += moves[:, [place[i] for i in leading]].mean(axis=1)
    return steady.changed(keypoints=keypoints)


def settled(joints) -> np.ndarray:
    """Joints `(T, 17, 2)` through a last filter: it takes what trembling the net leaves."""
    from scipy.signal import savgol_filter

    window = min(LAST_FRAMES, len(joints) - 1 + len(joints) % 2)
    return savgol_filter(joints, window, LAST_ORDER, axis=0) if window > LAST_ORDER else joints


def bridged(joints) -> np.ndarray:
    """Joints `(T, 17, 2)` without gaps: straight lines over them, the ends held."""
    joints = joints.copy()
    times = np.arange(len(joints))
    for j in range(joints.shape[1]):
        known = np.isfinite(joints[:, j, 0])
        if known.any() and not known.all():
            for k in range(2):
                joints[:, j, k] = np.interp(times, times[known], joints[known, j, k])
    return joints


def moving(found, size) -> np.ndarray:
    """0 where nothing moves within 40 frames, 1 where anything does, `(T,)`."""
    from scipy.ndimage import maximum_filter1d

    step = np.nan_to_num(np.abs(np.diff(found, axis=0, prepend=found[:1])).max(axis=2))
    most = maximum_filter1d(step.max(axis=1) / size, 2 * REACH + 1, mode="nearest")
    return np.clip(most / STILL - 1, 0, 1)
