rule cut_tail:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
    output:
        frames=directory("results/frames/held_out/{character}"),
        manifest="results/frames/held_out/{character}.json",
    log:
        "logs/cut_tail/{character}.log",
    benchmark:
        "benchmarks/cut_tail/{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(800),
        runtime=lasting(1),
    params:
        held_out=held_out,
        revision=1,
    message:
        "Cutting off the part of the film of {wildcards.character} that is held out"
    script:
        "../scripts/cut_tail.py"


rule cut_tail_poses:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
        poses="results/poses/footage/{character}/{estimator}.json",
    output:
        poses="results/poses/held_out/{character}/{estimator}.json",
    log:
        "logs/cut_tail_poses/{character}/{estimator}.log",
    benchmark:
        "benchmarks/cut_tail_poses/{character}/{estimator}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=lasting(1),
    params:
        held_out=held_out,
        revision=1,
    message:
        "Cutting off the poses of {wildcards.character} that are held out"
    script:
        "../scripts/cut_tail_poses.py"
