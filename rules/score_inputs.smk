"""What scores look at: a result, what is found in it, and what it is compared with."""


def found_poses(wildcards):
    """What is found again in a result; nothing where the generator draws no person."""
    if not draws_person(wildcards):
        return []
    return f"results/found/{wildcards.clip}/{wildcards.recipe}.{wildcards.character}.json"


def compared_by(wildcards):
    """The network's tensors by which frames are compared with true ones, where they are."""
    compared = draws_person(wildcards) and has_truth(wildcards)
    return "results/perception/alex.safetensors" if compared else []


def scored_frames(wildcards):
    """The frames of a result where there is something to compare them with."""
    if not (compared_by(wildcards) or outlined_body(wildcards)):
        return []
    return f"results/generated/{wildcards.clip}/{wildcards.recipe}.{wildcards.character}"


def scoring_environment(wildcards):
    """The file of `envs/` with what scores need: torch where pictures are compared."""
    return f"../envs/{'diffusion' if compared_by(wildcards) else 'base'}.yaml"


def outlined_body(wildcards):
    """The motion on the character's body, where frames show that before the picture's background.

    Retargeters that need no body do not put the figure where the body is.
    """
    generator = PLAN.component_of(wildcards.recipe, "generators")
    return (
        body_files("retargeters")(wildcards) if GENERATORS.has(generator, "before_picture") else []
    )


def outlined_character(wildcards):
    """What is known of the character, where its body is compared with the frames."""
    if not outlined_body(wildcards):
        return []
    folder = character_folder(wildcards)
    return [f"{folder}/{name}" for name in (*PREPARED, "body.safetensors", "body.json")]


def outlined_folder(wildcards):
    """Parameter function: the folder of these files."""
    return character_folder(wildcards) if outlined_body(wildcards) else ""
