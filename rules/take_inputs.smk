"""Input and parameter functions of takes: the sequences of data sets, each as a clip."""


def takes_where(fits):
    """A pattern of the takes of all sets for which `fits(set, source)`."""
    found = [
        clip
        for data_set in PLAN.data_sets.values()
        for clip, source in data_set.clips.items()
        if fits(data_set, source)
    ]
    return any_of(found)


def is_given(what, yes=True):
    """For `takes_where`: whether a set has its own of something; or whether it has not."""
    return lambda data_set, source: data_set.is_given(what, source) == yes


def has_maps(data_set, source):
    """For `takes_where`: whether a set has pictures of the pose."""
    return source.maps is not None


GIVEN_POSES, FOUND_POSES = (takes_where(is_given("poses", yes)) for yes in (True, False))
GIVEN_MASKS, FOUND_MASKS = (takes_where(is_given("masks", yes)) for yes in (True, False))
GIVEN_MAPS = takes_where(has_maps)


def take_film(wildcards):
    """The film or folder of pictures of a take; that of a synthetic one is rendered first."""
    found = PLAN.data_sets.source(wildcards.clip).film
    return str(found) if found else f"results/performers/{wildcards.clip}.mp4"


def take_pictures(wildcards):
    """The folder of pictures that became a take's frames; nothing where they were a film's."""
    found = PLAN.data_sets.source(wildcards.clip).film
    return str(found) if found and found.is_dir() else []


def take_own(what, suffix):
    """Input function: a set's own poses, masks or maps of a take."""

    def own(wildcards):
        found = getattr(PLAN.data_sets.source(wildcards.clip), what)
        return str(found) if found else f"results/performers/{wildcards.clip}{suffix}"

    return own


def take_row(wildcards):
    """What of a film is taken, as `clip_row` says it of a clip."""
    row = PLAN.named("clips", wildcards.clip)
    size = content_size(row["video"]) if row["video"] else None
    return {"bytes": size} | {key: row[key] for key in ("end_s", "fps", "start_s")}


def take_masks(wildcards):
    """The manifest of a take's masks; nothing where there are none."""
    _, name, take = wildcards.clip.split("/")
    if not PLAN.data_sets.usable(name).has_masks(PLAN.data_sets.source(wildcards.clip)):
        return []
    return f"results/masks/{wildcards.clip}/{wildcards.estimator}.json"


def take_maps(wildcards):
    """The frame folder of a take's pictures of the pose; nothing where there are none."""
    there = PLAN.data_sets.source(wildcards.clip).maps
    return f"results/maps/{wildcards.clip}" if there else []
