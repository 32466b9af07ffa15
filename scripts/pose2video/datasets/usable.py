"""Which frames are fit to learn from: something is in the picture, and one person is found."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from pose2video.poses.skeletons import convert

# Of MagicPose's loader: a picture is of one colour below this sum of its channels' variances, of
# levels from 0 to 255, or below this deviation of all its values from 0 to 1.
LEAST_VARIANCE = 0.3
LEAST_DEVIATION = 0.02
LEAST_JOINTS = 6  # of the body's 18


def one_colour(picture) -> bool:
    """Whether a picture, uint8 RGB, shows nothing."""
    values = picture.reshape(-1, 3).astype(np.float32)
    dull = values.var(axis=0).sum() < LEAST_VARIANCE
    return bool(dull or (values / 255).std() < LEAST_DEVIATION)


def no_map(picture) -> bool:
    """Whether a picture of a pose shows none."""
    values = picture.reshape(-1, 3).astype(np.float32)
    return bool(values.var(axis=0).sum() < LEAST_VARIANCE)


def few_joints(poses) -> np.ndarray:
    """In which frames fewer than six of the body's joints are found, bool `(T,)`."""
    body = convert(poses, "openpose_18")
    count = (body.confidence[:, body.layout.parts["body"]] > 0).sum(axis=1)
    return count < LEAST_JOINTS


def unfit(frames, poses, maps=None, several=()) -> dict[str, np.ndarray]:
    """Reason -> in which frames it holds, bool `(T,)`; a frame counts for its first reason.

    Args:
        frames: Iterable of uint8 RGB pictures. poses: A `PoseSequence` of as many, not smoothed.
        maps: Pictures of the pose, likewise; None where there are none.
        several: Numbers of frames that show several people.
    """
    dull = np.array([one_colour(frame) for frame in frames])
    crowd = np.zeros(len(dull), bool)
    crowd[list(several)] = True
    body = (poses.confidence > 0).any(axis=1)
    found = {"one colour": dull, "nobody": ~body, "few joints": few_joints(poses)}
    found["several people"] = crowd
    if maps is not None:
        found["no map of the pose"] = np.array([no_map(picture) for picture in maps])
    taken = np.zeros(len(dull), bool)
    for reason, where in found.items():
        found[reason] = where & ~taken
        taken |= where
    return found


def spans_of(where) -> list[list[int]]:
    """Runs of true values as `[first, end]`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], np.asarray(where, int), [0]])))
    return [[int(a), int(b)] for a, b in list(pairwise(edges))[::2]]
