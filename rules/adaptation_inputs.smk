"""What adaptations learn from: pictures, films, weights, memory."""


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
