"""No fitting: the film's frame is laid on the canvas."""

from dataclasses import dataclass

import numpy as np

from pose2video.poses.geometry import fitting, place


@dataclass(frozen=True)
class Identity:
    """The driver's frame scaled as a whole to fit into the canvas, centred."""

    def __call__(self, motion, reference):
        """Lay `motion.poses` on the canvas of `reference`."""
        return self.laid(motion.poses, reference.frame_size)

    @staticmethod
    def laid(poses, canvas):
        """Poses in their film, as they lie on a canvas `(width, height)`."""
        size, wanted = np.array(poses.frame_size), np.array(canvas)
        scale = fitting(size, wanted)
        return place(poses, canvas, scale, (wanted - scale * size) / 2)
