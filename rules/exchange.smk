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
