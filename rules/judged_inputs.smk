"""Functions of the rules by which methods are judged."""

from pose2video.planning.judged import described


def own_truth(wildcards, suffix):
    """The same of a character's own film: its frames, where the person is in them, its poses."""
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    found = {
        ".mp4": f"results/frames/{wildcards.clip}",
        ".mask.mp4": f"results/masks/{wildcards.clip}/{estimator}",
        ".json": f"results/poses/{wildcards.clip}/{estimator}.json",
    }
    return found[suffix]


def fitting(wildcards):
    """The spec of the retargeter; a character's own film is already where it shall be."""
    if PLAN.is_own(wildcards.clip, wildcards.character):
        return AS_FILMED
    return PLAN.component_of(wildcards.recipe, "retargeters")


def judged_methods(wildcards):
    """Parameter function: the performances by which methods are judged."""
    return described(PLAN)


def first_of_canvas(clip, character):
    """Of judged recipes one for each size of the result and estimator."""
    found = {}
    for name in PLAN.judged_recipes(clip, character):
        estimator = PLAN.named("recipes", name)["estimator"]
        found.setdefault((asked_side(name), estimator), name)
    return list(found.values())


def judged_files(pattern, only=None):
    """Input function: a path for every film by which methods are judged, or for some of them."""
    return lambda wildcards: list(
        dict.fromkeys(
            pattern.format(clip=film.clip, recipe=film.recipe, character=film.character)
            for film in PLAN.judged
            if only is None or only(film)
        )
    )


def judged_results(wildcards):
    """The frame folders of all judged recipes of one clip and character."""
    return [
        f"results/generated/{wildcards.clip}/{recipe}.{wildcards.character}"
        for recipe in PLAN.judged_recipes(wildcards.clip, wildcards.character)
    ]


def strip_poses(wildcards):
    """The smoothed poses of the first judged recipe."""
    first = PLAN.judged_recipes(wildcards.clip, wildcards.character)[0]
    return smoothed_poses(wildcards.clip, first)


def strip_truth(wildcards):
    """The true result of a clip and character, nothing where it is not known."""
    clip, character = wildcards.clip, wildcards.character
    if PLAN.is_own(clip, character):
        return f"results/frames/{clip}"
    return truth_of(".mp4")(wildcards)


def is_first_of_canvas(film):
    """Whether baselines are measured on the canvas of this film's recipe, for all of its size."""
    return film.is_self and film.recipe in first_of_canvas(film.clip, film.character)


def learned_folders(wildcards):
    """The models of all judged films."""
    names = [row["model"] for row in described(PLAN) if row["model"]]
    return [f"results/models/{name}" for name in dict.fromkeys(names)]


def judged_footage(wildcards):
    """The manifests of the films that judged characters learn from."""
    names = dict.fromkeys(film.character for film in PLAN.judged if film.is_self)
    return [f"results/frames/{footage_name(name)}.json" for name in names]


def baseline_plate(wildcards):
    """The plate of a character and the tail's cameras before it, where a judged recipe needs it."""
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    name = wildcards.character
    recipes = PLAN.judged_recipes(wildcards.clip, name)
    if not any(PLAN.needs("generators", recipe).plate for recipe in recipes):
        return []
    return [
        f"results/characters/{name}/{estimator}/plate",
        f"results/cameras/{wildcards.clip}/{estimator}.{name}.json",
    ]
