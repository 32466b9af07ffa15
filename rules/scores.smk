rule score_clip:
    input:
        frames="results/generated/{clip}/{recipe}.{character}",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        motion="results/retargeted/{clip}/{recipe}.{character}.json",
        driver=recipe_poses,
        weights=weight_folders("estimators"),
        truth=truth_of(".mp4"),
        masks=truth_of(".mask.mp4"),
        true_poses=truth_of(".json"),
    output:
        scores="results/scores/{clip}/{recipe}.{character}.json",
    log:
        "logs/score_clip/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/score_clip/{clip}/{recipe}.{character}.tsv"
    group:
        sharing("film")
    conda:
        environment("estimators", of_recipe=True)
    resources:
        mem_mb=growing(2500),
        runtime=growing(3),
        gpu=needed_gpu("estimators", of_recipe=True),
        slurm_partition=partition,
    params:
        estimator=recipe_component("estimators"),
        metrics=metric_revisions,
        draws_person=draws_person,
        has_truth=has_truth,
        limits=dict(sorted(config["scores"].items())),
        revision=1,
    message:
        "Measuring {wildcards.character} performing {wildcards.clip} ({wildcards.recipe})"
    script:
        "../scripts/score_clip.py"
