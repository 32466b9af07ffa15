rule collect_scores:
    input:
        scores=per_film("results/scores/{clip}/{recipe}.{character}.json"),
    output:
        table="results/scores.tsv",
    log:
        "logs/collect_scores.log",
    benchmark:
        "benchmarks/collect_scores.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        films=[(film.clip, film.recipe, film.character) for film in PLAN.films],
        revision=1,
    message:
        "Collecting the scores of all films"
    script:
        "../scripts/collect_scores.py"
