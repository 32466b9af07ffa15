"""Networks that are trained here: of a generator on one film, of a smoother on motions."""


rule train_model:
    input:
        frames="results/frames/footage/{subject}",
        manifest="results/frames/footage/{subject}.json",
        poses="results/smoothed/footage/{subject}/{estimator}.{smoother}.json",
        masks="results/masks/footage/{subject}/{estimator}",
        masks_manifest="results/masks/footage/{subject}/{estimator}.json",
        words="results/characters/{subject}/{estimator}/footage.json",
        plate=learned_plate,
        body=learned_body,
        character=learned_character,
        skin=learned_skin,
        perception=learned_perception,
        weights=generator_weights,
    output:
        model=directory("results/models/{generator}/{subject}/{estimator}.{smoother}"),
        check=report(
            "results/models/{generator}/{subject}/{estimator}.{smoother}.png",
            caption="../resources/report/model.rst",
            category="Characters",
            labels={"character": "{subject}", "generator": "{generator}"},
        ),
    log:
        "logs/train_model/{generator}/{subject}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/train_model/{generator}/{subject}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        generator=any_of(PLAN.components["generators"]),
        subject=SLUG,
    conda:
        environment("generators")
    threads: 1
    resources:
        mem_mb=training_memory,
        runtime=growing(240),
        gpu=needed_gpu("generators"),
        slurm_partition=partition,
    params:
        generator=component("generators"),
        held_out=held_out,
        revision=1,
    message:
        "Training {wildcards.generator} on the film of {wildcards.subject}"
    script:
        "../scripts/train_model.py"


rule prepare_smoother:
    input:
        body_model=smoother_sources("synthetic"),
        human36m=smoother_sources("human36m"),
        published=smoother_sources("published"),
    output:
        model=directory("results/models/smoothers/{smoother}"),
    log:
        "logs/prepare_smoother/{smoother}.log",
    benchmark:
        "benchmarks/prepare_smoother/{smoother}.tsv"
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(120),
    params:
        smoother=component("smoothers"),
        revision=1,
    message:
        "Making the weights of {wildcards.smoother} ready"
    script:
        "../scripts/prepare_smoother.py"
