"""What lies beside the frames of data sets, and which frames are fit to learn from."""


use rule mask_frames as mask_take with:
    log:
        "logs/mask_take/{clip}/{estimator}.log",
    benchmark:
        "benchmarks/mask_take/{clip}/{estimator}.tsv"
    wildcard_constraints:
        clip=FOUND_MASKS,
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
        clip=GIVEN_MASKS,
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
        clip=GIVEN_MAPS,
    params:
        what="maps_of",
        leaves_out=True,
        revision=1,
    message:
        "Reading the pictures of the pose of {wildcards.clip}"


use rule fit_body as fit_take with:
    log:
        "logs/fit_take/{clip}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/fit_take/{clip}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        clip=TAKE,
    params:
        leaves_out=True,
        revision=3,


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
