rule generate_frames:
    input:
        poses="results/retargeted/{clip}/{recipe}.{character}.json",
        view="results/retargeted/{clip}/{recipe}.{character}.view.json",
        body=body_files("generators"),
        manifest="results/frames/{clip}.json",
        character=character_files,
        footage=shown_footage,
        film=shown_plate,
        skin=shown_skin,
        cameras=driver_cameras,
        weights=weight_folders("generators"),
        maps=shown_maps,
    output:
        frames=passing(directory("results/generated/{clip}/{recipe}.{character}")),
        manifest="results/generated/{clip}/{recipe}.{character}.json",
    log:
        "logs/generate_frames/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/generate_frames/{clip}/{recipe}.{character}.tsv"
    conda:
        environment("generators", of_recipe=True)
    threads: 1
    resources:
        mem_mb=generator_memory,
        runtime=growing(60),
        gpu=needed_gpu("generators", of_recipe=True),
        slurm_partition=partition,
    params:
        character=character_folder,
        generator=recipe_component("generators"),
        gloss=prompted_gloss,
        revision=1,
    message:
        "Generating {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/generate_frames.py"
