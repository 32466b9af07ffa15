"""Arms that the driver's film does not show: where the body holds them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.characters.preparation.plan import SIDES

POINTS = ("elbow", "wrist", "index", "pinky", "thumb")
ASSUMED = 0.3  # their confidence


def with_unseen_arms(motion):
    """A motion's poses, with the arms that they lack.

    Args:
        motion: A `Motion` with a body.

    Returns:
        The `PoseSequence`; missing points of an arm lie where the body has them, seen from the
        shoulder.
    """
    poses, body = motion.poses, motion.body
    whole = motion.figure.poses(replace(body, confidence=np.ones_like(body.confidence)))
    keypoints, depth = poses.keypoints.copy(), poses.depth.copy()
    confidence = poses.confidence.copy()
    for side in SIDES:
        root = poses.layout.index(f"{side}_shoulder")
        off = np.nan_to_num(keypoints[:, root] - whole.keypoints[:, root])
        for name in POINTS:
            point = poses.layout.index(f"{side}_{name}")
            missing = np.isnan(keypoints[:, point]).any(axis=1)
            keypoints[missing, point] = (whole.keypoints[:, point] + off)[missing]
            depth[missing, point] = whole.depth[missing, point]
            confidence[missing, point] = ASSUMED
    return poses.changed(keypoints=keypoints, depth=depth, confidence=confidence)
