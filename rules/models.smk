"""Weights that others made: supplied, and converted to the house's files."""


rule fetch_weights:
    input:
        own=own_weights,
    output:
        weights=directory("results/weights/{weights}"),
    log:
        "logs/fetch_weights/{weights}.log",
    benchmark:
        "benchmarks/fetch_weights/{weights}.tsv"
    wildcard_constraints:
        weights=SLUG,
    localrule: True
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=1000,
        runtime=240,
    params:
        folder=own_folder,
        model=published_weights,
        revision=1,
    message:
        "Supplying the weights {wildcards.weights}"
    script:
        "../scripts/fetch_weights.py"


rule convert_perception:
    output:
        tensors="results/perception/{net}.safetensors",
    log:
        "logs/convert_perception/{net}.log",
    benchmark:
        "benchmarks/convert_perception/{net}.tsv"
    wildcard_constraints:
        net="alex|vgg",
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(2),
    params:
        revision=1,
    message:
        "Converting the perceptual network {wildcards.net}"
    script:
        "../scripts/convert_perception.py"


rule convert_generator:
    input:
        checkpoint=published_checkpoint,
    output:
        model=directory("results/models/{generator}/published/weights/{estimator}.{smoother}"),
    log:
        "logs/convert_generator/{generator}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/convert_generator/{generator}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        generator=any_of(published_generators()),
    conda:
        "../envs/diffusion.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(2),
    params:
        generator=component("generators"),
        revision=1,
    message:
        "Converting the published checkpoint of {wildcards.generator}"
    script:
        "../scripts/convert_generator.py"
