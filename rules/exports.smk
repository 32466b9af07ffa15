"""Poses and motions written for other tools."""


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
