"""Parameter and resource functions: which values a wildcard stands for."""


def film_revision(wildcards):
    """The revision of `extract_frames`: 3 for films, whose colours it made right; 1 for pictures."""
    film = PLAN.named("clips", wildcards.clip)["video"]
    return 1 if film and Path(film).is_dir() else 3


def prompted_gloss(wildcards):
    """The clip's gloss for a generator that is told in words; nothing for the others."""
    prompted = needs_of(wildcards, "generators").prompted
    return (PLAN.named("clips", wildcards.clip)["gloss"] or "") if prompted else ""


def compared_recipes(wildcards):
    """Names of the recipes of a comparison."""
    return PLAN.recipes_of(wildcards.clip, wildcards.character)


def clip_row(wildcards):
    """What the clip table says about which part of the film is taken."""
    clip = PLAN.named("clips", wildcards.clip)
    part = {key: clip[key] for key in ("end_s", "fps", "start_s")}
    return {"bytes": content_size(clip["video"])} | part | where_set(clip, "mirror", "speed")


def where_set(row, *names):
    """The keys of a row that say something: what is not said is no parameter and changes none."""
    return {name: row[name] for name in names if row.get(name)}


def clip_estimator(wildcards):
    """The spec of the estimator, and who of several people is meant where the table says it."""
    return component("estimators")(wildcards) | where_set(
        PLAN.named("clips", wildcards.clip), "person"
    )


def character_estimator(wildcards):
    """The spec of the estimator; of a picture, its part, whether it is mirrored, who is meant.

    A picture that was chosen from a film is mirrored already, as the film is. Beside a film,
    `person` is said of that.
    """
    character = PLAN.named("characters", wildcards.character)
    told = where_set(character, "mirror", "crop") if "image" in character else {}
    person = person_of(wildcards.character, character)
    if person is not None and "film" not in character:
        told |= {"person": person}
    if "poses" in character:
        told |= {"poses_bytes": content_size(character["poses"])}
    if "mask" in character:
        told |= {"mask_bytes": content_size(character["mask"])}
    return component("estimators")(wildcards) | told


def in_own_film(wildcards):
    """Whether a character performs its own film, so that it stays where that has it."""
    return PLAN.is_own(wildcards.clip, wildcards.character)


def wanted_frame(wildcards):
    """The second of a character's film whose frame the config wants; None for the best."""
    character = PLAN.named("characters", wildcards.character)
    if "reference" in character:  # the first frame
        return character.get("start_s", 0)
    return character.get("frame_s")


def held_out(wildcards):
    """The share of the end of a character's film that nothing learns from; None for none."""
    name = wildcards.get("character") or wildcards.subject
    return PLAN.named("characters", name).get("held_out") or None


def content_size(path):
    """Bytes of a film, or of each picture in a folder: a change that dates may not show."""
    if not path:
        return None
    if Path(path).is_dir():
        return sorted((file.name, file.stat().st_size) for file in pictures_in(path))
    return Path(path).stat().st_size


def image_size(wildcards):
    """Bytes of a character's picture."""
    return content_size(PLAN.named("characters", wildcards.character).get("image"))


def clip_sound(wildcards):
    """Where a clip begins in its film, in seconds; both of it where it has a speed of its own."""
    clip = PLAN.named("clips", wildcards.clip)
    return {name: clip[name] for name in ("speed", "start_s")} if clip["speed"] else clip["start_s"]


def draws_person(wildcards):
    """Whether a recipe's generator claims to draw a person."""
    return GENERATORS.has(PLAN.component_of(wildcards.recipe, "generators"), "draws_person")


def has_truth(wildcards):
    """Whether the true result of a film is known."""
    return PLAN.has_truth(wildcards.clip, wildcards.character)


def metric_revisions(wildcards):
    """Revisions of all metrics: a film is measured again when one changes."""
    return {name: entry.revision for name, entry in sorted(METRICS.entries.items())}


def reported(wildcards):
    """Parameter function: what the reports are about; asked when all rules are read."""
    return told()


def reported_films(wildcards):
    """Parameter function: the films alone."""
    return told()["films"]
