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


rule measure_poses:
    input:
        poses=recipe_poses,
        reference=character_file("poses.json"),
        film=measured_film,
        body=measured_body,
    output:
        measured="results/retargeted/{clip}/{recipe}.{character}.measured.json",
        plot=report(
            "results/retargeted/{clip}/{recipe}.{character}.measured.png",
            category="Motion",
            subcategory="{clip}",
            labels={"character": "{character}", "recipe": "{recipe}", "what": "measured"},
        ),
    log:
        "logs/measure_poses/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/measure_poses/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("motion", unless=needed_gpu("estimators", of_recipe=True), otherwise="fitting")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=growing(1),
    params:
        retargeter=recipe_component("retargeters"),
        held_out=held_out,
        revision=1,
    message:
        "Measuring how {wildcards.character} and the driver of {wildcards.clip} stand"
    script:
        "../scripts/measure_poses.py"
