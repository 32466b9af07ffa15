import gc
import inspect
import time

from pose2video.reporting.partial import write_partial
from pose2video.reporting.summary import show_summary
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
        problems="results/problems.tsv",
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


onsuccess:
    show_summary("results/summary.txt", STARTED)


onerror:
    write_partial(WANTED, log, STARTED)
    show_summary("results/partial/summary.txt", STARTED)


# The graph of 10,000 clips is millions of objects that stay until the end: looking for garbage
# among them less often saves a tenth of the time of a run that has nothing to do.
gc.set_threshold(100_000, 50, 100)

# Snakemake asks for the signatures of these functions at every job: noted on them, they are found
# at once, which saves another twentieth.
for read in workflow.rules:
    for asked in [*read.input, *read.params]:
        asked = getattr(getattr(asked, "_file", asked), "callable", asked)
        if inspect.isfunction(asked):
            asked.__signature__ = inspect.signature(asked)
