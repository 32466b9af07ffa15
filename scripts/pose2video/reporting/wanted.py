"""What a report is about, as plain values."""

from __future__ import annotations


def wanted(plan, jobs, logs, kinds) -> dict:
    """Describe the films of a plan as a rule's parameter: plain, in the order of the plan.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        jobs: Rule -> `{"jobs": number, "reads": rules whose files it reads, "stage": its stage}`.
        logs: For every kind of films the logs of the jobs behind one in the order of the work, then
            of those that need it; `{clip}` stands for the clip.
        kinds: For every film the index of its logs.

    Returns:
        `{"characters": {name: license}, "clips": {id: {gloss, license, performer}}, "films":
        [{body, character, clip, estimator, kind, recipe, smoother}], "jobs", "logs"}`; texts that
        are not given are None, `body` says whether one is fitted.
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
                "body": body[film.recipe],
                "character": film.character,
                "clip": film.clip,
                "estimator": plan.recipes[film.recipe]["estimator"],
                "kind": kind,
                "recipe": film.recipe,
                "smoother": plan.recipes[film.recipe]["smoother"],
            }
            for film, kind in zip(plan.films, kinds, strict=True)
        ],
        "jobs": jobs,
        "logs": logs,
    }
