"""Learning from data sets: the index of one, and generators that are trained on it."""


rule index_set:
    input:
        checked=set_checks,
        smoothed=every_take("results/smoothed/{clip}/{estimator}.{smoother}.json"),
    output:
        index="results/datasets/{set}/{estimator}.{smoother}.json",
    log:
        "logs/index_set/{set}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/index_set/{set}/{estimator}.{smoother}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(5),
    params:
        data_set=told_of_set,
        revision=1,
    message:
        "Writing the index of the data set {wildcards.set}"
    script:
        "../scripts/index_set.py"


rule train_on_set:
    input:
        index="results/datasets/{set}/{estimator}.{smoother}.json",
        perception=learned_perception,
        weights=generator_weights,
    output:
        model=directory("results/models/{generator}/sets/{set}/{estimator}.{smoother}"),
        check=report(
            "results/models/{generator}/sets/{set}/{estimator}.{smoother}.png",
            caption="../resources/report/model.rst",
            category="Characters",
            labels={"character": "{set}", "generator": "{generator}"},
        ),
    log:
        "logs/train_on_set/{generator}/{set}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/train_on_set/{generator}/{set}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        generator=any_of(PLAN.components["generators"]),
    conda:
        environment("generators")
    threads: 1
    resources:
        mem_mb=set_training_memory,
        runtime=growing(240),
        gpu=needed_gpu("generators"),
        slurm_partition=partition,
    params:
        generator=component("generators"),
        revision=1,
    message:
        "Training {wildcards.generator} on the data set {wildcards.set}"
    script:
        "../scripts/train_on_set.py"
