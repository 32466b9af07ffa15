rule extract_frames:
    input:
        film=clip_film,
    output:
        frames=passing(directory("results/frames/{clip}")),
        manifest="results/frames/{clip}.json",
    log:
        "logs/extract_frames/{clip}.log",
    benchmark:
        "benchmarks/extract_frames/{clip}.tsv"
    wildcard_constraints:
        clip=SLUG,
    group:
        sharing("motion")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=lasting(1),
        # limits are no parameters: raising one runs nothing again
        film_megapixels=PLAN.limits.film_megapixels,
        film_seconds=PLAN.limits.film_seconds,
        picture_megapixels=PLAN.limits.picture_megapixels,
    params:
        clip=clip_row,
        frames={name: PLAN.config["frames"][name] for name in ("fps", "max_side_px")},
        revision=film_revision,
    message:
        "Extracting the frames of {wildcards.clip}"
    script:
        "../scripts/extract_frames.py"


# the film of a character is learned from again and again: its frames stay
use rule extract_frames as extract_footage with:
    output:
        frames=directory("results/frames/{clip}"),
        manifest="results/frames/{clip}.json",
    log:
        "logs/extract_footage/{clip}.log",
    benchmark:
        "benchmarks/extract_footage/{clip}.tsv"
    wildcard_constraints:
        clip=FOOTAGE,
