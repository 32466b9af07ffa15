"""What everything that learns has in common, and the table of adaptations.

`learner` says what a learner is, `schedule` how long it learns, `loop` lets it, `checkpoints` keep
where it stands, `footage` holds its examples, `diary` what a user sees of it.

Adaptations are models trained on a character's pictures before a generator uses them.

Protocol: `train(characters, weights, out, checkpoint, revision, data) -> uint8 RGB`: trains on the
pictures of `Character`s that are one person, writes the folder `out` for a generator's `loaded` and
gives a picture to check it by. Killed and called again it goes on from the file `checkpoint`, with
the result that it would have had, if `revision` and `data` are the same (digests of the files that
the characters were read from); what a user sees of it is in the folder `{checkpoint}.diary`.
`needs()` names `weights` and `gpu`, as of generators.
"""

from pose2video.registry import Entry, Registry

ADAPTATIONS = Registry(
    "adaptations",
    {
        "two_phase": Entry(
            "pose2video.generators.controlnet.teaching.two_phase:TwoPhase",
            revision=1,
            environment="diffusion",
        )
    },
)
