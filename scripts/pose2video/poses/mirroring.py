"""A mirrored pose: what was right is left. Pixels are flipped where films and pictures are read."""

from __future__ import annotations


def mirror_poses(poses):
    """The poses of a mirrored film.

    Args:
        poses: A `PoseSequence` of any skeleton.

    Returns:
        x counted from the other side (`width - x`), x of `world` negated, left and right swapped.
        Twice mirrored is as before.
    """
    order = poses.layout.partners
    keypoints, world = poses.keypoints[:, order], poses.world[:, order]
    return poses.changed(
        keypoints=keypoints * (-1, 1) + (poses.frame_size[0], 0),
        confidence=poses.confidence[:, order],
        depth=poses.depth[:, order],
        world=world * (-1, 1, 1),
    )
