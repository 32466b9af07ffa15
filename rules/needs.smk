"""What components need beside the usual: bodies, weights, GPUs."""


def needs_of(wildcards, kind):
    """What the recipe's component of a kind needs beside the usual: `{"body": 1, "gpu": 1}`."""
    return REGISTRIES[kind].build(PLAN.component_of(wildcards.recipe, kind)).needs()


def needed_gpu(kind, of_recipe=False):
    """Resource function: how many GPUs the component asks for."""
    spec_of = recipe_component(kind) if of_recipe else component(kind)

    def gpu(wildcards):
        return REGISTRIES[kind].build(spec_of(wildcards)).needs().get("gpu", 0)

    return gpu


def prepared_files(wildcards):
    """The files that `prepare_character` leaves of a character."""
    folder = f"results/characters/{wildcards.character}/{wildcards.estimator}"
    return [f"{folder}/{name}" for name in PREPARED]


def character_files(wildcards):
    """The files in that folder that a recipe uses."""
    folder = character_folder(wildcards)
    names = list(PREPARED)
    if needs_of(wildcards, "generators").get("body"):
        names += ["body.safetensors", "body.json"]
    return [f"{folder}/{name}" for name in names]


def body_files(kind):
    """Input function: a clip's motion on the character's body where the component needs it."""

    def files(wildcards):
        if not needs_of(wildcards, kind).get("body"):
            return []
        recipe = PLAN.named("recipes", wildcards.recipe)
        name = f"{recipe['estimator']}.{recipe['smoother']}.{wildcards.character}"
        motion = f"results/bodies/{wildcards.clip}/{name}"
        words = [f"{motion}.json", FACE_POINTS]
        return [f"{motion}.safetensors", *words, "results/body_model"]

    return files


def weight_folders(kind):
    """Input function: the folders of the weights that the recipe's component needs."""
    return lambda wildcards: [
        f"results/weights/{name}" for name in needs_of(wildcards, kind).get("weights", [])
    ]


def own_weights(wildcards):
    """The files of a model in the user's own folder of weights, nothing where it is fetched."""
    return PLAN.own_weights(wildcards.weights)
