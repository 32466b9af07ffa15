"""The pose as a film: the OpenPose drawing on black."""

from dataclasses import dataclass

from pose2video.generators.canvas import leaves_canvas


@dataclass(frozen=True)
class SkeletonRender:
    """Draw the retargeted pose as pose networks expect it; the character lends its proportions.

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

    def needs(self):
        """No GPU."""
        return {}

    def warnings(self, character, motion):
        """Where the figure leaves the canvas."""
        return leaves_canvas(motion)

    def generate(self, character, motion):
        """Yield one drawing per pose."""
        from pose2video.drawing import draw_openpose

        for i in range(motion.n_frames):
            yield draw_openpose(motion, i, self.body, self.hands, self.face, self.min_confidence)
