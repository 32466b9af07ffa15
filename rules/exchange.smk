"""Poses of other tools, in and out."""


# a clip without a film takes its poses from its file, by whichever estimator; one with a film
# where the estimator reads files
ruleorder: import_poses > import_film_poses > estimate_poses
ruleorder: draw_poses > extract_frames


rule import_poses:
    input:
        source=clip_poses,
    output:
        poses="results/poses/{clip}/{estimator}.json",
    log:
        "logs/import_poses/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/import_poses/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=FILMLESS,
    group:
        sharing("motion")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=source_memory,
        runtime=growing(2),
    params:
        clip=poses_row,
        estimator=FILE_READER,
        revision=1,
    message:
        "Reading the poses of {wildcards.clip}"
    script:
        "../scripts/import_poses.py"


use rule import_poses as import_film_poses with:
    input:
        source=clip_poses,
        manifest="results/frames/{clip}.json",
    log:
        "logs/import_film_poses/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/import_film_poses/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=SLUG,
        estimator=FILE_READERS,


rule draw_poses:
    input:
        source=clip_poses,
    output:
        frames=passing(directory("results/frames/{clip}")),
        manifest="results/frames/{clip}.json",
    log:
        "logs/draw_poses/{clip}.log",
    benchmark:
        "benchmarks/draw_poses/{clip}.tsv"
    wildcard_constraints:
        clip=FILMLESS,
    group:
        sharing("motion")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=source_memory,
        runtime=growing(2),
    params:
        clip=poses_row,
        max_side_px=config["frames"]["max_side_px"],
        revision=2,
    message:
        "Drawing the poses of {wildcards.clip}"
    script:
        "../scripts/draw_poses.py"


rule export_poses:
    input:
        poses="results/{stage}/{clip}/{name}.json",
    output:
        folder=directory("results/exported/{stage}/{clip}/{name}/{form}"),
    log:
        "logs/export_poses/{stage}/{clip}/{name}/{form}.log",
    benchmark:
        "benchmarks/export_poses/{stage}/{clip}/{name}/{form}.tsv"
    wildcard_constraints:
        stage="poses|smoothed|retargeted",
        name=rf"{SLUG}(\.{SLUG})?",
        form=any_of(EXPORTS),
    group:
        sharing("film")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=growing(2),
    params:
        provenance=exported_parts,
        revision=export_revision,
    message:
        "Writing the poses of {wildcards.clip} as {wildcards.form}"
    script:
        "../scripts/export_poses.py"


rule export_body:
    input:
        model="results/body_model",
        motion="results/bodies/{clip}/{name}.safetensors",
        words="results/bodies/{clip}/{name}.json",
    output:
        folder=directory("results/exported/smoothed/{clip}/{name}/bvh"),
    log:
        "logs/export_body/smoothed/{clip}/{name}.log",
    benchmark:
        "benchmarks/export_body/smoothed/{clip}/{name}.tsv"
    wildcard_constraints:
        name=rf"{SLUG}\.{SLUG}",
    group:
        sharing("film")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(2),
    params:
        revision=1,
    message:
        "Writing the motion of {wildcards.clip} as bvh"
    script:
        "../scripts/export_body.py"


use rule export_body as export_moved_body with:
    input:
        unpack(moved_body),
        model="results/body_model",
    output:
        folder=directory("results/exported/retargeted/{clip}/{recipe}.{character}/bvh"),
    log:
        "logs/export_body/retargeted/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/export_body/retargeted/{clip}/{recipe}.{character}.tsv"


rule exports:
    input:
        asked_exports,
