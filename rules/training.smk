rule adapt_character:
    input:
        pictures=adapted_pictures,
        films=adapted_films,
        weights=adapted_weights,
    output:
        model=directory("results/models/{adaptation}/{character}/{estimator}"),
        check=report(
            "results/models/{adaptation}/{character}/{estimator}.png",
            caption="../resources/report/adaptation.rst",
            category="Characters",
            labels={"character": "{character}", "adaptation": "{adaptation}", "what": "pictures"},
        ),
        training=report(
            "results/models/{adaptation}/{character}/{estimator}.training.png",
            caption="../resources/report/training.rst",
            category="Characters",
            labels={"character": "{character}", "adaptation": "{adaptation}", "what": "training"},
        ),
    log:
        "logs/adapt_character/{adaptation}/{character}/{estimator}.log",
    benchmark:
        "benchmarks/adapt_character/{adaptation}/{character}/{estimator}.tsv"
    wildcard_constraints:
        adaptation=any_of(PLAN.components["adaptations"]),
    conda:
        environment("adaptations")
    threads: 1
    resources:
        mem_mb=adaptation_memory,
        runtime=growing(240),
        gpu=needed_gpu("adaptations"),
        slurm_partition=partition,
    params:
        characters=adapted_folders,
        films=adapted_moments,
        adaptation=component("adaptations"),
        revision=1,
    message:
        "Teaching {wildcards.adaptation} how {wildcards.character} looks"
    script:
        "../scripts/adapt_character.py"


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


rule convert_generator:
    input:
        checkpoint=published_checkpoint,
    output:
        model=directory("results/models/{generator}/published/weights/{estimator}.{smoother}"),
    log:
        "logs/convert_generator/{generator}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/convert_generator/{generator}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        generator=any_of(published_generators()),
    conda:
        environment("generators")
    resources:
        mem_mb=growing(2000),
        runtime=growing(2),
    params:
        generator=component("generators"),
        revision=1,
    message:
        "Converting the published checkpoint of {wildcards.generator}"
    script:
        "../scripts/convert_generator.py"


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
