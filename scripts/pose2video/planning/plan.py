"""What the rules ask about the config: one object, made once while the workflow is read."""

from __future__ import annotations

from functools import cached_property

from pose2video.configuring.config import read_config, read_schema, resolve_paths, validate
from pose2video.errors import UserError
from pose2video.films.limits import Limits
from pose2video.names import choose_from
from pose2video.planning.clips import read_clips
from pose2video.planning.evaluated import evaluation_of
from pose2video.planning.footage import SET_ROOM, footage_of, is_filmed, tail_name
from pose2video.planning.judged import judged_films
from pose2video.planning.kinds import REGISTRIES
from pose2video.planning.reviews import read_reviews
from pose2video.planning.takes import DataSets
from pose2video.planning.wanted import Film, wanted_films
from pose2video.registry import Needs


class Plan:
    """The config: components, clips, characters, and the films that are wanted.

    What the config says of other files is checked by `checks.check`, not here.

    Args:
        config: The merged config.
        files: The config files it was merged from.
        base: Folder that paths from the command line are relative to.

    Raises:
        UserError: The first fault.
    """

    def __init__(self, config, files, base):
        for file in files:
            read_config(file)  # strictly: what Snakemake took may be an alias bomb
        validate(config, "config", "config")
        resolve_paths(config, files, base)
        self.config = config
        self.limits = Limits(**config.get("limits", {}))
        self.clips = read_clips(config["clips"])
        self.characters = config["characters"]
        self.footage = footage_of(self.characters)
        self.data_sets = DataSets(config.get("datasets", {}), config.get("require_consent"))
        side = read_schema("config")["properties"]["recipes"]["additionalProperties"]["properties"]
        default = {name: key["default"] for name, key in side.items() if "default" in key}
        self.recipes = {name: default | recipe for name, recipe in config["recipes"].items()}
        blocks = {"adaptations": {}, "trainings": {}} | config
        self.components = {
            kind: {
                name: registry.spec(block, f"{kind}.{name}") for name, block in blocks[kind].items()
            }
            for kind, registry in REGISTRIES.items()
        }
        self.reviews = read_reviews(config["reviews"]) if "reviews" in config else {}
        self._needs: dict[tuple[str, str], Needs] = {}
        known = {key: getattr(self, key) for key in ("clips", "characters", "recipes")}
        self.films = wanted_films(config, files, known, self.reviews)
        self.judged = judged_films(config, known)
        self.evaluation = evaluation_of(config, known, self.data_sets)
        self.characters = self.characters | self.evaluation.characters
        self.networks = config.get("networks") or {}
        self.signing = config.get("signing")

    @cached_property
    def performed(self) -> list[Film]:
        """All that the config asks for: the wanted films, and those by which methods are judged."""
        return list(dict.fromkeys([*self.films, *self.judged, *self.evaluation.films]))

    @property
    def performed_clips(self) -> list[str]:
        """Clips of the table that are needed for any of these."""
        used = {film.clip for film in self.performed}
        return [clip for clip in self.clips if clip in used]

    @cached_property
    def wanted_clips(self) -> list[str]:
        """Clips of at least one wanted film, in the order of the table."""
        used = {film.clip for film in self.films}
        return [clip for clip in self.clips if clip in used]

    @cached_property
    def wanted_characters(self) -> list[str]:
        """Characters of at least one wanted film."""
        return list(dict.fromkeys(film.character for film in self.films))

    def compared(self) -> list[tuple[str, str]]:
        """Pairs (clip, character) that have at least one film."""
        return list(self._recipes_of)

    @cached_property
    def _recipes_of(self):
        """(clip, character) -> recipes: a plan of 10,000 clips is asked once for each."""
        found: dict[tuple[str, str], list[str]] = {}
        for film in self.films:
            found.setdefault((film.clip, film.character), []).append(film.recipe)
        return found

    def judged_recipes(self, clip, character) -> list[str]:
        """Recipes that are judged by how a character performs a clip."""
        return [f.recipe for f in self.judged if (f.clip, f.character) == (clip, character)]

    def recipes_of(self, clip, character) -> list[str]:
        """Recipes by which a character performs a clip.

        Raises:
            UserError: There is none, so there is nothing to compare.
        """
        if (clip, character) not in self._recipes_of:
            raise UserError(f"{clip} by {character} is not made: add it to make in the config")
        return list(self._recipes_of[clip, character])

    def named(self, kind, name):
        """The clip, character or recipe of a name; footage and takes of data sets count as clips.

        Raises:
            UserError: There is none, with the nearest names.
        """
        known = getattr(self, kind)
        if kind == "clips" and name in self.footage:
            return self.footage[name]
        if kind == "clips" and name.startswith(f"{SET_ROOM}/"):
            return self.data_sets.row(name)
        if name not in known:
            raise UserError(_unnamed(kind, name, known))
        return known[name]

    def component(self, kind, name) -> dict:
        """The spec of a config block, the parameter of the rules that use it.

        Raises:
            UserError: There is none, with the nearest names.
        """
        if name not in self.components[kind]:
            raise UserError(_unnamed(kind, name, self.components[kind]))
        return self.components[kind][name]

    def component_of(self, recipe, kind) -> dict:
        """The spec of the component that a recipe uses for `kind`."""
        return self.components[kind][self.named("recipes", recipe)[kind.removesuffix("s")]]

    def needs(self, kind, recipe) -> Needs:
        """What the component that a recipe uses for `kind` needs."""
        if (kind, recipe) not in self._needs:
            self._needs[kind, recipe] = REGISTRIES[kind].needs(self.component_of(recipe, kind))
        return self._needs[kind, recipe]

    def adaptation_weights(self, name) -> list[str]:
        """Ids of the weights that an adaptation begins with."""
        return list(REGISTRIES["adaptations"].needs(self.component("adaptations", name)).weights)

    def training_weights(self, name) -> list[str]:
        """Ids of the weights that a training begins with."""
        return list(REGISTRIES["trainings"].needs(self.component("trainings", name)).weights)

    def trainings_of(self, name) -> list[str]:
        """A training and those that it begins with, the first one last."""
        found = [name]
        while name := REGISTRIES["trainings"].needs(self.component("trainings", name)).taught:
            found.append(name)
        return found

    def is_chosen(self, character) -> bool:
        """Whether a character's picture is a frame of its film."""
        keys = self.named("characters", character)
        return is_filmed(keys) and "image" not in keys

    def pictured(self, character) -> list[str]:
        """A character, and the others whose pictures show the same person."""
        return [character, *self.named("characters", character).get("also", [])]

    @property
    def weights_folder(self) -> str | None:
        """The user's own folder of weights; None where they are fetched."""
        return self.config["weights"]["folder"]

    def uses_body(self, recipe) -> bool:
        """Whether a recipe has a body fitted to film and picture."""
        return any(self.needs(kind, recipe).body for kind in ("retargeters", "generators"))

    def is_own(self, clip, character) -> bool:
        """Whether a clip is a character's own: what is held out of its film, or what it begins."""
        first_of = self.characters.get(character, {}).get("clip")
        return clip in (tail_name(character), first_of)

    def has_truth(self, clip, character) -> bool:
        """Whether the true result is known.

        It is of a choreography by a character made by ourselves, and of a filmed character that
        performs what is held out of its own film, or the clip whose first frame it is.
        """
        if self.is_own(clip, character):
            return True
        performed = self.named("clips", clip)["choreography"]
        return bool(performed and "performer" in self.named("characters", character))


def _unnamed(kind, name, known):
    """What to say of a name in the path of a result that stands for nothing."""
    return f"{kind} has no {name!r}: correct the name of the result: {choose_from(name, known)}"
