rule extract_frames:
    input:
        film=clip_film,
    output:
        frames=directory("results/frames/{clip}"),
        manifest="results/frames/{clip}.json",
    log:
        "logs/extract_frames/{clip}.log",
    benchmark:
        "benchmarks/extract_frames/{clip}.tsv"
    conda:
        "../envs/base.yaml"
    threads: 2
    resources:
        mem_mb=1500,
        runtime=30,
    params:
        clip=clip_row,
        frames=dict(sorted(config["frames"].items())),
        revision=1,
    message:
        "Extracting the frames of {wildcards.clip}"
    script:
        "../scripts/extract_frames.py"
