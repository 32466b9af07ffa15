"""What training needs: films, plates, pictures, weights, memory."""

from pose2video.planning.trained import published_file
from pose2video.pose_pairs.human36m import FOUND, MEASURED
from pose2video.smoothers.motion_net.weights import checkpoint_in


def learned_plate(wildcards):
    """The plate of a subject's film, for a generator that is trained with it."""
    if not REGISTRIES["generators"].needs(component("generators")(wildcards)).plate:
        return []
    return f"results/characters/{wildcards.subject}/{wildcards.estimator}/plate"


def learned_body(wildcards):
    """The files of the body fitted to a subject's film, for a generator that is told of it."""
    if not REGISTRIES["generators"].needs(component("generators")(wildcards)).body:
        return []
    name = f"{wildcards.estimator}.{wildcards.smoother}"
    motion = f"results/bodies/{footage_name(wildcards.subject)}/{name}"
    return [f"{motion}.safetensors", f"{motion}.json", FACE_POINTS, "results/body_model"]


def learned_perception(wildcards):
    """The tensors by which a generator that is trained sees how alike two pictures look."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    return "results/perception/alex.safetensors" if needs.perceives else []


def generator_weights(wildcards):
    """The folders of the published weights that the wildcard's generator begins with."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    return [f"results/weights/{name}" for name in needs.weights]


def training_memory(wildcards, input, attempt):
    """Megabytes for training a generator: poses, libraries, weights, and what it says itself."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    loaded = sum(model_of(name).about_mb for name in needs.weights)
    own = attempt * (800 + needs.memory_mb + 2 * loaded)
    return own + pose_memory(wildcards, input, attempt)


def trained_generators(kind):
    """Names of the generators of the config that are trained on something of a kind."""
    needs = REGISTRIES["generators"].needs
    specs = PLAN.components["generators"]
    return [name for name, spec in specs.items() if needs(spec).trained_on == kind]


def learned_set(wildcards):
    """The index of the data set that the wildcard's generator learns."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    return f"results/datasets/{needs.data_set}/{wildcards.estimator}.{wildcards.smoother}.json"


def set_memory(wildcards, attempt):
    """Megabytes for training on a data set, whose films are packed on the disk."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    return attempt * (1500 + needs.memory_mb)


def published_checkpoint(wildcards):
    """The file of published weights that the wildcard's generator is converted from."""
    try:
        return str(published_file(PLAN, component("generators")(wildcards)))
    except UserError as error:
        raise WorkflowError(str(error)) from None


def smoother_model(wildcards):
    """The folder of weights of the wildcard's smoother; nothing where its own are shipped."""
    needs = REGISTRIES["smoothers"].needs(component("smoothers")(wildcards))
    return [f"results/models/smoothers/{wildcards.smoother}"] if needs.trained_on else []


def smoother_sources(kind):
    """Input function: what weights of a smoother are made of, of a kind; nothing if of another."""
    paths = {
        "synthetic": lambda: "results/body_model",
        "human36m": lambda: [f"{own_data('human36m')}/{name}" for name in (MEASURED, FOUND)],
        "published": lambda: str(checkpoint_in(own_data("motion_net"))),
    }

    def sources(wildcards):
        needs = REGISTRIES["smoothers"].needs(component("smoothers")(wildcards))
        try:
            return paths[kind]() if needs.trained_on == kind else []
        except UserError as error:
            raise WorkflowError(str(error)) from None

    return sources


def own_data(name):
    """A folder in the user's own folder of weights."""
    folder = local_folder(name, PLAN.weights_folder)
    if folder is None:
        raise UserError(
            f"weights.folder has no folder {name}, which a smoother needs: see docs/smoothing.md"
        )
    return folder


def adapted_weights(wildcards):
    """The folders of the weights that an adaptation begins with."""
    needs = REGISTRIES["adaptations"].needs(component("adaptations")(wildcards))
    return [f"results/weights/{name}" for name in needs.weights]


def adapted_folders(wildcards):
    """Where `prepare_character` left a character, and the others that are the same person."""
    return [
        f"results/characters/{name}/{wildcards.estimator}"
        for name in PLAN.pictured(wildcards.character)
    ]


def adapted_pictures(wildcards):
    """The files in those folders."""
    return [f"{folder}/{name}" for folder in adapted_folders(wildcards) for name in PREPARED]


def adapted_moments(wildcards):
    """Which frames serve best, frames, poses and masks of the films that pictures are chosen from."""
    names = [name for name in PLAN.pictured(wildcards.character) if PLAN.is_chosen(name)]
    estimator = wildcards.estimator
    return [
        [
            f"results/characters/{name}/{estimator}/chosen.json",
            f"results/frames/{footage_name(name)}",
            f"results/poses/{footage_name(name)}/{estimator}.json",
            f"results/masks/{footage_name(name)}/{estimator}",
        ]
        for name in names
    ]


def adapted_films(wildcards):
    """The files of those, with the manifests."""
    return [
        path
        for words, frames, poses, masks in adapted_moments(wildcards)
        for path in (words, frames, f"{frames}.json", poses, masks, f"{masks}.json")
    ]


def adaptation_memory(wildcards, attempt):
    """Megabytes for training: the weights as float32 at most, AdamW's state, the libraries."""
    needs = REGISTRIES["adaptations"].needs(component("adaptations")(wildcards))
    loaded = sum(model_of(name).about_mb for name in needs.weights)
    return attempt * (needs.memory_mb + 2 * loaded)
