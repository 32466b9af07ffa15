"""Input and parameter functions: which files and values a wildcard stands for."""

# every render reads where the face points lie on the body
FACE_POINTS = f"{workflow.basedir}/resources/performers/face_points.csv"


def resource_file(folder, name):
    """A data file of the workflow."""
    return str(Path(workflow.basedir) / "resources" / folder / f"{name}.yaml")


def clip_film(wildcards):
    """The film or picture folder of a clip; that of a choreography is rendered first."""
    clip = PLAN.clips[wildcards.clip]
    return clip["video"] or f"results/performers/clips/{wildcards.clip}.mp4"


def character_image(wildcards):
    """The picture of a character; that of a synthetic one is rendered first."""
    character = PLAN.characters[wildcards.character]
    return character.get("image") or f"results/performers/characters/{wildcards.character}.png"


def character_folder(wildcards):
    """Where `prepare_character` left what a recipe uses of a character."""
    estimator = PLAN.recipes[wildcards.recipe]["estimator"]
    return f"results/characters/{wildcards.character}/{estimator}"


def character_files(wildcards):
    """The files in that folder."""
    folder = character_folder(wildcards)
    names = ("picture.png", "mask.png", "background.png", "poses.json", "limbs.npz")
    return [f"{folder}/{name}" for name in names]


def recipe_poses(wildcards):
    """The smoothed poses that a recipe starts from."""
    recipe = PLAN.recipes[wildcards.recipe]
    return f"results/smoothed/{wildcards.clip}/{recipe['estimator']}.{recipe['smoother']}.json"


def compared_poses(wildcards):
    """The smoothed poses of the first recipe of a comparison."""
    recipe = PLAN.recipes[PLAN.recipes_of(wildcards.clip, wildcards.character)[0]]
    return f"results/smoothed/{wildcards.clip}/{recipe['estimator']}.{recipe['smoother']}.json"


def compared_results(wildcards):
    """Frame folders of all recipes of a comparison."""
    return [
        f"results/generated/{wildcards.clip}/{recipe}.{wildcards.character}"
        for recipe in PLAN.recipes_of(wildcards.clip, wildcards.character)
    ]


def truth_of(suffix):
    """Input function: a file of the true result where it is known, else nothing."""

    def truth(wildcards):
        if PLAN.has_truth(wildcards.clip, wildcards.character):
            return f"results/performers/truth/{wildcards.clip}/{wildcards.character}{suffix}"
        return []

    return truth


def per_film(pattern):
    """Input function: a path for every wanted film."""
    return lambda wildcards: [
        pattern.format(clip=film.clip, recipe=film.recipe, character=film.character)
        for film in PLAN.films
    ]


def wanted_films(wildcards):
    """The MP4 of every wanted film."""
    return per_film("results/videos/{clip}/{recipe}.{character}.mp4")(wildcards)


def wanted_comparisons(wildcards):
    """The side-by-side film of every clip and character."""
    return [f"results/compared/{clip}/{character}.mp4" for clip, character in PLAN.compared()]


def compared_recipes(wildcards):
    """Names of the recipes of a comparison."""
    return PLAN.recipes_of(wildcards.clip, wildcards.character)


def clip_row(wildcards):
    """What the clip table says about which part of the film is taken."""
    clip = PLAN.clips[wildcards.clip]
    return {key: clip[key] for key in ("end_s", "fps", "start_s")}


def clip_start(wildcards):
    """Where a clip begins in its film, in seconds."""
    return PLAN.clips[wildcards.clip]["start_s"]


def sound_film(wildcards):
    """The film that the sound is taken from; a folder of pictures has none."""
    video = PLAN.clips[wildcards.clip]["video"]
    return video if video and Path(video).is_file() else []


def short_side_px(wildcards):
    """The shorter side of a recipe's output."""
    return PLAN.recipes[wildcards.recipe].get("short_side_px", 512)


def draws_person(wildcards):
    """Whether a recipe's generator claims to draw a person."""
    return GENERATORS.has(PLAN.component_of(wildcards.recipe, "generators"), "draws_person")


def has_truth(wildcards):
    """Whether the true result of a film is known."""
    return PLAN.has_truth(wildcards.clip, wildcards.character)


def metric_revisions(wildcards):
    """Revisions of all metrics: a film is measured again when one changes."""
    return {name: entry.revision for name, entry in sorted(METRICS.entries.items())}


def clip_choreography(wildcards):
    """The choreography file of a synthetic clip."""
    return resource_file("choreographies", PLAN.clips[wildcards.clip]["choreography"])


def clip_performer(wildcards):
    """The performer file of a synthetic clip."""
    return resource_file("performers", PLAN.clips[wildcards.clip]["performer"])


def character_performer(wildcards):
    """The performer file of a synthetic character."""
    return resource_file("performers", PLAN.characters[wildcards.character]["performer"])
