"""The motion as a film of control images, the OpenPose drawing above all, on black."""

from dataclasses import dataclass, fields

from pose2video.errors import shown
from pose2video.generators.canvas import leaves_canvas
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.registry import Needs

POSES = ("openpose", "mediapipe")  # drawings of the pose itself
OF_POSES = ("body", "hands", "face", "min_confidence")  # their settings


@dataclass(frozen=True)
class SkeletonRender:
    """Draw the retargeted pose as pose networks expect it; the character lends its proportions.

    Attributes:
        drawing: `openpose`, `mediapipe` (thin lines on white), or of the character's own body
            `depth` (near is bright), `normals` (blue front, red left, green top) or `parts` (a
            colour each).
        body: Draw the body's limbs (openpose, mediapipe, as all below).
        hands: Draw both hands.
        face: Draw the face's points or outlines.
        min_confidence: Points below it are not drawn.
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
                f"skeleton_render has no drawing {shown(self.drawing)}; choose one of "
                f"{', '.join(POSE_DRAWINGS.entries)}"
            )
        told = {name: getattr(self, name) for name in OF_POSES}
        if self.drawing not in POSES and told != {f.name: f.default for f in fields(self)[1:]}:
            raise ValueError(f"{', '.join(OF_POSES)} are settings of {' and '.join(POSES)} only")
        self._draw()

    def needs(self):
        """The drawing, and the body where its surface is drawn; no GPU."""
        return Needs(body=POSE_DRAWINGS.needs(self._spec()).body, uses=(self._spec(),))

    def warnings(self, character, motion):
        """Where the figure leaves the canvas."""
        return leaves_canvas(motion.poses)

    def generate(self, character, motion):
        """Yield one drawing per pose."""
        draw = self._draw()
        for t in range(motion.poses.n_frames):
            yield draw(motion, t, motion.poses.frame_size)

    def _draw(self):
        return POSE_DRAWINGS.build(self._spec())

    def _spec(self):
        names = OF_POSES if self.drawing in POSES else ()
        settings = {name: getattr(self, name) for name in names}
        return POSE_DRAWINGS.spec({"use": self.drawing, **settings}, "skeleton_render")
