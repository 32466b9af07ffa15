import time

from pose2video.reporting.partial import write_partial
from pose2video.reporting.wanted import wanted

STARTED = time.time()
WANTED = wanted(PLAN)


report: "../resources/report/workflow.rst"


rule collect_scores:
    input:
        scores=per_film("results/scores/{clip}/{recipe}.{character}.json"),
    output:
        table=report(
            "results/scores.tsv",
            caption="../resources/report/scores.rst",
            category="Scores",
            labels={"table": "scores of all films"},
        ),
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
        films=WANTED["films"],
        revision=1,
    message:
        "Collecting the scores of all films"
    script:
        "../scripts/collect_scores.py"


rule write_gallery:
    input:
        films=wanted_films,
        drivers=expand("results/drivers/{clip}.mp4", clip=WANTED["clips"]),
        compared=wanted_comparisons,
        scores=per_film("results/scores/{clip}/{recipe}.{character}.json"),
        manifests=per_film("results/generated/{clip}/{recipe}.{character}.json"),
        poses=expand("results/poses/{film[clip]}/{film[estimator]}.json", film=WANTED["films"]),
        characters=expand(
            "results/characters/{film[character]}/{film[estimator]}/poses.json",
            film=WANTED["films"],
        ),
    output:
        page="results/index.html",
    log:
        "logs/write_gallery.log",
    benchmark:
        "benchmarks/write_gallery.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        wanted=WANTED,
        revision=1,
    message:
        "Writing the gallery of all films"
    script:
        "../scripts/write_gallery.py"


rule write_summary:
    input:
        table="results/scores.tsv",
        page="results/index.html",
    output:
        summary="results/summary.txt",
    log:
        "logs/write_summary.log",
    benchmark:
        "benchmarks/write_summary.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=1000,
        runtime=10,
    params:
        wanted=WANTED,
        partial="results/partial",
        revision=1,
    message:
        "Summing up the run"
    script:
        "../scripts/write_summary.py"


onerror:
    write_partial(WANTED, log, STARTED)
