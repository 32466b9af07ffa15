"""Input functions: which files a wildcard stands for."""

# every render reads where the face points lie on the body
FACE_POINTS = f"{workflow.basedir}/resources/performers/face_points.csv"


def resource_file(folder, name):
    """A data file of the workflow."""
    return str(Path(workflow.basedir) / "resources" / folder / f"{name}.yaml")


def clip_film(wildcards):
    """The film or picture folder of a clip; that of a choreography is rendered first."""
    clip = PLAN.named("clips", wildcards.clip)
    return clip["video"] or f"results/performers/clips/{wildcards.clip}.mp4"


def smoothed_poses(clip, recipe):
    """The smoothed poses of a clip by the estimator and smoother of a recipe."""
    recipe = PLAN.named("recipes", recipe)
    return f"results/smoothed/{clip}/{recipe['estimator']}.{recipe['smoother']}.json"


def recipe_poses(wildcards):
    """The smoothed poses that a recipe starts from; nothing of a clip of maps."""
    if wildcards.clip in DRAWN_CLIPS:
        return []
    return smoothed_poses(wildcards.clip, wildcards.recipe)


def compared_poses(wildcards):
    """The smoothed poses of the first recipe of a comparison; nothing of a clip of maps."""
    if wildcards.clip in DRAWN_CLIPS:
        return []
    return smoothed_poses(wildcards.clip, PLAN.recipes_of(wildcards.clip, wildcards.character)[0])


def compared_results(wildcards):
    """Frame folders of all recipes of a comparison."""
    return [
        f"results/generated/{wildcards.clip}/{recipe}.{wildcards.character}"
        for recipe in PLAN.recipes_of(wildcards.clip, wildcards.character)
    ]


def sound_film(wildcards):
    """The film that the sound is taken from; a folder of pictures has none."""
    video = PLAN.named("clips", wildcards.clip)["video"]
    return video if video and Path(video).is_file() else []
