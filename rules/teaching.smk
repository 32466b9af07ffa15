"""Models that are no character's: taught on a data set, or read from a file of one's own."""


rule teach_model:
    input:
        index=taught_index,
        frames=taught_frames,
        begin=taught_begin,
        own=taught_file,
        bodies=taught_bodies,
        body_model=taught_body_model,
        weights=taught_weights,
    output:
        model=directory("results/models/trainings/{training}"),
    log:
        "logs/teach_model/{training}.log",
    benchmark:
        "benchmarks/teach_model/{training}.tsv"
    wildcard_constraints:
        training=any_of(PLAN.components["trainings"]),
    conda:
        environment("trainings")
    threads: taught_processes
    resources:
        nodes=1,
        mem_mb=teaching_memory,
        runtime=growing(1440),
        gpu=needed_gpu("trainings"),
        slurm_partition=partition,
    params:
        training=component("trainings"),
        revision=1,
    message:
        "Making the model {wildcards.training} ready"
    script:
        "../scripts/teach_model.py"
