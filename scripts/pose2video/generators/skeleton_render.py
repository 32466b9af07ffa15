"""The motion as a film of control images, the OpenPose drawing above all, on black."""

from dataclasses import dataclass

from pose2video.generators.canvas import leaves_canvas
from pose2video.pose_drawings import POSE_DRAWINGS


@dataclass(frozen=True)
class SkeletonRender:
    """Draw the retargeted pose as pose networks expect it; the character lends its proportions.

    Attributes:
        drawing: `openpose`, or of the character's own body `depth` (near is bright), `normals`
            (blue front, red left, green top) or `parts` (a colour each).
        body: Draw the body's limbs and joints (openpose).
        hands: Draw both hands (openpose).
        face: Draw the 70 face points (openpose).
        min_confidence: Points below it are not drawn (openpose).
    """

    drawing: str = "openpose"
    body: bool = True
    hands: bool = True
    face: bool = True
    min_confidence: float = 0.3

    def __post_init__(self):
        """Check the settings."""
        if self.drawing not in POSE_DRAWINGS.entries:
            raise ValueError(
                f"skeleton_render has no drawing {self.drawing!r}; choose one of "
                f"{', '.join(POSE_DRAWINGS.entries)}"
            )
        self._draw()

    def needs(self):
        """The body where its surface is drawn; no GPU."""
        return self._draw().needs()

    def warnings(self, character, motion):
        """Where the figure leaves the canvas."""
        return leaves_canvas(motion.poses)

    def generate(self, character, motion):
        """Yield one drawing per pose."""
        draw = self._draw()
        for t in range(motion.poses.n_frames):
            yield draw(motion, t, motion.poses.frame_size)

    def _draw(self):
        settings = {}
        if self.drawing == "openpose":
            names = ("body", "hands", "face", "min_confidence")
            settings = {name: getattr(self, name) for name in names}
        return POSE_DRAWINGS.build({"use": self.drawing, "settings": settings})
