"""What training needs: films, plates, pictures, weights, memory."""

from pose2video.datasets.index import SetIndex
from pose2video.planning.own_checkpoints import published_file
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


def learned_character(wildcards):
    """The files of a subject's picture and of its body, for a generator that wears a skin."""
    if not REGISTRIES["generators"].needs(component("generators")(wildcards)).skin:
        return []
    names = (*PREPARED, "body.safetensors", "body.json")
    folder = f"results/characters/{wildcards.subject}/{wildcards.estimator}"
    return [f"{folder}/{name}" for name in names]


def learned_skin(wildcards):
    """The skin laid from a subject's film, and its words, for a generator that wears it."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    if not (needs.skin and PLAN.is_chosen(wildcards.subject)):
        return []
    skin = f"results/skins/{wildcards.subject}/{wildcards.estimator}.{wildcards.smoother}"
    return [skin, f"{skin}.json"]


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


def set_training_memory(wildcards, input, attempt):
    """Megabytes for training on a data set: as of one film, and 0.03 for the poses of a frame."""
    needs = REGISTRIES["generators"].needs(component("generators")(wildcards))
    loaded = sum(model_of(name).about_mb for name in needs.weights)
    takes = PLAN.data_sets.usable(wildcards.set).takes
    frames = 300 * len(takes)  # as many as there may be, until told
    if os.path.exists(input.index):
        frames = sum(sequence.n_frames for sequence in SetIndex.read(input.index).sequences)
    return attempt * (1500 + needs.memory_mb + 2 * loaded + round(0.03 * frames))


def published_generators():
    """Names of the generators of the config whose weights are a published file."""
    needs, specs = REGISTRIES["generators"].needs, PLAN.components["generators"]
    return [name for name, spec in specs.items() if needs(spec).trained_on == "published"]


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
