"""What the rules ask about the config: one object, made once while the workflow is read."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pose2video.clips import read_clips
from pose2video.config import check_path, read_schema, resolve_paths, validate
from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS
from pose2video.generators import GENERATORS
from pose2video.retargeters import RETARGETERS
from pose2video.skeletons import RESOURCES
from pose2video.smoothers import SMOOTHERS
from pose2video.weights import check_supply, local_folder, model_of

REGISTRIES = {
    registry.kind: registry for registry in (ESTIMATORS, SMOOTHERS, RETARGETERS, GENERATORS)
}


@dataclass(frozen=True)
class Film:
    """One wanted film: a clip, a recipe and a character."""

    clip: str
    recipe: str
    character: str


class Plan:
    """The checked config: components, clips, characters, and the films that are wanted.

    Args:
        config: The merged config.
        files: The config files it was merged from.
        base: Folder that paths from the command line are relative to.

    Raises:
        UserError: The first fault.
    """

    def __init__(self, config, files, base):
        validate(config, "config", "config")
        resolve_paths(config, files, base)
        self.config = config
        self.clips = read_clips(config["clips"])
        self.characters = config["characters"]
        side = read_schema("config")["properties"]["recipes"]["additionalProperties"]["properties"]
        default = {"short_side_px": side["short_side_px"]["default"]}
        self.recipes = {name: default | recipe for name, recipe in config["recipes"].items()}
        self.components = {
            kind: {
                name: registry.spec(block, f"{kind}.{name}") for name, block in config[kind].items()
            }
            for kind, registry in REGISTRIES.items()
        }
        self._check_recipes()
        self.films = list(dict.fromkeys(self._select()))
        self._check_characters()
        self._check_weights()

    def _check_recipes(self):
        for name, recipe in self.recipes.items():
            for kind in REGISTRIES:
                wanted = recipe[kind.removesuffix("s")]
                if wanted not in self.components[kind]:
                    raise UserError(
                        f"recipes.{name}: {kind} has no block {wanted!r}: choose from "
                        f"{', '.join(self.components[kind])}"
                    )

    def _select(self):
        for i, block in enumerate(self.config["make"]):
            known = {
                "clips": self.clips,
                "characters": self.characters,
                "recipes": self.recipes,
            }
            chosen = {
                key: self._choose(block[key], known[key], f"make[{i}].{key}") for key in known
            }
            for clip in chosen["clips"]:
                for character in chosen["characters"]:
                    for recipe in chosen["recipes"]:
                        yield Film(clip, recipe, character)

    @staticmethod
    def _choose(wanted, known, where):
        if wanted == "all":
            return list(known)
        for name in wanted:
            if name not in known:
                raise UserError(f"{where}: {name!r} is not defined: choose from {', '.join(known)}")
        return wanted

    def _check_characters(self):
        for name in self.wanted_characters:
            image, performer = (self.characters[name].get(key) for key in ("image", "performer"))
            known = sorted(path.stem for path in (RESOURCES / "performers").glob("*.yaml"))
            if performer is not None and performer not in known:
                raise UserError(
                    f"characters.{name}.performer: there is no performer {performer!r}: choose "
                    f"from {', '.join(known)}"
                )
            if image is not None:
                check_path(image, f"characters.{name}.image: the picture")
            if image is not None and not Path(image).is_file():
                raise UserError(
                    f"characters.{name}.image: the picture {image} is not there: correct the path"
                )

    def _check_weights(self):
        needed = {}
        for film in self.films:
            generator = GENERATORS.build(self.component_of(film.recipe, "generators"))
            needed |= dict.fromkeys(generator.needs().get("weights", []))
        folder = self.config["weights"]["folder"]
        if folder:
            check_path(folder, "weights.folder: the folder")
        check_supply(list(needed), folder)

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
        return list(dict.fromkeys((film.clip, film.character) for film in self.films))

    def recipes_of(self, clip, character) -> list[str]:
        """Recipes by which a character performs a clip.

        Raises:
            UserError: There is none, so there is nothing to compare.
        """
        found = [f.recipe for f in self.films if (f.clip, f.character) == (clip, character)]
        if not found:
            raise UserError(f"{clip} by {character} is not made: add it to make in the config")
        return found

    def named(self, kind, name):
        """The clip, character or recipe of a name.

        Raises:
            UserError: There is none, with the nearest name.
        """
        known = getattr(self, kind)
        if name not in known:
            close = difflib.get_close_matches(name, list(known), n=1)
            hint = f" (did you mean {close[0]!r}?)" if close else ""
            raise UserError(f"{kind} has no {name!r}{hint}: correct the name of the result")
        return known[name]

    def component(self, kind, name) -> dict:
        """The spec of a config block, the parameter of the rules that use it."""
        return self.components[kind][name]

    def component_of(self, recipe, kind) -> dict:
        """The spec of the component that a recipe uses for `kind`."""
        return self.components[kind][self.named("recipes", recipe)[kind.removesuffix("s")]]

    def own_folder(self, name) -> str | None:
        """The user's own folder of a model's weights; None where they are fetched."""
        found = local_folder(name, self.config["weights"]["folder"])
        return str(found) if found else None

    def own_weights(self, name) -> list[str]:
        """The files of a model in the user's own folder, nothing where they are fetched."""
        folder = self.own_folder(name)
        files = model_of(name).files
        return [f"{folder}/{file.path}" for file in files] if folder else []

    def published_weights(self, name) -> dict:
        """What the table says of a model's files, the parameter of the rule that supplies them."""
        model = model_of(name)
        files = {file.path: file.sha256 for file in model.files}
        return {"files": files, "repository": model.repository, "revision": model.revision}

    def uses_body(self, recipe) -> bool:
        """Whether a recipe has a body fitted to film and picture."""
        specs = {kind: self.component_of(recipe, kind) for kind in ("retargeters", "generators")}
        return any(REGISTRIES[k].build(spec).needs().get("body") for k, spec in specs.items())

    def has_truth(self, clip, character) -> bool:
        """Whether the true result is known: a choreography, and a character made by ourselves."""
        performed = self.named("clips", clip)["choreography"]
        return bool(performed and "performer" in self.named("characters", character))
