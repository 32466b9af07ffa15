"""What trainings need: a data set, an earlier training, a file of one's own, weights, memory."""

from pose2video.planning.trainings import taught_on
from pose2video.weights.supply import one_file


def taught_needs(wildcards):
    """What the wildcard's training needs."""
    return REGISTRIES["trainings"].needs(component("trainings")(wildcards))


def taught_index(wildcards):
    """The index of the data set that a training learns from."""
    found = taught_on(PLAN, wildcards.training)
    return f"results/datasets/{found['set']}/{found['chain']}.json" if found else []


def taught_frames(wildcards):
    """Frames, poses and maps of every take of that set."""
    found = taught_on(PLAN, wildcards.training)
    if not found:
        return []
    files = []
    for clip, source in PLAN.data_sets.usable(found["set"]).clips.items():
        files += [f"results/frames/{clip}", f"results/smoothed/{clip}/{found['chain']}.json"]
        files += [f"results/maps/{clip}"] if source.maps is not None else []
    return files


def taught_begin(wildcards):
    """The folder of the training that another one begins with."""
    begin = taught_needs(wildcards).taught
    return f"results/models/trainings/{begin}" if begin else []


def taught_bodies(wildcards):
    """The bodies fitted to every take of the set, for a training that is told of them."""
    if not (taught_needs(wildcards).body and taught_needs(wildcards).data_set):
        return []
    found = taught_on(PLAN, wildcards.training)
    bodies = [
        f"results/bodies/{clip}/{found['chain']}"
        for clip in PLAN.data_sets.usable(found["set"]).clips
    ]
    return [FACE_POINTS, *(f"{body}{end}" for body in bodies for end in (".safetensors", ".json"))]


def taught_body_model(wildcards):
    """The folder of the body model, for a training that has bodies."""
    return "results/body_model" if taught_needs(wildcards).body else []


def taught_processes(wildcards):
    """How many processes share a training."""
    return taught_needs(wildcards).processes


def taught_file(wildcards):
    """The file of one's own that a model is read from."""
    name = taught_needs(wildcards).own_files
    return str(one_file(name, PLAN.weights_folder)) if name else []


def taught_weights(wildcards):
    """The folders of the weights that a training begins with."""
    return [f"results/weights/{name}" for name in taught_needs(wildcards).weights]


def teaching_memory(wildcards, attempt):
    """Megabytes for a training: the weights as float32 at most, AdamW's state, the libraries."""
    needs = taught_needs(wildcards)
    loaded = sum(model_of(name).about_mb for name in needs.weights)
    return attempt * needs.processes * (needs.memory_mb + 2 * loaded)
