"""What a retargeter measures before it fits."""


def measured_film(wildcards):
    """The smoothed poses of the film that a character's picture was chosen from."""
    if needs_of(wildcards, "retargeters").measures != "film":
        return []
    if not PLAN.is_chosen(wildcards.character):
        return []
    return smoothed_poses(footage_name(wildcards.character), wildcards.recipe)


def measured_body(wildcards):
    """The body that was fitted to a character's picture, where there is no film to measure."""
    if needs_of(wildcards, "retargeters").measures != "film":
        return []
    if PLAN.is_chosen(wildcards.character):
        return []
    folder = character_folder(wildcards)
    return [f"{folder}/body.safetensors", f"{folder}/body.json", FACE_POINTS, "results/body_model"]


def measured_words(wildcards):
    """What was measured for a retargeter that needs it; a character's own film is not fitted."""
    if PLAN.is_own(wildcards.clip, wildcards.character):
        return []
    if not needs_of(wildcards, "retargeters").measures:
        return []
    return "results/retargeted/{clip}/{recipe}.{character}.measured.json".format(**wildcards)
