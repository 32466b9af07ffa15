"""What a config says of other things, checked before anything runs: every fault one sentence."""

from __future__ import annotations

import os
from fractions import Fraction

from pose2video.configuring.config import check_path, is_file
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError
from pose2video.exchange.documents import check_megabytes
from pose2video.films import paces
from pose2video.films.limits import check_frames, n_frames_of
from pose2video.generators import GENERATORS
from pose2video.names import choose_from, pictures_in
from pose2video.planning.consent import check_consent
from pose2video.planning.footage import is_filmed, person_of
from pose2video.planning.formats import check_formats
from pose2video.planning.kinds import RECIPE
from pose2video.planning.networks import check_networks
from pose2video.planning.trained import OWN, check_trained
from pose2video.provenance.signing import check_signing
from pose2video.registry import MERGED
from pose2video.resources import RESOURCES
from pose2video.training import ADAPTATIONS
from pose2video.weights import check_supply

_OF_FILMS = ("start_s", "end_s", "speed", "frame_s", "held_out")
_OF_PEOPLE = ("also", "mirror", "person")
_FILES = (("image", "picture"), ("film", "film"), ("poses", "file of keypoints"))


def check(plan):
    """Check everything that a `Plan` names.

    Raises:
        UserError: The first fault.
    """
    check_keys(plan.characters)
    check_recipes(plan.recipes, plan.components)
    check_adaptations(plan.components["generators"], plan.components["adaptations"])
    check_poses(plan)
    check_characters(plan)
    check_footage(plan)
    check_trained(plan)
    check_weights(plan)
    check_formats(plan)
    if plan.config.get("require_consent"):
        check_consent(plan)
    check_networks(plan.networks)
    check_signing(plan.signing)


def check_keys(characters):
    """Check which keys of characters stand beside each other.

    Args:
        characters: Name -> keys.

    Raises:
        UserError: None says who it is, two say it, or one stands there without what it is for.
    """
    for name, keys in characters.items():
        where = f"characters.{name}"
        real = [key for key in ("image", "film") if key in keys]
        if not real and "performer" not in keys:
            raise UserError(f"{where}: give it an image, a film or a performer")
        if real and "performer" in keys:
            raise UserError(
                f"{where}: it is a performer, or has an image or a film, not both{MERGED}"
            )
        person_of(name, keys)
        if "choreography" in keys and "performer" not in keys:
            raise UserError(
                f"{where}.choreography: it is danced by a performer: give one, or delete it"
            )
        if "image" in keys and "frame_s" in keys:
            raise UserError(f"{where}: image and frame_s both choose the picture: delete one")
        for needed, there, more in (
            ("a film", is_filmed(keys), _OF_FILMS),
            ("an image", "image" in keys, ("poses",)),
            ("an image or a film", real, _OF_PEOPLE),
        ):
            lost = [key for key in more if key in keys and not there]
            if lost:
                raise UserError(f"{where}.{lost[0]}: it needs {needed}: give one, or delete it")


def check_recipes(recipes, components):
    """Check that the components that recipes name are defined.

    Args:
        recipes: Name -> recipe. components: Kind -> name -> spec.

    Raises:
        UserError: One is not.
    """
    for name, recipe in recipes.items():
        for kind in (registry.kind for registry in RECIPE):
            wanted = recipe[kind.removesuffix("s")]
            if wanted not in components[kind]:
                raise UserError(
                    f"recipes.{name}: {kind} has no block {wanted!r}: "
                    f"{choose_from(wanted, components[kind])}"
                )


def check_adaptations(generators, adaptations):
    """Check that what generators name is there and trains the models that they paint with.

    Args:
        generators: Config name -> spec. adaptations: Likewise.

    Raises:
        UserError: One is not defined, or has another base or VAE.
    """
    for name, spec in generators.items():
        generator = GENERATORS.build(spec)
        wanted = GENERATORS.needs(spec).adaptation
        if not wanted:
            continue
        if wanted not in adaptations:
            known = choose_from(wanted, adaptations) if adaptations else "none is defined, add one"
            raise UserError(
                f"generators.{name}.adaptation: adaptations has no block {wanted!r}: {known}"
            )
        adaptation = ADAPTATIONS.build(adaptations[wanted])
        for key in ("base", "vae"):
            own, trained = getattr(generator, key), getattr(adaptation, key)
            if own != trained:
                raise UserError(
                    f"generators.{name}: {key} is {own!r}, that of adaptations.{wanted} is "
                    f"{trained!r}: give both the same"
                )


