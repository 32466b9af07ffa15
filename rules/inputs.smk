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


def character_image(wildcards):
    """The picture of a character; rendered first, or chosen from a film, where it has none."""
    character = PLAN.named("characters", wildcards.character)
    if "image" in character:
        return character["image"]
    if is_filmed(character):
        return f"results/characters/{wildcards.character}/{wildcards.estimator}/chosen.png"
    return f"results/performers/characters/{wildcards.character}.png"


def character_points(wildcards):
    """The keypoints of a character's picture where they are given by hand, else nothing."""
    return PLAN.named("characters", wildcards.character).get("poses", [])


PREPARED = ("picture.png", "mask.png", "background.png", "poses.json", "limbs.npz")


def character_folder(wildcards):
    """Where `prepare_character` left what a recipe uses of a character."""
    estimator = PLAN.named("recipes", wildcards.recipe)["estimator"]
    return f"results/characters/{wildcards.character}/{estimator}"


def character_file(name):
    """Input function: one of the files in that folder."""
    return lambda wildcards: f"{character_folder(wildcards)}/{name}"


def smoothed_poses(clip, recipe):
    """The smoothed poses of a clip by the estimator and smoother of a recipe."""
    recipe = PLAN.named("recipes", recipe)
    return f"results/smoothed/{clip}/{recipe['estimator']}.{recipe['smoother']}.json"


def recipe_poses(wildcards):
    """The smoothed poses that a recipe starts from."""
    return smoothed_poses(wildcards.clip, wildcards.recipe)


def compared_poses(wildcards):
    """The smoothed poses of the first recipe of a comparison."""
    return smoothed_poses(wildcards.clip, PLAN.recipes_of(wildcards.clip, wildcards.character)[0])


def compared_results(wildcards):
    """Frame folders of all recipes of a comparison."""
    return [
        f"results/generated/{wildcards.clip}/{recipe}.{wildcards.character}"
        for recipe in PLAN.recipes_of(wildcards.clip, wildcards.character)
    ]


# An input function that names files of every wanted film takes `films`: of which ones, instead.
def per_film(pattern):
    """Input function: a path for every wanted film."""
    return lambda wildcards, films=None: [
        pattern.format(clip=film.clip, recipe=film.recipe, character=film.character)
        for film in films or PLAN.films
    ]


def wanted_films(wildcards, films=None):
    """The MP4 of every wanted film."""
    return per_film("results/videos/{clip}/{recipe}.{character}.mp4")(wildcards, films)


def wanted_drivers(wildcards, films=None):
    """The driving film of every clip."""
    clips = [film.clip for film in films] if films else PLAN.wanted_clips
    return [f"results/drivers/{clip}.mp4" for clip in clips]


def wanted_comparisons(wildcards, films=None):
    """The side-by-side film of every clip and character."""
    pairs = [(film.clip, film.character) for film in films] if films else PLAN.compared()
    return [f"results/compared/{clip}/{character}.mp4" for clip, character in pairs]


def sound_film(wildcards):
    """The film that the sound is taken from; a folder of pictures has none."""
    video = PLAN.named("clips", wildcards.clip)["video"]
    return video if video and Path(video).is_file() else []


def found_poses(wildcards):
    """What is found again in a result; nothing where the generator draws no person."""
    if not draws_person(wildcards):
        return []
    return f"results/found/{wildcards.clip}/{wildcards.recipe}.{wildcards.character}.json"


def compared_by(wildcards):
    """The network's tensors by which frames are compared with true ones, where they are."""
    compared = draws_person(wildcards) and has_truth(wildcards)
    return "results/perception/alex.safetensors" if compared else []


def scored_frames(wildcards):
    """The frames of a result where there is something to compare them with."""
    if not (compared_by(wildcards) or outlined_body(wildcards)):
        return []
    return f"results/generated/{wildcards.clip}/{wildcards.recipe}.{wildcards.character}"
