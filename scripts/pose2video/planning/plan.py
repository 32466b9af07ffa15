"""What the rules ask about the config: one object, made once while the workflow is read."""

from __future__ import annotations

from functools import cached_property

from pose2video.configuring.config import read_config, read_schema, resolve_paths, validate
from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS
from pose2video.films.limits import Limits
from pose2video.names import choose_from
from pose2video.planning.clips import read_clips
from pose2video.planning.consent import check_set
from pose2video.planning.data_sets import DataSet, data_sets_of
from pose2video.planning.footage import SET_ROOM, footage_of, is_filmed, tail_name
from pose2video.planning.judged import Film, judged_films
from pose2video.planning.kinds import REGISTRIES
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
        self.data_sets = data_sets_of(config.get("datasets", {}))
        self._usable_sets: set[str] = set()
        side = read_schema("config")["properties"]["recipes"]["additionalProperties"]["properties"]
        default = {name: key["default"] for name, key in side.items() if "default" in key}
        self.recipes = {name: default | recipe for name, recipe in config["recipes"].items()}
        blocks = {"adaptations": {}} | config
        self.components = {
            kind: {
                name: registry.spec(block, f"{kind}.{name}") for name, block in blocks[kind].items()
            }
            for kind, registry in REGISTRIES.items()
        }
        self._files = list(files)
        self._needs: dict[tuple[str, str], Needs] = {}
        self.films = list(dict.fromkeys(self._select()))
        self.judged = judged_films(config, self._known, self._choose)
        self.networks = config.get("networks") or {}
        self.signing = config.get("signing")

    def _select(self):
        # a config of one's own that chooses nothing is given the demo's choice
        theirs = len(self._files) > 1 and not any("make" in read_config(f) for f in self._files[1:])
        hint = " (of config.yaml's own make: give your config a make)" if theirs else ""
        for i, block in enumerate(self.config["make"]):
            known = self._known
            chosen = {
                key: self._choose(block[key], known[key], f"make[{i}].{key}{hint}") for key in known
            }
            for clip in chosen["clips"]:
                for character in chosen["characters"]:
                    for recipe in chosen["recipes"]:
                        yield Film(clip, recipe, character)

    @property
    def _known(self):
        return {"clips": self.clips, "characters": self.characters, "recipes": self.recipes}

    @staticmethod
    def _choose(wanted, known, where):
        if wanted == "all":
            return list(known)
        for name in wanted:
            if name not in known:
                raise UserError(f"{where}: {name!r} is not defined: {choose_from(name, known)}")
        return wanted

    @cached_property
    def performed(self) -> list[Film]:
        """All that the config asks for: the wanted films, and those by which methods are judged."""
        return list(dict.fromkeys([*self.films, *self.judged]))

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

    @cached_property
    def filmless(self) -> list[str]:
        """Clips that have poses of another tool and no film."""
        return [name for name, clip in self.clips.items() if clip["poses"] and not clip["video"]]

    @cached_property
    def file_readers(self) -> list[str]:
        """Estimators that read a clip's poses from its file."""
        blocks = self.components["estimators"]
        return [name for name, spec in blocks.items() if ESTIMATORS.has(spec, "reads_files")]

    def poses_of(self, clip) -> str:
        """The file or folder of poses of a clip.

        Raises:
            UserError: It has none.
        """
        found = self.named("clips", clip)["poses"]
        if found is None:
            raise UserError(
                f"the clip {clip} has no poses for an estimator that reads files: fill the column "
                "poses, or choose recipes that find the person in the film"
            )
        return found

    def named(self, kind, name):
        """The clip, character or recipe of a name; footage and takes of data sets count as clips.

        Raises:
            UserError: There is none, with the nearest names.
        """
        known = getattr(self, kind)
        if kind == "clips" and name in self.footage:
            return self.footage[name]
        if kind == "clips" and name.startswith(f"{SET_ROOM}/"):
            return self.take_row(name)
        if name not in known:
            raise UserError(_unnamed(kind, name, known))
        return known[name]

    def data_set(self, name) -> DataSet:
        """A data set that can be used.

        Raises:
            UserError: There is none of the name, nothing can be learned from it, or the config
                wants terms or consent that it does not say.
        """
        if name not in self.data_sets:
            raise UserError(f"datasets has no {name!r}: {choose_from(name, self.data_sets)}")
        found = self.data_sets[name]
        if name not in self._usable_sets:  # of thousands of takes each asks for its set
            found.check()
            if self.config.get("require_consent"):
                check_set(name, found.block)
            self._usable_sets.add(name)
        return found

    def take_row(self, clip) -> dict:
        """The row of `sets/{set}/{take}`, see `DataSet.row`.

        Raises:
            UserError: The set has no such take.
        """
        _, name, take = clip.split("/")
        takes = self.data_set(name).takes
        if take not in takes:
            raise UserError(f"the data set {name} has no {take!r}: {choose_from(take, takes)}")
        return self.data_sets[name].row(take)

    def source_of(self, clip):
        """What the layout of a set has found of the take `sets/{set}/{take}`."""
        _, name, take = clip.split("/")
        return self.data_set(name).takes[take]

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

    @staticmethod
    def is_own(clip, character) -> bool:
        """Whether a clip is the part of a character's own film that is held out."""
        return clip == tail_name(character)

    def has_truth(self, clip, character) -> bool:
        """Whether the true result is known.

        It is of a choreography by a character made by ourselves, and of a filmed character that
        performs what is held out of its own film.
        """
        if self.is_own(clip, character):
            return True
        performed = self.named("clips", clip)["choreography"]
        return bool(performed and "performer" in self.named("characters", character))


def _unnamed(kind, name, known):
    """What to say of a name in the path of a result that stands for nothing."""
    return f"{kind} has no {name!r}: correct the name of the result: {choose_from(name, known)}"
