"""What components need beside the usual: environments, GPUs, bodies, the character's film."""


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


def shown_plate(wildcards):
    """Masks, their manifest and the plate of the character's film, for a generator that uses it."""
    if not needs_of(wildcards, "generators").plate:
        return []
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    name = wildcards.character
    masks = f"results/masks/{footage_name(name)}/{estimator}"
    return [masks, f"{masks}.json", f"results/characters/{name}/{estimator}/plate"]


def shown_skin(wildcards):
    """The skin laid from the character's film, and its words, for a generator that uses it."""
    name = wildcards.character
    if not (needs_of(wildcards, "generators").skin and PLAN.is_chosen(name)):
        return []
    recipe = PLAN.named("recipes", wildcards.recipe)
    skin = f"results/skins/{name}/{recipe['estimator']}.{recipe['smoother']}"
    return [skin, f"{skin}.json"]


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
