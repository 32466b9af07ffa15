"""Input functions: the files of all that the config wants."""


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
