"""Clips of pose maps: no pose is found, smoothed or fitted, the maps themselves are the control."""


ruleorder: lay_maps > retarget_poses


rule lay_maps:
    input:
        maps="results/frames/{clip}",
        manifest="results/frames/{clip}.json",
        background=character_file("background.png"),
    output:
        poses="results/retargeted/{clip}/{recipe}.{character}.json",
        view="results/retargeted/{clip}/{recipe}.{character}.view.json",
        preview=report(
            "results/retargeted/{clip}/{recipe}.{character}.png",
            caption="../resources/report/preview.rst",
            category="Motion",
            subcategory="{clip}",
            labels={"character": "{character}", "recipe": "{recipe}"},
        ),
    log:
        "logs/lay_maps/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/lay_maps/{clip}/{recipe}.{character}.tsv"
    wildcard_constraints:
        clip=DRAWN,
    group:
        sharing("motion")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(1),
    params:
        short_side_px=drawn_side,
        revision=1,
    message:
        "Laying out the maps of {wildcards.clip} for {wildcards.character} ({wildcards.recipe})"
    script:
        "../scripts/lay_maps.py"
