"""Characters of the studio: a picture or a film in a folder, and the config fragment beside it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import yaml

from pose2video.configuring.config import read_config, validate
from pose2video.errors import UserError
from pose2video.files import writing
from pose2video.films.pictures import load_picture
from pose2video.names import FILMS, PICTURES
from pose2video.planning.character_checks import check_keys
from pose2video.planning.footage import footage_of
from pose2video.planning.reading import merge
from pose2video.resources import ROOT
from pose2video.studio.forms import said_of
from pose2video.studio.recordings import complete
from pose2video.studio.views import film_view, picture_view

FRAGMENT = "character.yaml"


def add(studio, upload, said) -> str:
    """Put a picture or a film of somebody on the shelf.

    Args:
        studio: The `Studio`.
        upload: The file, see `forms.Upload`; it is moved.
        said: Keys of a character, as `license`; and `name`, of which the id is made.

    Returns:
        The id.

    Raises:
        UserError: A check's sentence, with the sender's name of the file.
    """
    said = dict(said)
    wanted = said.pop("name", "") or Path(upload.name).stem
    film = upload.path.suffix in FILMS and upload.path.suffix != ".gif"
    kind = "film" if film else "image"
    suffix = upload.path.suffix if upload.path.suffix in FILMS | PICTURES else ""
    file = f"{'film' if film else 'picture'}{suffix}"
    try:
        if film:
            complete(upload.path)
            view = film_view(upload.path)
        else:
            view = picture_view(load_picture(upload.path, studio.plan.limits))
    except UserError as error:
        raise said_of(upload, error) from None

    def fill(folder, name):
        keys = {kind: file, **said}
        _check(name, keys)
        folder.mkdir()
        shutil.move(upload.path, folder / file)
        os.chmod(folder / file, 0o644)
        (folder / "view.jpg").write_bytes(view)
        (folder / FRAGMENT).write_text(_text(name, keys), encoding="utf-8")

    return studio.characters.put(wanted, studio.taken() | set(studio.motions.ids()), fill)


def keys_of(studio, name) -> dict:
    """The keys of a character, those of the studio as its file says.

    Raises:
        KeyError: There is none. UserError: Its file cannot be read.
    """
    if not studio.characters.is_there(name):
        return studio.plan.characters[name]
    return dict(studio.kept.read(_own_keys, studio.characters.path(name), (FRAGMENT,)))


def _own_keys(folder):
    path = Path(folder) / FRAGMENT
    name = path.parent.name
    found = read_config(path).get("characters")
    if not isinstance(found, dict) or not isinstance(found.get(name), dict):
        raise UserError(f"{path} does not say characters: {name}: correct it, or delete its folder")
    return found[name]


def fragment(studio, name) -> Path:
    """The config fragment of one of the studio's characters."""
    return studio.characters.path(name) / FRAGMENT


def change(studio, name, **changes):
    """Change keys of a character; None takes one away. Files lie in its folder already.

    Raises:
        UserError: They do not fit; then nothing is changed.
    """
    keys = keys_of(studio, name) | changes
    keys = {key: value for key, value in keys.items() if value is not None}
    _check(name, keys)
    with writing(fragment(studio, name)) as beside:
        beside.write_text(_text(name, keys), encoding="utf-8")


def _check(name, keys):
    """The workflow's own checks of a character's keys."""
    schema = {"characters": {name: keys}}
    validate_part(schema)
    check_keys({name: keys})
    footage_of({name: keys})


def validate_part(fragment):
    """Check a part of a config by the schema of the whole, which asks for more.

    Raises:
        UserError: The first fault.
    """
    whole = read_config(ROOT / "config.yaml")
    merge(whole, fragment)
    validate(whole, "config", "config")


def _text(name, keys):
    return yaml.safe_dump(
        {"characters": {name: keys}}, allow_unicode=True, sort_keys=False, width=100
    )
