"""What a report is about, as plain values."""

from __future__ import annotations

from pose2video.planning.data_sets import trained_model
from pose2video.planning.footage import is_filmed
from pose2video.planning.reviews import said_of


def wanted(plan, jobs, logs, kinds) -> dict:
    """Describe the films of a plan as a rule's parameter: plain, in the order of the plan.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        jobs: Rule -> `{"jobs": number, "reads": rules whose files it reads, "stage": its stage}`.
        logs: For every kind of films the logs of the jobs behind one in the order of the work, then
            of those that need it; `{clip}` stands for the clip.
        kinds: For every film the index of its logs.

    Returns:
        `{"characters": {name: {license, sheets, words}}, "clips": {id: {gloss, license,
        performer}}, "films": [{body, character, clip, estimator, kind, recipe, smoother}], "jobs",
        "logs"}`, and `judged` where methods are judged, too;
        texts that are not given are None, `body` says whether one is fitted, a film has `measured`
        where its retargeter measures first, `formats` where there are some beside the MP4, `review`
        where people said something of it,
        `sheets` are pictures to check a character by, `words` files with warnings of it, both below
        `results`.
    """
    body = {recipe: plan.uses_body(recipe) for recipe in {film.recipe for film in plan.films}}
    formats = {recipe: list(plan.recipes[recipe]["formats"]) for recipe in body}
    return {
        "characters": {
            name: {"license": plan.characters[name].get("license")} | prepared(plan, name)
            for name in plan.wanted_characters
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
            | _reviewed(plan, film)
            | ({"measured": True} if plan.needs("retargeters", film.recipe).measures else {})
            | ({"formats": formats[film.recipe]} if formats[film.recipe] else {})
            for film, kind in zip(plan.films, kinds, strict=True)
        ],
        "jobs": jobs,
        "logs": logs,
    } | ({"judged": True} if plan.judged else {})


def _reviewed(plan, film):
    """What people said of a film; nothing of one that nobody reviewed."""
    row = plan.reviews.get((film.clip, film.recipe, film.character))
    return {"review": said_of(row)} if row else {}


def prepared(plan, character) -> dict:
    """What is made of a character alone: pictures to check it by, and files with warnings.

    Args:
        plan: A `pose2video.planning.plan.Plan`.
        character: The name of one that performs.

    Returns:
        `{"sheets": [...], "words": [...]}`, paths below `results`, in the order of the work.
    """
    said = plan.characters[character]
    filmed, chosen = is_filmed(said), plan.is_chosen(character)
    sheets, words = [], []
    for recipe in dict.fromkeys(f.recipe for f in plan.films if f.character == character):
        names, needs = plan.recipes[recipe], plan.needs("generators", recipe)
        folder = f"characters/{character}/{names['estimator']}"
        words += [f"{folder}/footage.json"] * (
            filmed and (chosen or needs.trained_on == "character")
        )
        sheets += [f"{folder}/candidates.png"] * chosen + [f"{folder}/check.png"]
        words.append(f"{folder}/poses.json")
        if plan.uses_body(recipe):
            sheets.append(f"{folder}/body.png")
            words.append(f"{folder}/body.json")
        if needs.plate:
            sheets.append(f"{folder}/plate.png")
            words.append(f"{folder}/plate.json")
        if needs.skin and chosen:
            skin = f"skins/{character}/{names['estimator']}.{names['smoother']}"
            sheets.append(f"{skin}.png")
            words.append(f"{skin}.json")
        trained = trained_model(plan, recipe, character)
        if trained and needs.trained_on != "published":  # of which there is no sheet
            sheets.append(f"models/{trained}.png")
        if needs.adaptation:
            learned = f"models/{needs.adaptation}/{character}/{names['estimator']}"
            sheets += [f"{learned}.png", f"{learned}.training.png"]
    return {"sheets": list(dict.fromkeys(sheets)), "words": list(dict.fromkeys(words))}
