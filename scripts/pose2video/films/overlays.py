"""Poses over the film in which they were found."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.poses.geometry import resize

SIDE_PX = 640  # of the longer side
DIMMED = 0.7  # so much of the film's light is left, for the lines to be seen


def small_size(frame_size) -> tuple[int, int]:
    """A size of even sides, the longer one of at most `SIDE_PX`, with a frame's aspect."""
    scale = min(1.0, SIDE_PX / max(frame_size))
    return tuple(max(2, 2 * round(scale * side / 2)) for side in frame_size)


def overlaid(frames, poses, size):
    """Yield frames with their poses drawn over them.

    Args:
        frames: Iterable of uint8 RGB images `(height, width, 3)`, as many as `poses` has.
        poses: A `PoseSequence` in the frames' pixels.
        size: `(width, height)` of what is yielded.
    """
    poses = resize(poses, size)
    for number, frame in enumerate(frames):
        under = cv2.resize(frame, size, interpolation=cv2.INTER_AREA)
        drawn = draw_openpose(poses, number)
        yield np.where(drawn.any(axis=2, keepdims=True), drawn, (DIMMED * under).astype(np.uint8))
