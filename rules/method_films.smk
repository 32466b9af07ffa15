from pose2video.provenance.records import judged_parts


rule draw_strip:
    input:
        poses=strip_poses,
        results=judged_results,
        driver="results/frames/{clip}",
        truth=strip_truth,
    output:
        strip=report(
            "results/methods/{clip}/{character}.png",
            caption="../resources/report/strip.rst",
            category="Methods",
            labels={"clip": "{clip}", "character": "{character}"},
        ),
    log:
        "logs/draw_strip/{clip}/{character}.log",
    benchmark:
        "benchmarks/draw_strip/{clip}/{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(1),
    params:
        recipes=lambda wildcards: PLAN.judged_recipes(wildcards.clip, wildcards.character),
        revision=1,
    message:
        "Putting fast moments of {wildcards.clip} by {wildcards.character} side by side"
    script:
        "../scripts/draw_strip.py"


rule film_methods:
    input:
        results=judged_results,
        driver="results/frames/{clip}",
        truth=strip_truth,
    output:
        video=report(
            "results/methods/{clip}/{character}.mp4",
            caption="../resources/report/methods_film.rst",
            category="Methods",
            labels={"clip": "{clip}", "character": "{character}"},
        ),
    log:
        "logs/film_methods/{clip}/{character}.log",
    benchmark:
        "benchmarks/film_methods/{clip}/{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(2),
    params:
        provenance=lambda wildcards: judged_parts(PLAN, wildcards.clip, wildcards.character),
        recipes=lambda wildcards: PLAN.judged_recipes(wildcards.clip, wildcards.character),
        revision=1,
    message:
        "Putting all methods of {wildcards.clip} by {wildcards.character} side by side"
    script:
        "../scripts/film_methods.py"
