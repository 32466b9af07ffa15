"""A mirrored pose: what was right is left. Pixels are flipped where films and pictures are read."""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import face_mesh


def mirror_poses(poses):
    """The poses of a mirrored film.

    Args:
        poses: A `holistic` sequence.

    Returns:
        x counted from the other side (`width - x`), x of `world` negated, left and right swapped.
        Twice mirrored is as before.
    """
    order = _partners(poses.layout)
    keypoints, world = poses.keypoints[:, order], poses.world[:, order]
    return poses.changed(
        keypoints=keypoints * (-1, 1) + (poses.frame_size[0], 0),
        confidence=poses.confidence[:, order],
        depth=poses.depth[:, order],
        world=world * (-1, 1, 1),
    )


def _partners(layout):
    """For every point the one that lies in its place in a mirror, int of shape `(K,)`."""
    order = np.arange(len(layout.names))
    for i, name in enumerate(layout.names):
        words = [_OTHER.get(word, word) for word in name.split("_")]
        order[i] = layout.index("_".join(words))
    face = layout.parts["face"]
    order[face] = face.start + face_mesh()["mirrored"]
    return order


_OTHER = {"left": "right", "right": "left"}
