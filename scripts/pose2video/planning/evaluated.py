"""Which recipes are judged on data sets: people perform their own sequences, from the first frame.

Each person of a sequence is a character of its own, `SET__TAKE`, whose picture is the first frame.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pose2video.errors import UserError
from pose2video.names import choose_from
from pose2video.planning.data_sets import clip_of
from pose2video.planning.wanted import Film, choose


@dataclass(frozen=True)
class Evaluation:
    """What the config's block `evaluated` asks for.

    Attributes:
        films: `Film`s whose clips are takes of data sets.
        characters: Name -> keys, of those who perform in them.
        groups: `(data set, split, recipe)` -> its films.
        drawn: Films whose control are the set's own maps.
    """

    films: list[Film] = field(default_factory=list)
    characters: dict[str, dict] = field(default_factory=dict)
    groups: dict[tuple[str, str, str], list[Film]] = field(default_factory=dict)
    drawn: frozenset[Film] = frozenset()


def evaluation_of(config, known, data_sets) -> Evaluation:
    """Read the block `evaluated`.

    Args:
        config: The merged config.
        known: `characters` and `recipes` -> those that are defined.
        data_sets: The plan's `DataSets`.

    Raises:
        UserError: A name is not defined, a split is empty, or maps are wanted that are not there.
    """
    characters, groups, drawn = {}, {}, set()
    for i, block in enumerate(config.get("evaluated", [])):
        where, split = f"evaluated[{i}]", block.get("split", "test")
        maps = block.get("poses") == "maps"
        name = block["data_set"]
        if name not in data_sets:
            said = choose_from(name, data_sets) if data_sets else "none is defined, add one"
            raise UserError(f"{where}.data_set: datasets has no block {name!r}: {said}")
        found = data_sets.usable(name)
        takes = {take: s for take, s in found.takes.items() if s.split == split}
        if not takes:
            raise UserError(
                f"{where}: the data set {name} has nobody in its split {split}: choose another "
                "split, or give the set one"
            )
        if maps and (lost := [s.name for s in takes.values() if s.maps is None]):
            raise UserError(
                f"{where}.poses: maps, but {lost[0]} of the data set {name} has no pictures of the "
                "pose: set poses: found"
            )
        for recipe in choose(block["recipes"], known["recipes"], f"{where}.recipes"):
            if (name, split, recipe) in groups:
                raise UserError(f"{where}: {recipe} is judged on {name} already: delete one")
            films = [Film(clip_of(name, take), recipe, f"{name}__{take}") for take in takes]
            groups[name, split, recipe] = films
            drawn |= set(films) if maps else set()
        for take in takes:
            who = f"{name}__{take}"
            if who in known["characters"]:
                raise UserError(f"characters.{who}: {where} has one of this name: rename it")
            rights = {key: found.block[key] for key in ("license", "consent") if key in found.block}
            picture = {"clip": clip_of(name, take), "reference": "first_frame"}
            characters[who] = picture | rights
    films = [film for group in groups.values() for film in group]
    return Evaluation(films, characters, groups, frozenset(drawn))
