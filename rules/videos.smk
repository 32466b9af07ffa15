from pose2video.provenance.records import clip_parts, film_parts, pair_parts


rule encode_video:
    input:
        frames="results/generated/{clip}/{recipe}.{character}",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        film=sound_film,
        certificate=PLAN.signing["certificate"] if PLAN.signing else [],
    output:
        video=report(
            "results/videos/{clip}/{recipe}.{character}.mp4",
            caption="../resources/report/film.rst",
            category="Films",
            subcategory="{clip}",
            labels={"character": "{character}", "recipe": "{recipe}"},
        ),
        record="results/videos/{clip}/{recipe}.{character}.json",
    log:
        "logs/encode_video/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/encode_video/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("film")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(1),
    params:
        provenance=lambda wildcards: film_parts(
            PLAN, wildcards.clip, wildcards.recipe, wildcards.character
        ),
        part=clip_sound,
        revision=1,
    message:
        "Encoding {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/encode_video.py"


rule compare_video:
    input:
        driver="results/frames/{clip}",
        poses=compared_poses,
        results=compared_results,
        truth=compared_truth,
    output:
        video=report(
            "results/compared/{clip}/{character}.mp4",
            caption="../resources/report/comparison.rst",
            category="Comparisons",
            subcategory="{clip}",
            labels={"character": "{character}", "what": "film"},
        ),
        sheet=report(
            "results/compared/{clip}/{character}.png",
            caption="../resources/report/sheet.rst",
            category="Comparisons",
            subcategory="{clip}",
            labels={"character": "{character}", "what": "sheet"},
        ),
    log:
        "logs/compare_video/{clip}/{character}.log",
    benchmark:
        "benchmarks/compare_video/{clip}/{character}.tsv"
    group:
        sharing("film")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(2),
    params:
        provenance=lambda wildcards: pair_parts(PLAN, wildcards.clip, wildcards.character),
        recipes=compared_recipes,
        revision=2,
    message:
        "Putting {wildcards.clip} and {wildcards.character} side by side"
    script:
        "../scripts/compare_video.py"


use rule encode_video as encode_driver with:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        film=sound_film,
    output:
        video="results/drivers/{clip}.mp4",
        record="results/drivers/{clip}.json",
    log:
        "logs/encode_driver/{clip}.log",
    benchmark:
        "benchmarks/encode_driver/{clip}.tsv"
    group:
        sharing("motion")
    params:
        provenance=lambda wildcards: clip_parts(PLAN, wildcards.clip),
        part=clip_sound,
        revision=1,
    message:
        "Encoding the driving film of {wildcards.clip}"
