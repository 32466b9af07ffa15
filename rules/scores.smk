rule find_result:
    input:
        frames="results/generated/{clip}/{recipe}.{character}",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        weights=weight_folders("estimators"),
    output:
        poses="results/found/{clip}/{recipe}.{character}.json",
    log:
        "logs/find_result/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/find_result/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("film", unless=needed_gpu("estimators", of_recipe=True))
    conda:
        environment("estimators", of_recipe=True)
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(3),
        gpu=needed_gpu("estimators", of_recipe=True),
        slurm_partition=partition,
    params:
        estimator=recipe_component("estimators"),
        revision=1,
    message:
        "Looking at {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/find_result.py"


rule score_clip:
    input:
        frames=scored_frames,
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        motion="results/retargeted/{clip}/{recipe}.{character}.json",
        view="results/retargeted/{clip}/{recipe}.{character}.view.json",
        driver=recipe_poses,
        found=found_poses,
        truth=truth_of(".mp4"),
        masks=truth_of(".mask.mp4"),
        true_poses=truth_of(".json"),
        perception=compared_by,
        body=outlined_body,
        character=outlined_character,
    output:
        scores="results/scores/{clip}/{recipe}.{character}.json",
    log:
        "logs/score_clip/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/score_clip/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("film")
    conda:
        scoring_environment
    resources:
        mem_mb=growing(1500),
        runtime=growing(1),
    params:
        metrics=metric_revisions,
        has_truth=has_truth,
        limits=dict(sorted(config["scores"].items())),
        character=outlined_folder,
        revision=1,
    message:
        "Measuring {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/score_clip.py"
