"""Input functions: performers whose truth is known."""


def truth_of(suffix):
    """Input function: a file of the true result where it is known, else nothing."""

    def truth(wildcards):
        if PLAN.is_own(wildcards.clip, wildcards.character):
            return own_truth(wildcards, suffix)
        if PLAN.has_truth(wildcards.clip, wildcards.character):
            return f"results/performers/truth/{wildcards.clip}/{wildcards.character}{suffix}"
        return []

    return truth


def compared_truth(wildcards):
    """The true result beside a comparison; nothing in a character's own film: it is the driver."""
    own = PLAN.is_own(wildcards.clip, wildcards.character)
    return [] if own else truth_of(".mp4")(wildcards)


def clip_choreography(wildcards):
    """The choreography file of a synthetic clip."""
    return resource_file("choreographies", PLAN.named("clips", wildcards.clip)["choreography"])


def clip_performer(wildcards):
    """The performer file of a synthetic clip."""
    return resource_file("performers", PLAN.named("clips", wildcards.clip)["performer"])


def character_performer(wildcards):
    """The performer file of a synthetic character."""
    return resource_file("performers", PLAN.named("characters", wildcards.character)["performer"])


def film_choreography(wildcards):
    """The choreography file of a performer's own film; nothing where there is only a picture."""
    name = PLAN.named("characters", wildcards.character).get("choreography")
    return resource_file("choreographies", name) if name else []
