rule build_body_model:
    output:
        model=directory("results/body_model"),
    log:
        "logs/build_body_model.log",
    benchmark:
        "benchmarks/build_body_model.tsv"
    conda:
        "../envs/performers.yaml"
    resources:
        mem_mb=growing(2500),
        runtime=growing(15),
    params:
        revision=1,
    message:
        "Building the body model (once, about a minute)"
    script:
        "../scripts/build_body_model.py"


rule fit_body:
    input:
        model="results/body_model",
        face_points=FACE_POINTS,
        poses="results/smoothed/{clip}/{estimator}.{smoother}.json",
    output:
        motion="results/bodies/{clip}/{estimator}.{smoother}.safetensors",
        words="results/bodies/{clip}/{estimator}.{smoother}.json",
    log:
        "logs/fit_body/{clip}/{estimator}.{smoother}.log",
    benchmark:
        "benchmarks/fit_body/{clip}/{estimator}.{smoother}.tsv"
    wildcard_constraints:
        clip=f"{SLUG}|{FOOTAGE}|{TAIL}",
    group:
        sharing("motion", unless=needed_gpu("estimators"), otherwise="fitting")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=fit_memory,
        runtime=growing(3),
    params:
        revision=3,
    message:
        "Fitting a body to the poses of {wildcards.clip}"
    script:
        "../scripts/fit_body.py"


rule fit_character:
    input:
        model="results/body_model",
        face_points=FACE_POINTS,
        character=prepared_files,
    output:
        body="results/characters/{character}/{estimator}/body.safetensors",
        words="results/characters/{character}/{estimator}/body.json",
        check=report(
            "results/characters/{character}/{estimator}/body.png",
            caption="../resources/report/body.rst",
            category="Characters",
            labels={"character": "{character}", "estimator": "{estimator}"},
        ),
    log:
        "logs/fit_character/{character}/{estimator}.log",
    benchmark:
        "benchmarks/fit_character/{character}/{estimator}.tsv"
    group:
        sharing("character")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(2000),
        runtime=growing(5),
    params:
        character=prepared_folder,
        revision=3,
    message:
        "Fitting a body to the picture of {wildcards.character}"
    script:
        "../scripts/fit_character.py"


rule retarget_body:
    input:
        model="results/body_model",
        face_points=FACE_POINTS,
        driver="results/bodies/{clip}/{estimator}.{smoother}.safetensors",
        driver_words="results/bodies/{clip}/{estimator}.{smoother}.json",
        stance="results/characters/{character}/{estimator}/body.safetensors",
        stance_words="results/characters/{character}/{estimator}/body.json",
    output:
        motion="results/bodies/{clip}/{estimator}.{smoother}.{character}.safetensors",
        words="results/bodies/{clip}/{estimator}.{smoother}.{character}.json",
    log:
        "logs/retarget_body/{clip}/{estimator}.{smoother}.{character}.log",
    benchmark:
        "benchmarks/retarget_body/{clip}/{estimator}.{smoother}.{character}.tsv"
    group:
        sharing("motion", unless=needed_gpu("estimators"), otherwise="fitting")
    conda:
        "../envs/base.yaml"
    resources:
        mem_mb=growing(1500),
        runtime=growing(2),
    params:
        own=in_own_film,
        revision=4,
    message:
        "Carrying {wildcards.clip} over to the body of {wildcards.character}"
    script:
        "../scripts/retarget_body.py"
