from pose2video.planning.networks import network_files


rule score_baselines:
    input:
        picture=character_file("picture.png"),
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        truth=truth_of(".mp4"),
        masks=truth_of(".mask.mp4"),
        true_poses=truth_of(".json"),
        perception="results/perception/alex.safetensors",
        plate=baseline_plate,
    output:
        scores="results/scores/{clip}/{recipe}.{character}.baselines.json",
    log:
        "logs/score_baselines/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/score_baselines/{clip}/{recipe}.{character}.tsv"
    wildcard_constraints:
        clip=TAIL,
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(1),
    params:
        metrics=metric_revisions,
        revision=2,
    message:
        "Measuring what a still picture of {wildcards.character} would score ({wildcards.recipe})"
    script:
        "../scripts/score_baselines.py"


rule measure_networks:
    input:
        frames="results/generated/{clip}/{recipe}.{character}",
        manifest="results/generated/{clip}/{recipe}.{character}.json",
        found=found_poses,
        picture=character_file("picture.png"),
        still=character_file("poses.json"),
        truth=truth_of(".mp4"),
        files=network_files(PLAN.networks),
    output:
        scores="results/scores/{clip}/{recipe}.{character}.networks.json",
    log:
        "logs/measure_networks/{clip}/{recipe}.{character}.log",
    benchmark:
        "benchmarks/measure_networks/{clip}/{recipe}.{character}.tsv"
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=growing(2500),
        runtime=growing(5),
    params:
        networks=PLAN.networks,
        revision=1,
    message:
        "Measuring {wildcards.character} by networks of your own ({wildcards.recipe})"
    script:
        "../scripts/measure_networks.py"


rule write_methods:
    input:
        scores=judged_files("results/scores/{clip}/{recipe}.{character}.json"),
        baselines=judged_files(
            "results/scores/{clip}/{recipe}.{character}.baselines.json", is_first_of_canvas
        ),
        networks=judged_files(
            "results/scores/{clip}/{recipe}.{character}.networks.json",
            lambda film: bool(PLAN.networks),
        ),
        results=judged_files("results/generated/{clip}/{recipe}.{character}.json"),
        strips=judged_files("results/methods/{clip}/{character}.png"),
        films=judged_files("results/methods/{clip}/{character}.mp4"),
        models=learned_folders,
        footage=judged_footage,
    output:
        table=report(
            "results/methods.tsv",
            caption="../resources/report/methods.rst",
            category="Methods",
            labels={"table": "methods"},
        ),
        page="results/methods.html",
        text="results/methods.txt",
    log:
        "logs/write_methods.log",
    benchmark:
        "benchmarks/write_methods.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(5),
    params:
        methods=judged_methods,
        networks=PLAN.networks,
        revision=2,
    message:
        "Writing the table of methods"
    script:
        "../scripts/write_methods.py"


rule methods:
    input:
        "results/methods.tsv",
