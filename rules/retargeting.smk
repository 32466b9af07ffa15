"""A clip's motion brought to a character: measured where the retargeter asks for it, then fitted."""


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
            caption="../resources/report/measured.rst",
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


rule retarget_poses:
    input:
        poses=recipe_poses,
        body=body_files("retargeters"),
        measured=measured_words,
        background=character_file("background.png"),
        reference=character_file("poses.json"),
    output:
        poses="results/retargeted/{clip}/{recipe}.{character}.json",
        view="results/retargeted/{clip}/{recipe}.{character}.view.json",
        preview=report(
            "results/retargeted/{clip}/{recipe}.{character}.png",
            caption="../resources/report/preview.rst",
            category="Motion",
            subcategory="{clip}",
            labels={"character": "{character}", "recipe": "{recipe}"},
        ),
    log:
        "logs/retarget_poses/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/retarget_poses/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("motion", unless=needed_gpu("estimators", of_recipe=True), otherwise="fitting")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=growing(1),
    params:
        retargeter=fitting,
        framing=framing,
        revision=3,
    message:
        "Fitting {wildcards.clip} to the body of {wildcards.character} ({wildcards.recipe})"
    script:
        "../scripts/retarget_poses.py"
