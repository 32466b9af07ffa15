"""Generators: a character and a retargeted motion -> frames.

Protocol: `generate(character, motion) -> iterator of frames`, one uint8 RGB image `(height, width,
3)` of `motion.frame_size` per pose; same seed, same frames. `warnings(character, motion)` lists
sentences for the summary. Trait `draws_person`: the frames show a person who can be found again.
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
            revision=1,
            traits=frozenset({"draws_person"}),
        ),
    },
)
