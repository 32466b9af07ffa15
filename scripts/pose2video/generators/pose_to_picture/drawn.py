"""Poses drawn as pictures in the pixels of a window, in memory."""

from __future__ import annotations

import numpy as np

from pose2video.characters.motions import Motion
from pose2video.characters.plates import applied, backward
from pose2video.generators.nearest.features import joints_of
from pose2video.generators.pose_to_picture.points import HALF
from pose2video.generators.pose_to_picture.sticks import draw_sticks
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.poses.mirroring import mirror_poses


def drawn_poses(plan, poses, frames, there, mirrored=False) -> np.ndarray:
    """Some poses beside each other, as a painter is shown them.

    Args:
        plan: A `PainterPlan`. poses: A `PoseSequence`. frames: Numbers in it.
        there: `(2, 3)`, from pixels of the window to pixels of the frame.
        mirrored: Whether that map mirrors: left and right are swapped then.

    Returns:
        uint8 `(height, width, 3 * len(frames))`.
    """
    pictures = []
    draw = None if plan.drawing == "sticks" else POSE_DRAWINGS.build(
        {"use": plan.drawing, "settings": {}}
    )  # fmt: skip
    for frame in frames:
        one = poses.frame(int(frame))
        keypoints = applied(backward(there), one.keypoints.astype(np.float64) - HALF)
        one = one.changed(keypoints=keypoints, frame_size=plan.size)
        if mirrored:  # the map has moved the points, only their names are left
            one = mirror_poses(one)
            back = one.keypoints * (-1, 1) + (plan.size[0], 0)
            one = one.changed(keypoints=back)
        pictures.append(draw_sticks(joints_of(one)[0], plan.size) if draw is None
                        else draw(Motion(one), 0, plan.size))  # fmt: skip
    return np.concatenate(pictures, axis=2)
