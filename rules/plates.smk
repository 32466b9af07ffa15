rule lay_plate:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
        masks="results/masks/footage/{character}/{estimator}",
        masks_manifest="results/masks/footage/{character}/{estimator}.json",
        chosen="results/characters/{character}/{estimator}/chosen.json",
    output:
        plate=directory("results/characters/{character}/{estimator}/plate"),
        words="results/characters/{character}/{estimator}/plate.json",
        sheet=report(
            "results/characters/{character}/{estimator}/plate.png",
            caption="../resources/report/plate.rst",
            category="Characters",
            labels={"character": "{character}", "estimator": "{estimator}"},
        ),
    log:
        "logs/lay_plate/{character}/{estimator}.log",
    benchmark:
        "benchmarks/lay_plate/{character}/{estimator}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(2500),
        runtime=lasting(2),
    params:
        held_out=held_out,
        revision=1,
    message:
        "Laying the background of the film of {wildcards.character} together"
    script:
        "../scripts/lay_plate.py"


rule follow_camera:
    input:
        frames="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        masks="results/masks/{clip}/{estimator}",
        masks_manifest="results/masks/{clip}/{estimator}.json",
        plate="results/characters/{character}/{estimator}/plate",
    output:
        cameras="results/cameras/{clip}/{estimator}.{character}.json",
    log:
        "logs/follow_camera/{clip}/{estimator}.{character}.log",
    benchmark:
        "benchmarks/follow_camera/{clip}/{estimator}.{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=lasting(1),
    params:
        revision=2,
    message:
        "Looking where the camera of {wildcards.clip} stands in the film of {wildcards.character}"
    script:
        "../scripts/follow_camera.py"
