"""Whether picture and metres of a file agree on what is up, right and large."""

from __future__ import annotations

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange.metres import LEFT_OUT

AGAINST = -0.7  # correlation of the picture's coordinates with the metres' below which they differ
MOST = 0.9  # share of the frames in which somebody is on their head
UPSIDE_DOWN = (
    "the person is upside down in nearly all frames: if the film shows no headstand, the file "
    "counts y from the bottom; count it from the top"
)
CORNER = (
    "all points lie in the upper left quarter of the frames: if the person is not there, correct "
    "the column frame_size"
)


def upright(poses, path):
    """Leave out metres of other axes than the picture's; say what is odd of the picture itself.

    Returns:
        The sequence, and sentences.

    Raises:
        UserError: The picture is upside down and its metres are not.
    """
    words = [CORNER] if _in_a_corner(poses) else []
    head_down = _head_down(poses)
    across, down = (_agreement(poses, axis) for axis in (0, 1))
    if head_down and down < AGAINST:
        raise UserError(
            f"{path} shows a person upside down, whom its metres show upright: count y from the "
            "top of the picture"
        )
    words += [UPSIDE_DOWN] if head_down else []
    if min(across, down) < AGAINST:
        poses = poses.changed(world=np.full_like(poses.world, np.nan))
        words.append(LEFT_OUT)
    return poses, words


def _agreement(poses, axis) -> float:
    """How alike coordinates in the picture and in metres are, a correlation; 0 where unknown."""
    known = np.isfinite(poses.keypoints[..., axis]) & np.isfinite(poses.world[..., axis])
    known &= known.sum(axis=1, keepdims=True) > 2
    if not known.any():
        return 0.0
    pairs = []
    for points in (poses.keypoints[..., axis], poses.world[..., axis]):
        points = np.where(known, points, 0.0).astype(np.float64)
        middle = points.sum(axis=1, keepdims=True) / np.maximum(known.sum(axis=1, keepdims=True), 1)
        pairs.append((points - middle)[known])
    length = np.linalg.norm(pairs[0]) * np.linalg.norm(pairs[1])
    return float(np.sum(pairs[0] * pairs[1]) / length) if length > 0 else 0.0


def _head_down(poses) -> bool:
    """Whether the nose is below the hips, or where these are not known below the shoulders."""
    nose = _height(poses, "nose")
    under = _height(poses, "left_hip", "right_hip")
    under = np.where(np.isfinite(under), under, _height(poses, "left_shoulder", "right_shoulder"))
    told = np.isfinite(nose) & np.isfinite(under)
    return bool(told.any()) and float((nose > under)[told].mean()) > MOST


def _height(poses, *names):
    if not set(names) <= set(poses.layout.names):
        return np.full(poses.n_frames, np.nan)
    return poses.keypoints[:, poses.layout.indices(*names), 1].mean(axis=1)


def _in_a_corner(poses) -> bool:
    """Whether every point of every frame lies in the upper left quarter."""
    largest = np.nanmax(poses.keypoints.reshape(-1, 2), axis=0)
    return bool((largest < np.array(poses.frame_size) / 2).all())
