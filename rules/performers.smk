rule render_clip:
    input:
        model="results/body_model",
        face_points=FACE_POINTS,
        choreography=clip_choreography,
        performer=clip_performer,
    output:
        video="results/performers/clips/{clip}.mp4",
        poses="results/performers/clips/{clip}.json",
    log:
        "logs/render_clip/{clip}.log",
    benchmark:
        "benchmarks/render_clip/{clip}.tsv"
    group:
        sharing("motion")
    conda:
        "../envs/performers.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(3),
    params:
        fps=RENDER_FPS,
        revision=2,
    message:
        "Rendering the driving film of {wildcards.clip}"
    script:
        "../scripts/render_clip.py"


rule render_character:
    input:
        model="results/body_model",
        face_points=FACE_POINTS,
        performer=character_performer,
    output:
        picture="results/performers/characters/{character}.png",
        poses="results/performers/characters/{character}.json",
    log:
        "logs/render_character/{character}.log",
    benchmark:
        "benchmarks/render_character/{character}.tsv"
    group:
        sharing("character")
    conda:
        "../envs/performers.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(3),
    params:
        revision=1,
    message:
        "Rendering the picture of {wildcards.character}"
    script:
        "../scripts/render_character.py"


rule render_truth:
    input:
        model="results/body_model",
        face_points=FACE_POINTS,
        choreography=clip_choreography,
        performer=clip_performer,
        character=character_performer,
        film=film_choreography,
    output:
        video="results/performers/truth/{clip}/{character}.mp4",
        masks="results/performers/truth/{clip}/{character}.mask.mp4",
        poses="results/performers/truth/{clip}/{character}.json",
    log:
        "logs/render_truth/{clip}/{character}.log",
    benchmark:
        "benchmarks/render_truth/{clip}/{character}.tsv"
    group:
        sharing("film")
    conda:
        "../envs/performers.yaml"
    resources:
        mem_mb=growing(1000),
        runtime=growing(3),
    params:
        fps=RENDER_FPS,
        revision=2,
    message:
        "Rendering what {wildcards.character} performing {wildcards.clip} truly looks like"
    script:
        "../scripts/render_truth.py"
