"""What a job asks of a cluster: minutes and memory, company in a submission, a partition."""

import math

from snakemake.resources import Resources


def growing(amount):
    """Resource function: so much at first, as much again for each further attempt."""
    return lambda wildcards, attempt: attempt * amount


def lasting(minutes):
    """Resource function: minutes for a clip of seconds; for a character's film by its length.

    A film of which the config does not say how long its part is counts as one of five minutes.
    """

    def runtime(wildcards, attempt):
        name = wildcards.get("character") or wildcards.get("subject")
        film = footage_name(name) if name else wildcards.get("clip")
        part = PLAN.footage.get(film)
        if part is None:
            return attempt * minutes
        seconds = (part["end_s"] or 300 + (part["start_s"] or 0)) - (part["start_s"] or 0)
        return attempt * minutes * max(1, math.ceil(seconds / 30))

    return runtime


def partition(wildcards, rulename, **told):
    """Resource function of rules with `gpu`: where their jobs wait, by the profile's defaults.

    `gpu_partition` for those that want one, `slurm_partition` for the others; none elsewhere.
    """
    named = Resources.from_mapping(workflow.resource_settings.default_resources or {})
    gpu = workflow.get_rule(rulename).resources["gpu"]
    wanted = gpu.evaluate(wildcards, rulename=rulename, **told).value
    name = named.get("gpu_partition" if wanted else "slurm_partition")
    return name.evaluate(wildcards, rulename=rulename, **told).value


def sharing(group, unless=None, otherwise=None):
    """Group function: jobs of a clip that share a submission, and with those of other clips.

    Only where the profile says with how many (`group-components`). Footage stays alone: the clips'
    jobs may need what is made of it.

    Args:
        group: The name of the group.
        unless: A function of the wildcards; where it gives something, the group is `otherwise`.
        otherwise: Another group; or None: the job stays alone, so that no GPU waits for others.
    """

    def name(wildcards):
        footage = str(wildcards.get("clip", "")).startswith(tuple(f"{room}/" for room in ROOMS))
        if footage or not workflow.group_settings.group_components:
            return None
        return otherwise if unless and unless(wildcards) else group

    return name
