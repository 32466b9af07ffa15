"""No fitting: the film's frame is laid on the canvas."""

from dataclasses import dataclass

import numpy as np

from pose2video.poses.geometry import fitting, place


@dataclass(frozen=True)
class Identity:
    """The driver's frame scaled as a whole to fit into the canvas, centred."""

    def __call__(self, motion, reference):
        """Lay `motion.poses` on the canvas of `reference`."""
        motion = motion.poses
        size, canvas = np.array(motion.frame_size), np.array(reference.frame_size)
        scale = fitting(size, canvas)
        return place(motion, reference.frame_size, scale, (canvas - scale * size) / 2)
