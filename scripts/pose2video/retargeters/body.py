"""The driver's joint rotations on the character's own body, as its camera sees them."""

from dataclasses import dataclass

import numpy as np

from pose2video.poses.geometry import similarity_over
from pose2video.poses.skeletons import face_mesh
from pose2video.registry import Needs


@dataclass(frozen=True)
class BodyRetargeter:
    """The rotations of `retarget_body`, projected: proportions, foreshortening, camera, contacts.

    Points of the face are the driver's own, laid over the character's head, so that expressions
    and gaze stay.
    """

    def needs(self):
        """The body."""
        return Needs(body=True)

    def __call__(self, motion, reference):
        """Project `motion.body` onto the canvas of `reference`."""
        poses = motion.figure.poses(motion.body)
        part = poses.layout.parts["face"]
        keypoints, depth = poses.keypoints.copy(), poses.depth.copy()
        confidence = poses.confidence.copy()
        face = np.concatenate(
            [motion.poses.keypoints[:, part], motion.poses.depth[:, part, None]], axis=2
        )
        head = np.concatenate([keypoints[:, part], depth[:, part, None]], axis=2)
        laid, _ = similarity_over(
            face.astype(np.float64), head.astype(np.float64), face_mesh()["rigid"]
        )
        keypoints[:, part], depth[:, part] = laid[..., :2], laid[..., 2]
        confidence[:, part] = motion.poses.confidence[:, part]
        return poses.changed(keypoints=keypoints, depth=depth, confidence=confidence)
