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

Trainings are models that are no character's: learned from a data set, or read from a file of one's
own, before generators use them.

Protocol: `train(sources, weights, out, scratch, made_by) -> uint8 RGB or None`: writes the folder
`out` for generators, keeps in `scratch` what it needs to go on after it was killed, and gives a
picture to check it by. `sources` has what `needs()` names: `index` of the `data_set`, `begin`, the
folder of the training `taught`, `own`, the file in `own_files`, and `body_model`, the folder of the
body model, where it names `body`: bodies are then fitted to the films of its set, where it has one.
None for what it does not name. Where it names `own_files`, `check_own(path)` refuses before
anything runs a file that the model cannot be made of.
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

TRAININGS = Registry(
    "trainings",
    {
        "magicpose": Entry(
            "pose2video.generators.appearance_control.teaching.magicpose:MagicPose",
            revision=2,
            environment="diffusion",
        ),
        "magicpose_published": Entry(
            "pose2video.generators.appearance_control.teaching.published:MagicPosePublished",
            revision=1,
            environment="diffusion",
        ),
        "restorer": Entry(
            "pose2video.generators.restorer.taught:TaughtRestorer",
            revision=1,
            environment="diffusion",
        ),
    },
)
