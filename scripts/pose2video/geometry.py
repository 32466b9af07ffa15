"""Plain geometry of pose sequences."""

from __future__ import annotations

import numpy as np


def place(poses, frame_size, scale, shift=0.0):
    """`poses` with pixels scaled, then moved, on a frame of another size.

    Args:
        poses: A `PoseSequence`.
        frame_size: The new `(width, height)` in pixels.
        scale: One factor, or one for x and one for y.
        shift: Pixels to add, one number or `(x, y)`.
    """
    return poses.changed(
        keypoints=poses.keypoints * np.asarray(scale) + np.asarray(shift),
        depth=poses.depth * float(np.mean(scale)),
        frame_size=frame_size,
    )


def resize(poses, frame_size):
    """`poses` stretched with its frame to another size, as a picture is resized."""
    return place(poses, frame_size, np.array(frame_size) / np.array(poses.frame_size))
