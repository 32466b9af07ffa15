"""What a config says of characters, checked before anything runs: every fault one sentence."""

from __future__ import annotations

import os

from pose2video.configuring.config import check_path, is_file
from pose2video.configuring.path_hints import absent
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.names import choose_from
from pose2video.planning.footage import is_filmed, person_of
from pose2video.planning.own_checkpoints import published_file
from pose2video.registry import MERGED
from pose2video.resources import RESOURCES

_OF_FILMS = ("start_s", "end_s", "speed", "frame_s", "held_out")
_OF_PEOPLE = ("also", "mirror", "person")
_FILES = (("image", "picture"), ("film", "film"), ("poses", "file of keypoints"), ("mask", "mask"))


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
        check_reference(keys, real, where)
        if not real and "performer" not in keys and "clip" not in keys:
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
        if "mask" in keys and "person" in keys:
            raise UserError(
                f"{where}: mask is of the whole image, person takes a part: say crop, not person"
            )
        check_crop(keys.get("crop"), f"{where}.crop")
        for needed, there, more in (
            ("a film", is_filmed(keys), _OF_FILMS),
            ("an image", "image" in keys, ("poses", "mask", "crop")),
            ("an image or a film", real, _OF_PEOPLE),
        ):
            lost = [key for key in more if key in keys and not there]
            if lost:
                raise UserError(f"{where}.{lost[0]}: it needs {needed}: give one, or delete it")


def check_reference(keys, real, where):
    """Check what is said of a character whose picture is the first frame of a film.

    Args:
        keys: Of the character. real: Which of its image and film there are. where: Its place.

    Raises:
        UserError: Two of them say which picture it is, or none does.
    """
    if "clip" in keys and (real or "performer" in keys):
        raise UserError(f"{where}.clip: it is who is on the clip, or somebody else: delete one")
    if "clip" in keys and "reference" not in keys:
        raise UserError(f"{where}.clip: say reference: first_frame, too")
    if "reference" not in keys:
        return
    if not (is_filmed(keys) or "clip" in keys):
        raise UserError(f"{where}.reference: it needs a film or a clip: give one, or delete it")
    for other in ("image", "frame_s"):
        if other in keys:
            raise UserError(f"{where}: reference and {other} both choose the picture: delete one")


def check_crop(crop, where):
    """Check the part of a picture that is used: left, top, right, bottom in shares; None is all.

    Raises:
        UserError: It holds nothing.
    """
    if crop and not (crop[0] < crop[2] and crop[1] < crop[3]):
        raise UserError(
            f"{where}: {' '.join(f'{side:g}' for side in crop)} holds nothing: say left, top, "
            "right, bottom in shares of the image, as [0.1, 0, 0.9, 1]"
        )


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
    for name in dict.fromkeys(people):
        if clip := plan.characters[name].get("clip"):
            _check_clip(plan, clip, f"characters.{name}.clip")
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


def _check_clip(plan, clip, where):
    """Refuse a clip that shows nobody."""
    row = plan.named("clips", clip)
    drawn = row["maps"] or (row["poses"] and not row["video"])
    if drawn:
        raise UserError(f"{where}: {clip} is of poses and shows nobody: name a clip with a film")


def check_footage(plan):
    """Check that generators that are trained on a character have one that was filmed.

    Raises:
        UserError: A wanted film is of a character who was not; or a data set that a generator
            learns from cannot be used.
    """
    for film in plan.performed:
        needs = plan.needs("generators", film.recipe)
        if needs.trained_on == "set":
            plan.data_sets.usable(needs.data_set)
            continue
        if needs.trained_on == "published":
            published_file(plan, plan.component_of(film.recipe, "generators"))
            continue
        if (needs.trained_on or needs.footage) and not is_filmed(plan.characters[film.character]):
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
        of_film = needs.trained_on == "character"
        if not (of_film or needs.footage or needs.plate):
            fit.append(name)
    return f" ({', '.join(fit)} need{'s' * (len(fit) == 1)} no film)" if fit else ""
