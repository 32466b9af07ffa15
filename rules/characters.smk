"""The picture by which a character is known, taken apart."""


rule take_first:
    input:
        frames=first_of,
    output:
        picture="results/characters/{character}/first.png",
    log:
        "logs/take_first/{character}.log",
    benchmark:
        "benchmarks/take_first/{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(800),
        runtime=growing(1),
    params:
        revision=1,
    message:
        "Taking the first frame as the picture of {wildcards.character}"
    script:
        "../scripts/take_first.py"


rule prepare_character:
    input:
        image=character_image,
        points=character_points,
        mask=character_mask,
        weights=estimator_weights,
    output:
        picture="results/characters/{character}/{estimator}/picture.png",
        mask="results/characters/{character}/{estimator}/mask.png",
        background="results/characters/{character}/{estimator}/background.png",
        poses="results/characters/{character}/{estimator}/poses.json",
        limbs="results/characters/{character}/{estimator}/limbs.npz",
        check=report(
            "results/characters/{character}/{estimator}/check.png",
            caption="../resources/report/check.rst",
            category="Characters",
            labels={"character": "{character}", "estimator": "{estimator}"},
        ),
    log:
        "logs/prepare_character/{character}/{estimator}.log",
    benchmark:
        "benchmarks/prepare_character/{character}/{estimator}.tsv"
    group:
        sharing("character", unless=needed_gpu("estimators"))
    conda:
        environment("estimators")
    resources:
        mem_mb=growing(3000),
        runtime=growing(5),
        gpu=needed_gpu("estimators"),
        slurm_partition=partition,
        picture_megapixels=PLAN.limits.picture_megapixels,
    params:
        estimator=character_estimator,
        bytes=image_size,
        revision=5,
    message:
        "Preparing the character {wildcards.character}"
    script:
        "../scripts/prepare_character.py"
