"""The OpenPose drawing as a pose drawing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class OpenPose:
    """The skeleton in OpenPose's colours.

    Attributes:
        body: Draw the body's limbs and joints.
        hands: Draw both hands.
        face: Draw the 70 face points.
        min_confidence: Points below it are not drawn.
    """

    body: bool = True
    hands: bool = True
    face: bool = True
    min_confidence: float = 0.3

    def __post_init__(self):
        """Check the settings."""
        if not 0 <= self.min_confidence <= 1:
            raise ValueError("min_confidence must lie in [0, 1]")

    def __call__(self, motion, t, size):
        """Draw frame `t` of a `Motion` on a canvas of `size`; a clip's own map as it is."""
        from pose2video.pose_drawings.openpose_lines import draw_openpose
        from pose2video.poses.geometry import resize

        if motion.maps is not None:
            return motion.maps(t, size)
        poses = motion.poses.frame(t)
        poses = poses if poses.frame_size == tuple(size) else resize(poses, size)
        return draw_openpose(poses, 0, self.body, self.hands, self.face, self.min_confidence)
