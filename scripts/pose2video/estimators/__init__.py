"""Estimators: frames -> PoseSequence.

Protocol: `estimate(frames, fps) -> PoseSequence`, where `frames` is an iterable of uint8 RGB
images `(height, width, 3)` of one size. As many frames out as in; where nobody is found all
keypoints are NaN and nothing is raised. `follow(frames, fps, person=None) -> (PoseSequence,
sentences)` is the same for a film with several people, where `person` says who is meant
(`persons.read_person`; None: nobody said it) and the sentences what is doubtful. `needs()` names
further inputs: `weights` ids of resources/models.yaml; with weights `loaded({id: folder})` gives
the estimator. One that was loaded with a network for clothes has `parse(picture)`, which gives
labels of `human_parsing.LABELS`. Trait `reads_files`: of clips `import_poses` reads a file.
"""

from pose2video.registry import Entry, Registry

ESTIMATORS = Registry(
    "estimators",
    {
        "mediapipe_holistic": Entry(
            "pose2video.estimators.mediapipe_holistic:MediaPipeHolistic",
            revision=1,
            environment="mediapipe",
        ),
        "whole_body": Entry(
            "pose2video.estimators.whole_body:WholeBody", revision=2, environment="mediapipe"
        ),
        "precomputed": Entry(
            "pose2video.estimators.precomputed:Precomputed",
            revision=4,
            traits=frozenset({"reads_files"}),
            environment="mediapipe",
        ),
    },
)
