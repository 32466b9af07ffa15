"""Data sets: their sequences go the way of clips, and what cannot be read is left out."""


rule render_take:
    input:
        model="results/body_model",
    output:
        video="results/performers/sets/{set}/{take}.mp4",
        masks="results/performers/sets/{set}/{take}.mask.mp4",
        poses="results/performers/sets/{set}/{take}.json",
    log:
        "logs/render_take/sets/{set}/{take}.log",
    benchmark:
        "benchmarks/render_take/sets/{set}/{take}.tsv"
    conda:
        "../envs/performers.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    params:
        layout=rendered_layout,
        numbers=rendered_numbers,
        revision=1,
    message:
        "Rendering {wildcards.take} of {wildcards.set}"
    script:
        "../scripts/render_take.py"


use rule extract_frames as extract_take with:
    input:
        film=take_film,
    output:
        frames=directory("results/frames/{clip}"),
        manifest="results/frames/{clip}.json",
    log:
        "logs/extract_take/{clip}.log",
    benchmark:
        "benchmarks/extract_take/{clip}.tsv"
    wildcard_constraints:
        clip=TAKE,
    params:
        clip=take_row,
        frames={name: PLAN.config["frames"][name] for name in ("fps", "max_side_px")},
        leaves_out=True,
        revision=1,


use rule estimate_poses as estimate_take with:
    log:
        "logs/estimate_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/estimate_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=takes_where(lambda *take: not is_given("poses")(*take)),
    params:
        estimator=component("estimators"),
        leaves_out=True,
        revision=1,


rule import_take:
    input:
        given=take_own("poses", ".json"),
        source=take_pictures,
        manifest="results/frames/{clip}.json",
    output:
        poses="results/poses/{clip}/{estimator}.json",
    log:
        "logs/import_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/import_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=takes_where(is_given("poses")),
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(3),
    params:
        leaves_out=True,
        revision=1,
    message:
        "Reading the poses of {wildcards.clip}"
    script:
        "../scripts/import_take.py"


use rule smooth_poses as smooth_take with:
    log:
        "logs/smooth_take/{clip}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/smooth_take/{clip}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        clip=TAKE,
    params:
        smoother=component("smoothers"),
        leaves_out=True,


use rule mask_frames as mask_take with:
    log:
        "logs/mask_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/mask_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=takes_where(lambda *take: not is_given("masks")(*take)),
    params:
        leaves_out=True,
        revision=1,


rule pair_masks:
    input:
        given=take_own("masks", ".mask.mp4"),
        source=take_pictures,
        manifest="results/frames/{clip}.json",
    output:
        masks=directory("results/masks/{clip}/{estimator}"),
        manifest="results/masks/{clip}/{estimator}.json",
    log:
        "logs/pair_masks/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/pair_masks/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=takes_where(is_given("masks")),
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(3),
    params:
        what="masks_of",
        leaves_out=True,
        revision=1,
    message:
        "Reading the masks of {wildcards.clip}"
    script:
        "../scripts/pair_pictures.py"


use rule pair_masks as pair_maps with:
    input:
        given=take_own("maps", ""),
        source=take_pictures,
        manifest="results/frames/{clip}.json",
    output:
        maps=directory("results/maps/{clip}"),
        manifest="results/maps/{clip}.json",
    log:
        "logs/pair_maps/{clip}.log",
    benchmark:
        "benchmarks/pair_maps/{clip}.tsv"
    wildcard_constraints:
        clip=takes_where(lambda data_set, source: source.maps is not None),
    params:
        what="maps_of",
        leaves_out=True,
        revision=1,
    message:
        "Reading the pictures of the pose of {wildcards.clip}"


rule check_take:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        poses="results/poses/{clip}/{estimator}.json",
        masks=take_masks,
        maps=take_maps,
    output:
        checked="results/checked/{clip}/{estimator}.json",
    log:
        "logs/check_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/check_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=TAKE,
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(3),
    params:
        leaves_out=True,
        revision=1,
    message:
        "Looking which frames of {wildcards.clip} are fit to learn from"
    script:
        "../scripts/check_take.py"


rule index_set:
    input:
        checked=set_checks,
        smoothed=every_take("results/smoothed/{clip}/{estimator}.{smoother}.json"),
    output:
        index="results/datasets/{set}/{estimator}.{smoother}.json",
    log:
        "logs/index_set/{set}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/index_set/{set}/{estimator}.{smoother}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(5),
    params:
        data_set=told_of_set,
        revision=1,
    message:
        "Writing the index of the data set {wildcards.set}"
    script:
        "../scripts/index_set.py"
