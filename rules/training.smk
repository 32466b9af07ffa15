rule adapt_character:
    input:
        pictures=adapted_pictures,
        weights=adapted_weights,
    output:
        model=directory("results/models/{adaptation}/{character}/{estimator}"),
        check=report(
            "results/models/{adaptation}/{character}/{estimator}.png",
            caption="../resources/report/adaptation.rst",
            category="Characters",
            labels={"character": "{character}", "adaptation": "{adaptation}"},
        ),
    log:
        "logs/adapt_character/{adaptation}/{character}/{estimator}.log",
    benchmark:
        "benchmarks/adapt_character/{adaptation}/{character}/{estimator}.tsv"
    wildcard_constraints:
        adaptation=SLUG,
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
        adaptation=component("adaptations"),
        revision=1,
    message:
        "Teaching {wildcards.adaptation} how {wildcards.character} looks"
    script:
        "../scripts/adapt_character.py"
