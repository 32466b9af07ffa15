"""Data sets: their sequences go the way of clips, and what cannot be read is left out."""


rule render_take:
    input:
        model="results/body_model",
    output:
        video="results/performers/sets/{set}/{take}.mp4",
        masks="results/performers/sets/{set}/{take}.mask.mp4",
        poses="results/performers/sets/{set}/{take}.json",
    log:
        "logs/render_take/sets/{set}/{take}.log",
    benchmark:
        "benchmarks/render_take/sets/{set}/{take}.tsv"
    conda:
        "../envs/performers.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        layout=rendered_layout,
        numbers=rendered_numbers,
        revision=1,
    message:
        "Rendering {wildcards.take} of {wildcards.set}"
    script:
        "../scripts/render_take.py"


use rule extract_frames as extract_take with:
    input:
        film=take_film,
    output:
        frames=directory("results/frames/{clip}"),
        manifest="results/frames/{clip}.json",
    log:
        "logs/extract_take/{clip}.log",
    benchmark:
        "benchmarks/extract_take/{clip}.tsv"
    wildcard_constraints:
        clip=TAKE,
    params:
        clip=take_row,
        frames={name: PLAN.config["frames"][name] for name in ("fps", "max_side_px")},
        leaves_out=True,
        revision=1,


use rule estimate_poses as estimate_take with:
    log:
        "logs/estimate_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/estimate_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=FOUND_POSES,
    params:
        estimator=component("estimators"),
        leaves_out=True,
        revision=1,


rule import_take:
    input:
        given=take_own("poses", ".json"),
        source=take_pictures,
        manifest="results/frames/{clip}.json",
    output:
        poses="results/poses/{clip}/{estimator}.json",
    log:
        "logs/import_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/import_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=GIVEN_POSES,
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(3),
    params:
        leaves_out=True,
        revision=1,
    message:
        "Reading the poses of {wildcards.clip}"
    script:
        "../scripts/import_take.py"


use rule smooth_poses as smooth_take with:
    log:
        "logs/smooth_take/{clip}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/smooth_take/{clip}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        clip=TAKE,
    params:
        smoother=component("smoothers"),
        leaves_out=True,
