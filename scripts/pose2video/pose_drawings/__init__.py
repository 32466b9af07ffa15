"""Pose drawings: a motion as the control images that generators are conditioned on.

Protocol: `draw(motion, t, size) -> uint8 RGB` of shape `(height, width, 3)`: frame `t` of a
`Motion` on a canvas of `size`, black where nobody is (`mediapipe`: white). `needs()` says what
else is wanted, as of generators. Rules see the generator that draws: it names its drawings in
`Needs.uses`, so that a drawing's raised revision makes its films again.
"""

from pose2video.registry import Entry, Registry

POSE_DRAWINGS = Registry(
    "pose_drawings",
    {
        "openpose": Entry("pose2video.pose_drawings.openpose:OpenPose", revision=1),
        "mediapipe": Entry("pose2video.pose_drawings.mediapipe:MediaPipe", revision=1),
        "depth": Entry("pose2video.bodies.atlas:Depth", revision=1),
        "normals": Entry("pose2video.bodies.atlas:Normals", revision=1),
        "parts": Entry("pose2video.bodies.atlas:Parts", revision=1),
    },
)
