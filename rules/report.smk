import time

from pose2video.reporting.partial import write_partial
from pose2video.reporting.summary import show_summary

STARTED = time.time()


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
    group:
        sharing("pages")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        films=reported_films,
        revision=1,
    message:
        "Collecting the scores of all films"
    script:
        "../scripts/collect_scores.py"


rule write_gallery:
    input:
        films=wanted_films,
        further=wanted_formats,
        drivers=wanted_drivers,
        compared=wanted_comparisons,
        # poses, characters and manifests are read too: what is named here was made from them
        scores=per_film("results/scores/{clip}/{recipe}.{character}.json"),
    output:
        page="results/index.html",
        pages=directory("results/gallery"),
    log:
        "logs/write_gallery.log",
    benchmark:
        "benchmarks/write_gallery.tsv"
    group:
        sharing("pages")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        wanted=reported,
        revision=2,
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
        problems="results/problems.tsv",
    log:
        "logs/write_summary.log",
    benchmark:
        "benchmarks/write_summary.tsv"
    group:
        sharing("pages")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        wanted=reported,
        partial="results/partial",
        revision=2,
    message:
        "Summing up the run"
    script:
        "../scripts/write_summary.py"


onsuccess:
    show_summary("results/summary.txt", STARTED)
    show_summary("results/methods.txt", STARTED)
    show_summary("results/evaluation.txt", STARTED)


onerror:
    write_partial(told(), log, STARTED)
    show_summary("results/partial/summary.txt", STARTED)
