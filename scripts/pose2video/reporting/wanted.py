"""What a report is about, as plain values."""

from __future__ import annotations

from pose2video.reporting.stages import count_jobs


def wanted(plan) -> dict:
    """Describe the films of a plan as a rule's parameter: plain, in the order of the plan.

    Args:
        plan: A `pose2video.planning.plan.Plan`.

    Returns:
        `{"characters": {name: license}, "clips": {id: {gloss, license, performer}}, "films":
        [{adaptation, body, character, clip, estimator, recipe, smoother}], "jobs": {rule:
        number}}`; texts that are not given are None, `body` says whether one is fitted.
    """
    body = {recipe: plan.uses_body(recipe) for recipe in {film.recipe for film in plan.films}}
    return {
        "characters": {
            name: plan.characters[name].get("license") for name in plan.wanted_characters
        },
        "clips": {
            clip: {key: plan.clips[clip][key] for key in ("gloss", "license", "performer")}
            for clip in plan.wanted_clips
        },
        "films": [
            {
                "adaptation": plan.needs("generators", film.recipe).adaptation or None,
                "body": body[film.recipe],
                "character": film.character,
                "clip": film.clip,
                "estimator": plan.recipes[film.recipe]["estimator"],
                "recipe": film.recipe,
                "smoother": plan.recipes[film.recipe]["smoother"],
            }
            for film in plan.films
        ],
        "jobs": count_jobs(plan),
    }
