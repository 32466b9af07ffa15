"""Putting jobs into the queue: each is tried first as `snakemake -n` would."""

from __future__ import annotations

import time

import yaml

from pose2video.errors import UserError
from pose2video.files import remove, write_json
from pose2video.planning.reading import read_plan
from pose2video.planning.reviews import rejected
from pose2video.studio import motions, reviews
from pose2video.studio.orders import (
    CHARACTER,
    FILMS,
    FRAGMENT,
    ORDER,
    STATE,
    TABLE,
    WAITING,
    all_of,
    fragments,
)
from pose2video.studio.results import smoothed_name


def order_films(studio, clips, who, recipes, formats=()) -> str:
    """Put films into the queue.

    Args:
        studio: The `Studio`.
        clips, who, recipes: Names of motions, characters and recipes.
        formats: What is made beside MP4s, as a recipe's `formats`.

    Returns:
        The id of the job.

    Raises:
        UserError: What `snakemake -n` would say of it.
    """
    for what, names in (("motion", clips), ("character", who), ("recipe", recipes)):
        if not names:
            raise UserError(f"no {what} is chosen: choose at least one")
    make = [{"clips": list(clips), "characters": list(who), "recipes": list(recipes)}]
    fragment = {"clips": TABLE, "make": make}
    known = [name for name in recipes if name in studio.plan.recipes]
    if formats and known:
        fragment["recipes"] = {name: {"formats": _further(studio, name, formats)} for name in known}
    return _put(studio, FILMS, clips, who, recipes, fragment)


def _further(studio, recipe, formats):
    """The formats of a recipe, and others."""
    return list(dict.fromkeys([*studio.plan.recipes[recipe]["formats"], *formats]))


def order_rejected(studio, recipes) -> str:
    """Put into the queue what was rejected, by other recipes.

    Raises:
        UserError: Nothing is left to make, or what `snakemake -n` would say of it.
    """
    said = reviews.all_of(studio)
    films = [
        (clip, recipe, who)
        for clip, who in rejected(said)
        for recipe in recipes
        if (clip, recipe, who) not in said
    ]
    if not films:
        raise UserError(
            "of nothing that was rejected and not approved is a film left to make by these "
            "recipes: choose another recipe"
        )
    make = [{"clips": [c], "characters": [w], "recipes": [r]} for c, r, w in films]
    clips, _, who = (list(dict.fromkeys(names)) for names in zip(*films, strict=True))
    fragment = {"clips": TABLE, "make": make}
    return _put(studio, FILMS, clips, who, list(recipes), fragment, listed=films)


def order_look(studio, kind, name) -> str:
    """Put a look at one character or motion into the queue, before films that wait.

    Raises:
        UserError: What `snakemake -n` would say of it.
    """
    plan = studio.plan
    if kind == CHARACTER:
        return _put(studio, kind, (), (name,), (), {}, _sheets(plan, name))
    recipe = next(iter(plan.recipes))
    stem = f"{name}/{smoothed_name(plan)}"
    targets = [f"results/drivers/{name}.mp4", f"results/exported/smoothed/{stem}/pose"]
    if motions.row_of(studio, name)["video"]:  # poses alone are drawn in the driver already
        targets += [f"results/overlaid/{stem}.mp4", f"results/people/{name}.json"]
    make = [{"clips": [name], "characters": [next(iter(plan.characters))], "recipes": [recipe]}]
    return _put(studio, kind, (name,), (), (), {"clips": TABLE, "make": make}, targets)


def _sheets(plan, name):
    """What shows how a character was taken apart, by the estimator of the first recipe."""
    recipe = next(iter(plan.recipes))
    folder = f"results/characters/{name}/{plan.recipes[recipe]['estimator']}"
    body = any(map(plan.uses_body, plan.recipes))
    return [f"{folder}/check.png"] + [f"{folder}/body.png"] * body


def _put(studio, kind, clips, who, recipes, fragment, targets=(), listed=()):
    if kind == FILMS and reviews.table(studio).is_file():
        fragment = {"reviews": f"../../{reviews.TABLE}"} | fragment
    studio.quotas.check_queue(sum(order.state == WAITING for order in all_of(studio)))
    trial = studio.incoming.room()
    try:
        _write(studio, trial, trial, fragment, clips)
        read_plan([*studio.configs, *fragments(studio, who), trial / FRAGMENT], studio.root)
    except UserError as error:
        raise UserError(str(error).replace(f"{trial}/", "")) from None
    finally:
        remove(trial)

    def fill(folder, name):
        folder.mkdir()
        _write(studio, folder, studio.orders.folder / name, fragment, clips)
        told = {"kind": kind, "characters": who, "clips": clips, "recipes": recipes}
        told |= {"listed": listed} if listed else {}
        write_json(folder / ORDER, told | {"created": time.time(), "targets": targets})
        write_json(folder / STATE, {"state": WAITING, "since": time.time()})

    return studio.orders.put(_name(kind, clips, who), (), fill)


def _write(studio, folder, home, fragment, clips):
    """Write a job's fragment and table into a folder, for one that will be `home`."""
    text = yaml.safe_dump(fragment, sort_keys=False, allow_unicode=True, default_flow_style=None)
    (folder / FRAGMENT).write_text(text, encoding="utf-8")
    if clips:
        (folder / TABLE).write_text(motions.table_text(studio, home, clips), encoding="utf-8")


def _name(kind, clips, who):
    first = "_".join([*clips[:1], *who[:1]])
    return f"look_{first}" if kind != FILMS else first
