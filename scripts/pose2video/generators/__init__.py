"""Generators: a character and a retargeted motion -> frames.

Protocol: `generate(character, motion) -> iterator of frames`: for a `Character` and a `Motion` one
uint8 RGB image `(height, width, 3)` of the poses' frame size per pose; same seed, same frames.
At its end it may return sentences about what happened on the way. `warnings(character, motion)`
lists sentences for the summary. `needs()` is a `Needs`: `body` for `motion.body` and
`character.body`, `footage` for `character.footage`; with `weights` or an `adaptation`
`loaded({id: folder})` gives the generator. One that is `trained_on` its character has
`train(takes, weights, out, scratch, made_by) -> uint8 RGB`: it begins with `weights`
`{id: folder}`, learns from `Take`s, writes the folder `out`, which joins the weights as `model`,
keeps in `scratch` what it needs to go on after it was killed, and gives a picture to check it by.
Trait `draws_person`: the frames show a person who can be found again; `before_picture`: where the
person is not, they show the background of the character's picture.
"""

from pose2video.registry import Entry, Registry

GENERATORS = Registry(
    "generators",
    {
        "skeleton_render": Entry(
            "pose2video.generators.skeleton_render:SkeletonRender", revision=1
        ),
        "limb_warp": Entry(
            "pose2video.generators.limb_warp:LimbWarp",
            revision=7,
            traits=frozenset({"draws_person", "before_picture"}),
        ),
        "body_render": Entry(
            "pose2video.generators.body_render:BodyRender",
            revision=4,
            traits=frozenset({"draws_person", "before_picture"}),
        ),
        "restored_figure": Entry(
            "pose2video.generators.restorer:RestoredFigure",
            revision=1,
            traits=frozenset({"draws_person", "before_picture"}),
            environment="diffusion",
        ),
        "nearest": Entry(
            "pose2video.generators.nearest:Nearest",
            revision=3,
            traits=frozenset({"draws_person"}),
        ),
        "regression_vector": Entry(
            "pose2video.generators.pose_to_picture:RegressionVector",
            revision=2,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "regression_map": Entry(
            "pose2video.generators.pose_to_picture:RegressionMap",
            revision=2,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "adversarial": Entry(
            "pose2video.generators.pose_to_picture:Adversarial",
            revision=2,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "edn": Entry(
            "pose2video.generators.everybody_dance_now:EverybodyDanceNow",
            revision=1,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "flow_attention": Entry(
            "pose2video.generators.flow_attention:FlowAttention",
            revision=1,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "neural_figure": Entry(
            "pose2video.generators.neural_figure:NeuralFigure",
            revision=1,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "controlnet": Entry(
            "pose2video.generators.controlnet:ControlNet",
            revision=2,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
        "appearance_control": Entry(
            "pose2video.generators.appearance_control:AppearanceControl",
            revision=1,
            traits=frozenset({"draws_person"}),
            environment="diffusion",
        ),
    },
)
