rule cut_tail:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
    output:
        frames=directory("results/frames/held_out/{character}"),
        manifest="results/frames/held_out/{character}.json",
    log:
        "logs/cut_tail/{character}.log",
    benchmark:
        "benchmarks/cut_tail/{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(800),
        runtime=lasting(1),
    params:
        held_out=held_out,
        revision=1,
    message:
        "Cutting off the part of the film of {wildcards.character} that is held out"
    script:
        "../scripts/cut_tail.py"


rule cut_tail_poses:
    input:
        frames="results/frames/footage/{character}",
        manifest="results/frames/footage/{character}.json",
        poses="results/poses/footage/{character}/{estimator}.json",
    output:
        poses="results/poses/held_out/{character}/{estimator}.json",
    log:
        "logs/cut_tail_poses/{character}/{estimator}.log",
    benchmark:
        "benchmarks/cut_tail_poses/{character}/{estimator}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=pose_memory,
        runtime=lasting(1),
    params:
        held_out=held_out,
        revision=1,
    message:
        "Cutting off the poses of {wildcards.character} that are held out"
    script:
        "../scripts/cut_tail_poses.py"


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
        revision=1,
    message:
        "Measuring what a still picture of {wildcards.character} would score ({wildcards.recipe})"
    script:
        "../scripts/score_baselines.py"


rule draw_strip:
    input:
        poses=strip_poses,
        results=judged_results,
        driver="results/frames/{clip}",
        truth=strip_truth,
    output:
        strip=report(
            "results/methods/{clip}/{character}.png",
            caption="../resources/report/strip.rst",
            category="Methods",
            labels={"clip": "{clip}", "character": "{character}"},
        ),
    log:
        "logs/draw_strip/{clip}/{character}.log",
    benchmark:
        "benchmarks/draw_strip/{clip}/{character}.tsv"
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(1),
    params:
        recipes=lambda wildcards: PLAN.judged_recipes(wildcards.clip, wildcards.character),
        revision=1,
    message:
        "Putting fast moments of {wildcards.clip} by {wildcards.character} side by side"
    script:
        "../scripts/draw_strip.py"


rule write_methods:
    input:
        scores=judged_files("results/scores/{clip}/{recipe}.{character}.json"),
        baselines=judged_files(
            "results/scores/{clip}/{recipe}.{character}.baselines.json", is_first_of_canvas
        ),
        results=judged_files("results/generated/{clip}/{recipe}.{character}.json"),
        strips=judged_files("results/methods/{clip}/{character}.png"),
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
        revision=1,
    message:
        "Writing the table of methods"
    script:
        "../scripts/write_methods.py"


rule methods:
    input:
        "results/methods.tsv",
