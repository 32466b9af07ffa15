"""Where the person of a clip is, frame by frame: found, smoothed, and as masks."""


rule estimate_poses:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        weights=estimator_weights,
    output:
        poses="results/poses/{clip}/{estimator}.json",
    log:
        "logs/estimate_poses/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/estimate_poses/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=f"{SLUG}|{FOOTAGE}",
    group:
        sharing("motion", unless=needed_gpu("estimators"))
    conda:
        environment("estimators")
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=lasting(3),
        gpu=needed_gpu("estimators"),
        slurm_partition=partition,
    params:
        estimator=clip_estimator,
        revision=1,
    message:
        "Finding the person in {wildcards.clip} with {wildcards.estimator}"
    script:
        "../scripts/estimate_poses.py"


rule smooth_poses:
    input:
        poses="results/poses/{clip}/{estimator}.json",
        model=smoother_model,
    output:
        poses="results/smoothed/{clip}/{estimator}.{smoother}.json",
    log:
        "logs/smooth_poses/{clip}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/smooth_poses/{clip}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        clip=f"{SLUG}|{FOOTAGE}|{TAIL}",
    group:
        sharing("motion", unless=needed_gpu("estimators"), otherwise="fitting")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=growing(1),
    params:
        smoother=component("smoothers"),
    message:
        "Smoothing {wildcards.clip} with {wildcards.smoother}"
    script:
        "../scripts/smooth_poses.py"


rule mask_frames:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        poses="results/poses/{clip}/{estimator}.json",
    output:
        masks=directory("results/masks/{clip}/{estimator}"),
        manifest="results/masks/{clip}/{estimator}.json",
    log:
        "logs/mask_frames/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/mask_frames/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=f"{SLUG}|{FOOTAGE}|{TAIL}",
    conda:
        "../envs/mediapipe.yaml"
    resources:
        mem_mb=mask_memory,
        runtime=lasting(1),
    params:
        revision=1,
    message:
        "Finding where the person is in {wildcards.clip}"
    script:
        "../scripts/mask_frames.py"
