"""Which films the config wants: those that `make` chooses, and other tries at rejected ones."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.configuring.config import read_config
from pose2video.errors import UserError
from pose2video.names import choose_from
from pose2video.planning.footage import tail_name
from pose2video.planning.reviews import rejected


@dataclass(frozen=True)
class Film:
    """One wanted film: a clip, a recipe and a character."""

    clip: str
    recipe: str
    character: str

    @property
    def is_self(self) -> bool:
        """Whether the character performs what is held out of its own film."""
        return self.clip == tail_name(self.character)


def wanted_films(config, files, known, reviews) -> list[Film]:
    """The films of the config's block `make`, each once.

    Args:
        config: The merged config.
        files: The config files it was merged from.
        known: `clips`, `characters` and `recipes` -> those that are defined.
        reviews: The verdicts, see `read_reviews`.

    Raises:
        UserError: A name is not defined, or there is nothing that was rejected.
    """
    # a config of one's own that chooses nothing is given the demo's choice
    theirs = len(files) > 1 and not any("make" in read_config(file) for file in files[1:])
    hint = " (of config.yaml's own make: give your config a make)" if theirs else ""
    films = []
    for i, block in enumerate(config["make"]):
        where = f"make[{i}]"
        if "reviewed" in block:
            films += _rejected(block, where, config, known, reviews)
            continue
        chosen = {key: choose(block[key], known[key], f"{where}.{key}{hint}") for key in known}
        films += [
            Film(clip, recipe, character)
            for clip in chosen["clips"]
            for character in chosen["characters"]
            for recipe in chosen["recipes"]
        ]
    return list(dict.fromkeys(films))


def choose(wanted, known, where) -> list[str]:
    """The names that a selection says; those of all that is known for `all`.

    Args:
        wanted: Names, or `all`.
        known: The names that are defined.
        where: The place in the config.

    Raises:
        UserError: A name is not defined.
    """
    if wanted == "all":
        return list(known)
    for name in wanted:
        if name not in known:
            raise UserError(f"{where}: {name!r} is not defined: {choose_from(name, known)}")
    return wanted


def _rejected(block, where, config, known, reviews):
    """Films of what was rejected, by other recipes."""
    if more := sorted({"clips", "characters"} & set(block)):
        raise UserError(f"{where}.{more[0]}: reviewed says which: delete one of the two")
    if "reviews" not in config:
        raise UserError(f"{where}.reviewed: say under `reviews` which table has the verdicts")
    recipes = choose(block["recipes"], known["recipes"], f"{where}.recipes")
    films = [
        Film(clip, recipe, character)
        for clip, character in rejected(reviews)
        if clip in known["clips"] and character in known["characters"]
        for recipe in recipes
        if (clip, recipe, character) not in reviews
    ]
    if not films:
        raise UserError(
            f"{where}.reviewed: of nothing that was rejected and not approved is a film left "
            "to make by these recipes: choose another recipe, or delete the block"
        )
    return films
