"""What is measured on the points of a face: places with depth, openings, where it looks."""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import face_mesh


def face_points(poses):
    """The face of every frame with its depth, in pixels, float64 `(frames, 478, 3)`."""
    part = poses.layout.parts["face"]
    return np.concatenate(
        [poses.keypoints[:, part], poses.depth[:, part, None]], axis=2, dtype=np.float64
    )


def rim_gaps(faces, rim):
    """Vertical openings between upper and lower rim, `(frames, pairs)`, never below 0."""
    upper, lower = rim["upper"][1:-1], rim["lower"][1:-1]
    return np.maximum(faces[:, lower, 1] - faces[:, upper, 1], 0)


def gaze_of(faces):
    """Irises against the middle of the eye's corners, in eye widths, `(frames, 2)`.

    The two eyes mirror each other, so what an eye has of its own in x falls out of their mean.

    Args:
        faces: In the head's own frame, `(frames, 478, 2 or more)`.
    """
    looks = []
    for name, iris in face_mesh()["irises"].items():
        corners = faces[:, face_mesh()["rims"][name]["upper"][[0, -1]], :2]
        width = np.linalg.norm(corners[:, 1] - corners[:, 0], axis=1)
        looks.append((faces[:, iris, :2] - corners.mean(axis=1)) / np.maximum(width, 1e-9)[:, None])
    return np.mean(looks, axis=0)


def smooth_step(values, low, high):
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((values - low) / max(high - low, 1e-9), 0, 1)
    return t * t * (3 - 2 * t)
