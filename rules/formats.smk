rule encode_gif:
    input:
        frames="results/generated/{clip}/{recipe}.{character}",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        certificate=PLAN.signing["certificate"] if PLAN.signing else [],
    output:
        gif="results/videos/{clip}/{recipe}.{character}.gif",
    log:
        "logs/encode_gif/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/encode_gif/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("film")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(2),
    params:
        provenance=lambda wildcards: film_parts(
            PLAN, wildcards.clip, wildcards.recipe, wildcards.character
        ),
        revision=1,
    message:
        "Making a GIF of {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/encode_gif.py"


rule cut_out_person:
    input:
        poses="results/retargeted/{clip}/{recipe}.{character}.json",
        view="results/retargeted/{clip}/{recipe}.{character}.view.json",
        body=body_files("generators"),
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        character=character_files,
        footage=shown_footage,
        film=shown_plate,
        cameras=driver_cameras,
        weights=weight_folders("generators"),
    output:
        cutout=passing("results/generated/{clip}/{recipe}.{character}.cutout.mov"),
    log:
        "logs/cut_out_person/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/cut_out_person/{clip}/{recipe}.{character}.tsv"
    conda:
        environment("generators", of_recipe=True)
    threads: 1
    resources:
        mem_mb=generator_memory,
        runtime=growing(120),
        gpu=needed_gpu("generators", of_recipe=True),
        slurm_partition=partition,
    params:
        character=character_folder,
        generator=recipe_component("generators"),
        gloss=prompted_gloss,
        revision=1,
    message:
        "Cutting out {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/generate_frames.py"


rule encode_alpha:
    input:
        cutout="results/generated/{clip}/{recipe}.{character}.cutout.mov",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        film=sound_film,
        certificate=PLAN.signing["certificate"] if PLAN.signing else [],
    output:
        video="results/videos/{clip}/{recipe}.{character}.{suffix}",
    log:
        "logs/encode_alpha/{clip}/{recipe}.{character}.{suffix}.log",
    benchmark:
        "benchmarks/encode_alpha/{clip}/{recipe}.{character}.{suffix}.tsv"
    wildcard_constraints:
        suffix="|".join(form.suffix for form in WITH_ALPHA.values()),
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(5),
    params:
        form=form_of,
        provenance=lambda wildcards: film_parts(
            PLAN, wildcards.clip, wildcards.recipe, wildcards.character
        ),
        part=clip_sound,
        revision=1,
    message:
        "Encoding {wildcards.character} alone, performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/encode_alpha.py"
