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
