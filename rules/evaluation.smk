"""Recipes judged on data sets: people perform their own sequences, from the first frame."""


rule evaluate_film:
    input:
        frames="results/generated/{clip}/{recipe}.{character}",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        truth="results/frames/{clip}",
        files=network_files(PLAN.networks),
    output:
        measures="results/evaluated/{clip}/{recipe}.{character}.json",
        features="results/evaluated/{clip}/{recipe}.{character}.npz",
    log:
        "logs/evaluate_film/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/evaluate_film/{clip}/{recipe}.{character}.tsv"
    wildcard_constraints:
        clip=TAKE,
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=growing(2500),
        runtime=growing(5),
    params:
        networks=PLAN.networks,
        revision=1,
    message:
        "Measuring {wildcards.character} by the published protocols ({wildcards.recipe})"
    script:
        "../scripts/evaluate_film.py"


rule write_evaluation:
    input:
        scores=evaluated_files("results/scores/{clip}/{recipe}.{character}.json"),
        networks=evaluated_networks,
        measures=evaluated_files("results/evaluated/{clip}/{recipe}.{character}.json"),
        features=evaluated_files("results/evaluated/{clip}/{recipe}.{character}.npz"),
    output:
        table="results/evaluation.tsv",
        text="results/evaluation.txt",
    log:
        "logs/write_evaluation.log",
    benchmark:
        "benchmarks/write_evaluation.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(5),
    params:
        groups=evaluated_groups,
        networks=PLAN.networks,
        revision=1,
    message:
        "Writing the table of recipes on data sets"
    script:
        "../scripts/write_evaluation.py"


rule evaluate:
    input:
        "results/evaluation.tsv",
