"""The film of a filmed character: what of it can be used, and the picture taken from it."""


rule check_footage:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
        poses="results/poses/footage/{character}/{estimator}.json",
    output:
        words="results/characters/{character}/{estimator}/footage.json",
    log:
        "logs/check_footage/{character}/{estimator}.log",
    benchmark:
        "benchmarks/check_footage/{character}/{estimator}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=lasting(1),
    params:
        held_out=held_out,
        revision=1,
    message:
        "Looking at the film of {wildcards.character}"
    script:
        "../scripts/check_footage.py"


rule choose_frame:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
        poses="results/poses/footage/{character}/{estimator}.json",
        words="results/characters/{character}/{estimator}/footage.json",
    output:
        picture="results/characters/{character}/{estimator}/chosen.png",
        words="results/characters/{character}/{estimator}/chosen.json",
        sheet=report(
            "results/characters/{character}/{estimator}/candidates.png",
            caption="../resources/report/candidates.rst",
            category="Characters",
            labels={"character": "{character}", "estimator": "{estimator}"},
        ),
    log:
        "logs/choose_frame/{character}/{estimator}.log",
    benchmark:
        "benchmarks/choose_frame/{character}/{estimator}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=lasting(1),
    params:
        frame_s=wanted_frame,
        held_out=held_out,
        revision=1,
    message:
        "Choosing the picture of {wildcards.character} from the film"
    script:
        "../scripts/choose_frame.py"
