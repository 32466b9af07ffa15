"""Input functions of characters: what is known of one, and what is prepared of it."""


def character_image(wildcards):
    """The picture of a character; rendered first, or chosen from a film, where it has none."""
    character = PLAN.named("characters", wildcards.character)
    if "image" in character:
        return character["image"]
    if "clip" in character:
        return f"results/characters/{wildcards.character}/first.png"
    if is_filmed(character):
        return f"results/characters/{wildcards.character}/{wildcards.estimator}/chosen.png"
    return f"results/performers/characters/{wildcards.character}.png"


def first_of(wildcards):
    """The frames of the clip that begins with a character's picture, and their manifest."""
    clip = PLAN.named("characters", wildcards.character)["clip"]
    return [f"results/frames/{clip}", f"results/frames/{clip}.json"]


def character_points(wildcards):
    """The keypoints of a character's picture where they are given by hand, else nothing."""
    return PLAN.named("characters", wildcards.character).get("poses", [])


def character_mask(wildcards):
    """The painted mask of a character's picture, where there is one, else nothing."""
    return PLAN.named("characters", wildcards.character).get("mask", [])


PREPARED = ("picture.png", "mask.png", "background.png", "poses.json", "limbs.npz")


def character_folder(wildcards):
    """Where `prepare_character` left what a recipe uses of a character."""
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    return f"results/characters/{wildcards.character}/{estimator}"


def character_file(name):
    """Input function: one of the files in that folder."""
    return lambda wildcards: f"{character_folder(wildcards)}/{name}"


def prepared_folder(wildcards):
    """The folder that `prepare_character` fills, where the wildcards name the estimator."""
    return f"results/characters/{wildcards.character}/{wildcards.estimator}"


def prepared_files(wildcards):
    """The files that it leaves there of a character."""
    return [f"{prepared_folder(wildcards)}/{name}" for name in PREPARED]


def character_files(wildcards):
    """The files in the folder of a character that a recipe uses."""
    folder = character_folder(wildcards)
    names = list(PREPARED)
    if needs_of(wildcards, "generators").body:
        names += ["body.safetensors", "body.json"]
    return [f"{folder}/{name}" for name in names]
