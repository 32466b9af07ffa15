"""Input and parameter functions of data sets as a whole."""

from snakemake.logging import logger

SAID = set()  # sets of which this process has said what is in them


def rendered_layout(wildcards):
    """The spec of the layout of a set."""
    return PLAN.data_sets.usable(wildcards.set).spec


def rendered_numbers(wildcards):
    """Who is rendered, and which motion."""
    return PLAN.data_sets.usable(wildcards.set).takes[wildcards.take].rendered


def every_take(pattern):
    """Input function: a path for every take of a set."""
    return lambda wildcards: [
        pattern.format(clip=clip, **wildcards)
        for clip in PLAN.data_sets.usable(wildcards.set).clips
    ]


def told_of_set(wildcards):
    """What the config, and the names of files, say of a set."""
    found = PLAN.data_sets.usable(wildcards.set)
    takes = [
        {
            "clip": clip,
            "name": source.name,
            "person": source.person,
            "split": source.split,
            "masks": found.has_masks(source),
            "maps": source.maps is not None,
        }
        for clip, source in found.clips.items()
    ]
    return {
        "name": found.name,
        "layout": found.block["layout"],
        "license": found.block.get("license"),
        "estimator": wildcards.estimator,
        "left_out": found.left_out,
        "takes": takes,
    }


def set_checks(wildcards):
    """The checks of a set's takes; says what is in it, once in a run."""
    found = PLAN.data_sets.usable(wildcards.set)
    if found.name not in SAID:
        SAID.add(found.name)
        for sentence in found.told():
            logger.info(sentence)
    return every_take("results/checked/{clip}/{estimator}.json")(wildcards)
