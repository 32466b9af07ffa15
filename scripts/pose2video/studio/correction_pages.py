"""The page on which a character's picture is put right: its part, its outline, its points."""

from __future__ import annotations

from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio import characters, corrections
from pose2video.studio.media import found
from pose2video.studio.pages import form_route, missing, number, page, sentence_of, texts
from pose2video.studio.results import character_folder
from pose2video.studio.shelf_pages import CHARACTERS

SIDES = ("left", "top", "right", "bottom")


def _page(request, fault=None, status=200):
    studio, name = request.app.state.studio, request.path_params["name"]
    if not studio.characters.is_there(name):
        return missing(request)
    try:
        keys = characters.keys_of(studio, name)
        points = corrections.shown_points(studio, name) if "image" in keys else {}
    except UserError as error:
        keys, points, fault = {}, {}, fault or sentence_of(studio, error)
    return page(
        request,
        "correct",
        status,
        name=name,
        keys=keys,
        points=points,
        crop=[round(100 * side, 1) for side in keys.get("crop", (0, 0, 1, 1))],
        sides=SIDES,
        seen=found(studio, character_folder(studio, name) / "mask.png") is not None,
        look=CHARACTERS.look_of(studio, name),
        fault=fault,
    )


def _crop(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    corrections.crop(studio, name, [number(form.get(side), side) for side in SIDES])
    return CHARACTERS.look_again(request, name)


def _mask(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    if not form.uploads:
        raise UserError(texts()["correct"]["no_mask"])
    corrections.mask(studio, name, form.uploads[0])
    return CHARACTERS.look_again(request, name)


def _points(request, form):
    """Points that were moved; those whose numbers are as they were shown stay as they are."""
    studio, name = request.app.state.studio, request.path_params["name"]
    moved = {}
    for point, (x, y) in corrections.shown_points(studio, name).items():
        place = [form.get(f"{point}_{axis}") for axis in "xy"]
        if all(place) and place != [f"{x:.1f}", f"{y:.1f}"]:
            moved[point] = tuple(number(text, point) for text in place)
    if not moved:
        raise UserError(texts()["correct"]["no_point"])
    corrections.points(studio, name, moved)
    return CHARACTERS.look_again(request, name)


def _frame(request, form):
    name = request.path_params["name"]
    corrections.keep_frame(request.app.state.studio, name)
    return CHARACTERS.look_again(request, name)


def _reset(request, form):
    name = request.path_params["name"]
    corrections.reset(request.app.state.studio, name)
    return CHARACTERS.look_again(request, name)


ROUTES = [
    Route("/characters/{name}/correct", _page),
    form_route("/characters/{name}/crop", _crop, _page),
    form_route("/characters/{name}/mask", _mask, _page, files=True),
    form_route("/characters/{name}/points", _points, _page),
    form_route("/characters/{name}/frame", _frame, _page),
    form_route("/characters/{name}/reset", _reset, _page),
]
