"""Estimators: frames -> PoseSequence.

Protocol: `estimate(frames, fps) -> PoseSequence`, where `frames` is an iterable of uint8 RGB
images `(height, width, 3)` of one size. As many frames out as in; where nobody is found all
keypoints are NaN and nothing is raised. Trait `reads_files`: of clips `import_poses` reads a file.
"""

from pose2video.registry import Entry, Registry

ESTIMATORS = Registry(
    "estimators",
    {
        "mediapipe_holistic": Entry(
            "pose2video.estimators.mediapipe_holistic:MediaPipeHolistic", revision=1
        ),
        "precomputed": Entry(
            "pose2video.estimators.precomputed:Precomputed",
            revision=1,
            traits=frozenset({"reads_files"}),
        ),
    },
)
