"""Retargeters: the driver's motion fitted to the character's body, on the output canvas.

Protocol: `retargeter(motion, reference) -> PoseSequence`. `motion` is a `Motion`, its poses the
driver's on its film; `reference` the character's pose, one frame, in pixels of the output canvas
(`reference.frame_size`). `needs()` says what else is wanted, a `Needs`: its `body` asks for
`motion.body`. When both bodies are equal and the film begins in the pose of the picture, the motion
comes back as it was.
One whose needs say `measures` has `measure(driver, known) -> dict`: what it finds of the driver's
poses and of a `KnownCharacter`, a plain document with `warnings` that a rule keeps and that comes
back as `motion.measured`.
Trait `reaches_bone_lengths`: the result's bones have the character's lengths.
"""

from pose2video.registry import Entry, Registry

RETARGETERS = Registry(
    "retargeters",
    {
        "identity": Entry("pose2video.retargeters.identity:Identity", revision=2),
        "similarity": Entry("pose2video.retargeters.similarity:Similarity", revision=1),
        "bone_lengths": Entry(
            "pose2video.retargeters.bone_lengths:BoneLengths",
            revision=2,
            traits=frozenset({"reaches_bone_lengths"}),
        ),
        "edn_global": Entry("pose2video.retargeters.everybody.two_depths:TwoDepths", revision=1),
        "edn_student": Entry("pose2video.retargeters.everybody.one_height:OneHeight", revision=1),
        "body": Entry("pose2video.retargeters.body:BodyRetargeter", revision=1),
    },
)
