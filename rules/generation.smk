rule generate_frames:
    input:
        poses="results/retargeted/{clip}/{recipe}.{character}.json",
        manifest="results/frames/{clip}.json",
        character=character_files,
    output:
        frames=directory("results/generated/{clip}/{recipe}.{character}"),
        manifest="results/generated/{clip}/{recipe}.{character}.json",
    log:
        "logs/generate_frames/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/generate_frames/{clip}/{recipe}.{character}.tsv"
    conda:
        "../envs/base.yaml"
    threads: 1
    resources:
        mem_mb=pose_memory,
        runtime=60,
        gpu=needed_gpu("generators", of_recipe=True),
    params:
        character=character_folder,
        generator=recipe_component("generators"),
        revision=1,
    message:
        "Generating {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/generate_frames.py"
