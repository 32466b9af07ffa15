"""One scale and one shift for the whole clip."""

from dataclasses import dataclass

import numpy as np

from pose2video.errors import UserError
from pose2video.poses.geometry import place
from pose2video.retargeters.measures import MIN_CONFIDENCE, bone_lengths, in_frame

_TORSO = ("nose", "left_shoulder", "right_shoulder", "left_hip", "right_hip")


@dataclass(frozen=True)
class Similarity:
    """Scale by the lengths of the bones seen on both sides, shift head and torso onto the picture.

    The shift is that of the first frame in which the person is seen, so the character begins where
    the picture stands. No bone changes its share of the body.
    """

    def __call__(self, motion, reference):
        """Fit `motion.poses` to `reference`.

        Raises:
            UserError: No joint is seen both in the film and in the picture.
        """
        motion = motion.poses
        own, other = bone_lengths(motion), bone_lengths(reference)
        both = [bone for bone in own if np.isfinite(own[bone]) and np.isfinite(other[bone])]
        if not both:
            raise UserError(
                "no bone is seen both in the film and in the character's picture: use a film or "
                "picture that shows head and shoulders"
            )
        scale = sum(other[bone] for bone in both) / sum(own[bone] for bone in both)
        torso = motion.layout.indices(*_TORSO)
        good = ((motion.confidence >= MIN_CONFIDENCE) & in_frame(motion))[:, torso]
        good &= (reference.confidence[0, torso] >= MIN_CONFIDENCE) & in_frame(reference)[0, torso]
        if not good.any():
            raise UserError(
                "no point of head, shoulders or hips is seen both in the film and in the "
                "character's picture: use a film or picture that shows them"
            )
        first = int(np.argmax(good.any(axis=1)))
        points = np.array(torso)[good[first]]
        target = reference.keypoints[0, points].mean(axis=0)
        shift = target - scale * motion.keypoints[first, points].mean(axis=0)
        return place(motion, reference.frame_size, scale, shift)
