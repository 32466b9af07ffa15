"""Corrections of a character's picture, for programs: what `correction_pages` does."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.studio import characters, corrections
from pose2video.studio.api_objects import all_characters
from pose2video.studio.api_routes import answers
from pose2video.studio.correction_pages import SIDES
from pose2video.studio.pages import number, texts
from pose2video.studio.shelf_pages import CHARACTERS


def corrections_of(studio, name) -> dict:
    """What was put right of a character, and its points where it was looked at.

    Returns:
        `{crop: left, top, right, bottom in percent or None, mask: whether one was given, points:
        whether some were given, shown: name of a point -> (x, y) in pixels of the picture that
        the page shows}`.

    Raises:
        KeyError: The studio has no such character. UserError: It was not looked at yet.
    """
    keys = _keys(studio, name)
    return {
        "crop": [round(100 * side, 2) for side in keys["crop"]] if "crop" in keys else None,
        "mask": "mask" in keys,
        "points": "poses" in keys,
        "shown": corrections.shown_points(studio, name) if "image" in keys else {},
    }


def _keys(studio, name):
    if not studio.characters.is_there(name):
        raise KeyError(name)
    return characters.keys_of(studio, name)


def _changing(change):
    """A handler that changes a character, and has it looked at anew."""

    def handler(request, *form):
        studio, name = request.app.state.studio, request.path_params["name"]
        _keys(studio, name)
        change(studio, name, *form)
        CHARACTERS.look_again(request, name)
        return all_characters(studio, [name])[0]

    return handler


def _crop(studio, name, form):
    corrections.crop(studio, name, [number(form.get(side), side) for side in SIDES])


def _mask(studio, name, form):
    if not form.uploads:
        raise UserError(texts()["correct"]["no_mask"])
    corrections.mask(studio, name, form.uploads[0])


def _points(studio, name, form):
    moved = {}
    for point in form.fields:
        place = form.all(point)
        if len(place) != 2:
            raise UserError(f"{point[:40]!r}: a point is [x, y] in pixels: say two numbers")
        moved[point] = tuple(number(text, point[:40]) for text in place)
    if not moved:
        raise UserError(texts()["correct"]["no_point"])
    corrections.points(studio, name, moved)


HOME = "/api/characters/{name}/corrections"
ROUTES = [
    answers("GET", HOME, lambda r: corrections_of(r.app.state.studio, r.path_params["name"])),
    answers("DELETE", HOME, _changing(corrections.reset)),
    answers("PUT", f"{HOME}/crop", _changing(_crop), form=True),
    answers("PUT", f"{HOME}/mask", _changing(_mask), form=True, files=True),
    answers("PUT", f"{HOME}/points", _changing(_points), form=True),
    answers("PUT", f"{HOME}/frame", _changing(corrections.keep_frame)),
]
