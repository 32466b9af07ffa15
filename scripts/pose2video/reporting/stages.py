"""The rules as people see them: stages, which rule reads what of which, how many jobs a plan is.

Snakemake's own graph of 10,000 clips takes a minute and has 100,000 boxes; this is the same graph
rule by rule, counted from the plan at once. A test compares it with Snakemake's.
"""

from __future__ import annotations

# Stage -> colour of its boxes, light enough for dark text.
COLOURS = {
    "synthetic performers": "#e3d6f5",
    "film": "#cfe3fa",
    "poses": "#c5ecdf",
    "body": "#d9eebd",
    "character": "#fbe0bd",
    "new film": "#fbd0cd",
    "report": "#dfe2e5",
}

# Rule -> its stage and the rules whose files it may read.
RULES = {
    "build_body_model": ("body", ()),
    "render_clip": ("synthetic performers", ("build_body_model",)),
    "render_character": ("synthetic performers", ("build_body_model",)),
    "render_truth": ("synthetic performers", ("build_body_model",)),
    "extract_frames": ("film", ("render_clip",)),
    "draw_poses": ("film", ()),
    "estimate_poses": ("poses", ("extract_frames",)),
    "import_poses": ("poses", ()),
    "import_film_poses": ("poses", ("extract_frames",)),
    "smooth_poses": ("poses", ("estimate_poses", "import_poses", "import_film_poses")),
    "fit_body": ("body", ("build_body_model", "smooth_poses")),
    "prepare_character": ("character", ("render_character",)),
    "fit_character": ("character", ("build_body_model", "prepare_character")),
    "adapt_character": ("character", ("prepare_character", "fetch_weights")),
    "fetch_weights": ("character", ()),
    "retarget_body": ("body", ("build_body_model", "fit_body", "fit_character")),
    "retarget_poses": (
        "poses",
        ("smooth_poses", "retarget_body", "build_body_model", "prepare_character"),
    ),
    "generate_frames": (
        "new film",
        (
            *("retarget_poses", "retarget_body", "build_body_model", "extract_frames"),
            *("draw_poses", "prepare_character", "fit_character", "fetch_weights"),
            "adapt_character",
        ),
    ),
    "encode_video": ("new film", ("generate_frames", "render_clip")),
    "encode_driver": ("film", ("extract_frames", "draw_poses", "render_clip")),
    "compare_video": (
        "new film",
        ("extract_frames", "draw_poses", "smooth_poses", "generate_frames", "render_truth"),
    ),
    "score_clip": (
        "report",
        ("generate_frames", "retarget_poses", "smooth_poses", "render_truth"),
    ),
    "export_poses": (
        "poses",
        ("estimate_poses", "import_poses", "import_film_poses", "smooth_poses", "retarget_poses"),
    ),
    "collect_scores": ("report", ("score_clip",)),
    "write_gallery": ("report", ("encode_video", "encode_driver", "compare_video", "score_clip")),
    "write_summary": ("report", ("collect_scores", "write_gallery")),
}


def stage_of(rule) -> str:
    """The stage of a rule; `report` for one that is not known (`all`)."""
    return RULES.get(rule, ("report", ()))[0]


def count_jobs(plan) -> dict[str, int]:
    """How many jobs each rule has when nothing is made yet.

    Args:
        plan: A `pose2video.planning.plan.Plan`.

    Returns:
        Rule -> number, in the order of the work; rules without a job are absent.
    """
    films = [(film.clip, film.recipe, film.character) for film in plan.films]
    clips, pairs, recipes = plan.wanted_clips, plan.compared(), plan.recipes
    filmless, readers = set(plan.filmless), set(plan.file_readers)
    body = {recipe for recipe in recipes if plan.uses_body(recipe)}
    estimated = {(clip, recipes[r]["estimator"]) for clip, r, _ in films}
    smoothed = {(clip, recipes[r]["estimator"], recipes[r]["smoother"], r) for clip, r, _ in films}
    imported = {pair for pair in estimated if pair[0] in filmless}
    read = {pair for pair in estimated - imported if pair[1] in readers}
    adapted, weights = _adaptations(plan)
    prepared = {(character, recipes[r]["estimator"]) for _, r, character in films}
    prepared |= {(who, e) for _, name, e in adapted for who in plan.pictured(name)}
    people = {who for who, _ in prepared if "performer" in plan.characters[who]}
    truths = sum(plan.has_truth(clip, character) for clip, character in pairs)
    performed = sum(bool(plan.clips[clip]["choreography"]) for clip in clips)
    found = {
        "build_body_model": int(bool(body & {r for _, r, _ in films} or people or performed)),
        "render_clip": performed,
        "render_character": len(people),
        "render_truth": truths,
        "extract_frames": sum(clip not in filmless for clip in clips),
        "draw_poses": sum(clip in filmless for clip in clips),
        "estimate_poses": len(estimated - imported - read),
        "import_poses": len(imported),
        "import_film_poses": len(read),
        "smooth_poses": len({key[:3] for key in smoothed}),
        "fit_body": len({key[:3] for key in smoothed if key[3] in body}),
        "prepare_character": len(prepared),
        "fit_character": len({(c, recipes[r]["estimator"]) for _, r, c in films if r in body}),
        "adapt_character": len(adapted),
        "fetch_weights": len(weights),
        "retarget_body": len(
            {
                (clip, recipes[r]["estimator"], recipes[r]["smoother"], character)
                for clip, r, character in films
                if r in body
            }
        ),
        "retarget_poses": len(films),
        "generate_frames": len(films),
        "encode_video": len(films),
        "encode_driver": len(clips),
        "compare_video": len(pairs),
        "score_clip": len(films),
        "collect_scores": 1,
        "write_gallery": 1,
        "write_summary": 1,
    }
    return {rule: n for rule, n in found.items() if n}


def _adaptations(plan):
    """Trained adaptations (name, character, estimator) and ids of weights of the wanted films."""
    adapted, weights = set(), set()
    for recipe, character in {(film.recipe, film.character) for film in plan.films}:
        needs = plan.needs("generators", recipe)
        weights |= set(needs.weights)
        if needs.adaptation:
            name = needs.adaptation
            adapted.add((name, character, plan.recipes[recipe]["estimator"]))
            weights |= set(plan.adaptation_weights(name))
    return adapted, weights


def rule_boxes(jobs) -> tuple[dict, tuple]:
    """Boxes and edges of the graph of the rules that have jobs.

    Args:
        jobs: What `count_jobs` gave.

    Returns:
        Rule -> lines of its box, and pairs of rules.
    """
    boxes = {rule: (rule, f"{n:,} job{'s' * (n != 1)}") for rule, n in jobs.items()}
    edges = [(a, b) for b in jobs for a in RULES[b][1] if a in jobs]
    return boxes, tuple(edges)
