"""What the filters share: a pose sequence as tracks over time, and their gap-free runs."""

from __future__ import annotations

import numpy as np

MOST_FRAMES = 301  # of a filter's window: of more a motion leaves nothing


def to_tracks(poses) -> np.ndarray:
    """Keypoints, depth and world side by side, float64 of shape `(frames, keypoints, 6)`."""
    return np.concatenate(
        [poses.keypoints, poses.depth[..., None], poses.world], axis=2, dtype=np.float64
    )


def from_tracks(poses, tracks, confidence=None):
    """`poses` with the values of `tracks`, and with `confidence` where given."""
    return poses.changed(
        keypoints=tracks[..., :2],
        depth=tracks[..., 2],
        world=tracks[..., 3:],
        confidence=poses.confidence if confidence is None else confidence,
    )


def runs(known):
    """Start and end (exclusive) of every run of True in a bool array `(frames,)`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], known, [False]]).astype(np.int8)))
    return edges.reshape(-1, 2)


def filter_runs(poses, smooth):
    """Filter every gap-free run of every keypoint.

    Args:
        poses: A `PoseSequence`.
        smooth: Function of one array `(frames of the run, columns)` that keeps its shape. Columns
            of keypoints that share the same gaps (all points of a hand) come together.
    """
    tracks = to_tracks(poses)
    known = np.isfinite(tracks)
    flat, seen = tracks.reshape(len(tracks), -1), known.reshape(len(tracks), -1)
    patterns, which = np.unique(seen, axis=1, return_inverse=True)
    for i, pattern in enumerate(patterns.T):
        columns = np.flatnonzero(which.ravel() == i)
        for start, end in runs(pattern):
            flat[start:end, columns] = smooth(flat[start:end, columns])
    return from_tracks(poses, flat.reshape(tracks.shape))
