"""What components need beside the usual: bodies, weights, GPUs."""


def needs_of(wildcards, kind):
    """What the recipe's component of a kind needs beside the usual."""
    return PLAN.needs(kind, wildcards.recipe)


def needed_gpu(kind, of_recipe=False):
    """Resource function: how many GPUs the component asks for."""
    spec_of = recipe_component(kind) if of_recipe else component(kind)

    def gpu(wildcards):
        return REGISTRIES[kind].needs(spec_of(wildcards)).gpu

    return gpu


def environment(kind, of_recipe=False):
    """Environment function: the file of `envs/` that the table names for the component."""
    spec_of = recipe_component(kind) if of_recipe else component(kind)

    def file(wildcards):
        return f"../envs/{REGISTRIES[kind].environment(spec_of(wildcards))}.yaml"

    return file


def scoring_environment(wildcards):
    """The file of `envs/` with what scores need: torch where pictures are compared."""
    return f"../envs/{'diffusion' if compared_by(wildcards) else 'base'}.yaml"


def prepared_files(wildcards):
    """The files that `prepare_character` leaves of a character."""
    folder = f"results/characters/{wildcards.character}/{wildcards.estimator}"
    return [f"{folder}/{name}" for name in PREPARED]


def character_files(wildcards):
    """The files in that folder that a recipe uses."""
    folder = character_folder(wildcards)
    names = list(PREPARED)
    if needs_of(wildcards, "generators").body:
        names += ["body.safetensors", "body.json"]
    return [f"{folder}/{name}" for name in names]


def body_files(kind):
    """Input function: a clip's motion on the character's body where the component needs it."""

    def files(wildcards):
        own = kind == "retargeters" and PLAN.is_own(wildcards.clip, wildcards.character)
        if own or not needs_of(wildcards, kind).body:
            return []
        recipe = PLAN.named("recipes", wildcards.recipe)
        name = f"{recipe['estimator']}.{recipe['smoother']}.{wildcards.character}"
        motion = f"results/bodies/{wildcards.clip}/{name}"
        words = [f"{motion}.json", FACE_POINTS]
        return [f"{motion}.safetensors", *words, "results/body_model"]

    return files


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


def shown_plate(wildcards):
    """Masks, their manifest and the plate of the character's film, for a generator that uses it."""
    if not needs_of(wildcards, "generators").plate:
        return []
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    name = wildcards.character
    masks = f"results/masks/{footage_name(name)}/{estimator}"
    return [masks, f"{masks}.json", f"results/characters/{name}/{estimator}/plate"]


def driver_cameras(wildcards):
    """The cameras of the clip before the plate, for a generator that follows them."""
    if not needs_of(wildcards, "generators").camera:
        return []
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    return f"results/cameras/{wildcards.clip}/{estimator}.{wildcards.character}.json"


def shown_footage(wildcards):
    """The frames of the character's film and their manifest, for a generator that shows them."""
    if not needs_of(wildcards, "generators").footage:
        return []
    folder = f"results/frames/{footage_name(wildcards.character)}"
    return [folder, f"{folder}.json"]
