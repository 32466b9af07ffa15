"""Models that are taught how one character looks."""


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