def check_poses(plan):
    """Check that clips have the poses that their recipes read, and that no input is too large.

    Raises:
        UserError: One has none, or a too large one.
    """
    readers = [
        name for name in plan.recipes if plan.recipes[name]["estimator"] in plan.file_readers
    ]
    for film in plan.performed:
        if film.recipe in readers:
            plan.poses_of(film.clip)
    for clip in plan.performed_clips:
        row = plan.clips[clip]
        check_megabytes(clip, row["poses"], plan.limits.poses_megabytes)
        if row["video"] is not None and os.path.isdir(row["video"]):
            check_pictures(row, plan.config["frames"]["fps"])


def check_pictures(row, fps):
    """Check that a folder of pictures does not become too many frames, by the names in it.

    Args:
        row: Of the clip table. fps: `source`, or the wanted frames a second.

    Raises:
        UserError: It would.
    """
    rate, part = row["fps"], (row["start_s"], row["end_s"])
    n_pictures = len(pictures_in(row["video"]))
    pace = float(paces.pace(Fraction(rate if fps == "source" else fps), row["speed"]))
    check_frames(row["video"], n_frames_of(n_pictures, rate, pace, *part))


def check_characters(plan):
    """Check that the pictures, films and performers of wanted characters are there.

    Those of others may be asked for by a result's name, and are not there yet perhaps; their paths
    must be some that Snakemake takes as they are.

    Raises:
        UserError: One is not.
    """
    for name, character in plan.characters.items():
        for key, what in _FILES:
            if key in character:
                check_path(character[key], f"characters.{name}.{key}: the {what}")
    performing = list(dict.fromkeys(film.character for film in plan.performed))
    for name in performing:
        for other in plan.characters[name].get("also", []):
            if other not in plan.characters:
                raise UserError(
                    f"characters.{name}.also: there is no character {other!r}: "
                    f"{choose_from(other, plan.characters)}"
                )
    people = [who for name in performing for who in plan.pictured(name)]
    known = {
        key: sorted(path.stem for path in (RESOURCES / folder).glob("*.yaml"))
        for key, folder in (("performer", "performers"), ("choreography", "choreographies"))
    }
    for name in dict.fromkeys(people):
        character = plan.characters[name]
        for key, names in known.items():
            if key in character and character[key] not in names:
                raise UserError(
                    f"characters.{name}.{key}: there is no {key} {character[key]!r}: choose "
                    f"from {', '.join(names)}"
                )
        for key, what in _FILES:
            path = character.get(key)
            if path is None:
                continue
            if not is_file(path):
                folder = " (it is a folder): name one file in it"
                raise UserError(
                    f"characters.{name}.{key}: the {what} {path} is not there or not a file"
                    f"{folder if os.path.isdir(path) else absent(path, 'correct the path')}"
                )


def check_footage(plan):
    """Check that generators that are trained on a character have one that was filmed.

    Raises:
        UserError: A wanted film is of a character who was not.
    """
    for film in plan.performed:
        needs = plan.needs("generators", film.recipe)
        if (needs.trained_on == OWN or needs.footage) and not is_filmed(
            plan.characters[film.character]
        ):
            raise UserError(
                f"recipes.{film.recipe}: its generator learns from a film of the character, and "
                f"{film.character} has none: give characters.{film.character} a film, or leave "
                f"the two out of one block of make or judged{_without_a_film(plan)}"
            )


def _without_a_film(plan):
    """The config's generators that would do for a character with a picture only."""
    fit = []
    for name, spec in plan.components["generators"].items():
        needs = GENERATORS.needs(spec)
        if not (needs.trained_on == OWN or needs.footage or needs.plate):
            fit.append(name)
    return f" ({', '.join(fit)} need{'s' * (len(fit) == 1)} no film)" if fit else ""


def check_weights(plan):
    """Check that the weights that wanted films need can be had.

    Raises:
        UserError: Some cannot.
    """
    needed = {}
    for recipe in dict.fromkeys(film.recipe for film in plan.performed):
        needed |= dict.fromkeys(plan.needs("estimators", recipe).weights)
        needs = plan.needs("generators", recipe)
        needed |= dict.fromkeys(needs.weights)
        if needs.adaptation:
            needed |= dict.fromkeys(plan.adaptation_weights(needs.adaptation))
    folder = plan.weights_folder
    if folder:
        check_path(folder, "weights.folder: the folder")
    check_supply(list(needed), folder)
