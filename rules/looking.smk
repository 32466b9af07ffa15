"""What people look at before anything is made of a clip: who is on it, and what was found."""


rule find_people:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
    output:
        people="results/people/{clip}.json",
        picture="results/people/{clip}.jpg",
    log:
        "logs/find_people/{clip}.log",
    benchmark:
        "benchmarks/find_people/{clip}.tsv"
    wildcard_constraints:
        clip=SLUG,
    group:
        sharing("motion")
    conda:
        "../envs/mediapipe.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=lasting(1),
    params:
        revision=1,
    message:
        "Finding everybody at the beginning of {wildcards.clip}"
    script:
        "../scripts/find_people.py"


rule overlay_poses:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        poses="results/smoothed/{clip}/{estimator}.{smoother}.json",
    output:
        video="results/overlaid/{clip}/{estimator}.{smoother}.mp4",
    log:
        "logs/overlay_poses/{clip}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/overlay_poses/{clip}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        clip=SLUG,
    group:
        sharing("film")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=growing(2),
    params:
        provenance=lambda wildcards: pose_parts(
            PLAN, "smoothed", wildcards.clip, f"{wildcards.estimator}.{wildcards.smoother}"
        ),
        revision=1,
    message:
        "Drawing the poses of {wildcards.clip} over its film"
    script:
        "../scripts/overlay_poses.py"
