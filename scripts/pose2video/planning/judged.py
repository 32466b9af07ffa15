"""Which methods are judged: performances whose true result, or whose driver, they are held against.

*self*: a character performs the part of its own film that is held out; the film is the truth.
*cross*: it performs another clip.
"""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.planning.data_sets import trained_model
from pose2video.planning.footage import is_filmed, tail_name
from pose2video.planning.wanted import Film, choose

SELF, CROSS = "self", "cross"


def judged_films(config, known) -> list[Film]:
    """The performances of the config's block `judged`.

    Args:
        config: The merged config.
        known: `clips`, `characters` and `recipes` -> those that are defined.

    Raises:
        UserError: A name is not defined, or a character can not be judged.
    """
    films = []
    for i, block in enumerate(config.get("judged", [])):
        where = f"judged[{i}]"
        chosen = {
            key: choose(block[key], known[key], f"{where}.{key}") if key in block else []
            for key in known
        }
        for name in chosen["characters"]:
            keys = known["characters"][name]
            _check(name, keys, chosen["clips"], where)
            own = [tail_name(name)] if is_filmed(keys) else []
            films += [
                Film(clip, recipe, name)
                for clip in [*own, *chosen["clips"]]
                for recipe in chosen["recipes"]
            ]
    return list(dict.fromkeys(films))


def _check(name, keys, clips, where):
    """Refuse a character of whom nothing is known that a result can be held against."""
    place = f"characters.{name}"
    if "performer" in keys and not is_filmed(keys):
        if not clips:
            raise UserError(
                f"{where}: {name} is a performer and has no film of which a part could be held "
                "out: name clips that it performs, or give it a choreography and held_out"
            )
        return
    if not is_filmed(keys):
        raise UserError(
            f"{where}: {name} has no film of which a part could be held out: give {place} a film "
            "and held_out, or leave it out"
        )
    if not keys.get("held_out"):
        raise UserError(
            f"{where}: nothing of the film of {name} is held out, so its methods would be judged "
            f"by what they learned: give {place} held_out: 0.2"
        )
    if "image" in keys:
        raise UserError(
            f"{where}: {place} has an image beside its film, and results on that picture lie "
            "elsewhere than in the film: delete image, or leave it out"
        )


def described(plan) -> list[dict]:
    """The judged films as a rule's parameter: plain, in the order of the config.

    Args:
        plan: A `pose2video.planning.plan.Plan`.

    Returns:
        `{character, clip, estimator, generator, held_out, model, recipe, setting, settings,
        smoother, use}`; `model` is the folder below `results/models` of what the
        generator learned, or None; `settings` are those that the config says.
    """
    rows = []
    for film in plan.judged:
        recipe, spec = plan.recipes[film.recipe], plan.component_of(film.recipe, "generators")
        needs = plan.needs("generators", film.recipe)
        model = trained_model(plan, film.recipe, film.character)
        if needs.adaptation:
            model = f"{needs.adaptation}/{film.character}/{recipe['estimator']}"
        rows.append(
            {
                "character": film.character,
                "clip": film.clip,
                "estimator": recipe["estimator"],
                "generator": recipe["generator"],
                "held_out": plan.characters[film.character].get("held_out"),
                "model": model,
                "recipe": film.recipe,
                "setting": SELF if film.is_self else CROSS,
                "settings": spec["settings"],
                "smoother": recipe["smoother"],
                "use": spec["use"],
            }
        )
    return rows
