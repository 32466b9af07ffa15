"""What everything that learns has in common, and the table of adaptations.

`learner` says what a learner is, `schedule` how long it learns, `loop` lets it, `checkpoints` keep
where it stands, `footage` holds its examples, `diary` what a user sees of it.

Adaptations are models trained on a character's pictures before a generator uses them.

Protocol: `train(characters, weights, out, checkpoint, revision) -> uint8 RGB`: trains on the
pictures of `Character`s that are one person, writes the folder `out` for a generator's `loaded` and
gives a picture to check it by. Killed and called again it goes on from the file `checkpoint`, with
the result that it would have had; what a user sees of it is in the folder `{checkpoint}.diary`.
`needs()` names `weights` and `gpu`, as of generators.
"""

from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.registry import Entry, Registry

ADAPTATIONS = Registry(
    "adaptations",
    {
        "two_phase": Entry(
            "pose2video.generators.controlnet.teaching.two_phase:TwoPhase", revision=1
        )
    },
)


def check_adaptations(generators, adaptations):
    """Check that what generators name is there and trains the models that they paint with.

    Args:
        generators: Config name -> spec. adaptations: Likewise.

    Raises:
        UserError: One is not defined, or has another base or VAE.
    """
    for name, spec in generators.items():
        generator = GENERATORS.build(spec)
        wanted = generator.needs().get("adaptation")
        if wanted is None:
            continue
        if wanted not in adaptations:
            known = ", ".join(adaptations) or "none is defined"
            raise UserError(
                f"generators.{name}.adaptation: adaptations has no block {wanted!r}: choose from "
                f"{known}"
            )
        adaptation = ADAPTATIONS.build(adaptations[wanted])
        for key in ("base", "vae"):
            own, trained = getattr(generator, key), getattr(adaptation, key)
            if own != trained:
                raise UserError(
                    f"generators.{name}: {key} is {own!r}, that of adaptations.{wanted} is "
                    f"{trained!r}: give both the same"
                )
