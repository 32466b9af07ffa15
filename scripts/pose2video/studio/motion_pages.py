"""Pages of motions: what can be performed, its part of the film, and who on it is meant."""

from __future__ import annotations

from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio import motions, ordering, orders
from pose2video.studio.character_pages import delete, look_of
from pose2video.studio.media import found, send
from pose2video.studio.pages import form_route, missing, page, texts, to
from pose2video.studio.results import pose_file, skeleton_film, words_of_motion

COLUMNS = ("gloss", "start_s", "end_s", "speed", "person", "mirror", "license", "consent")


def listed(studio) -> list[dict]:
    """All that can be performed: the studio's first, then the config's table."""
    found_rows = []
    for name in studio.motions.ids():
        try:
            found_rows.append(motions.row_of(studio, name) | {"own": True, "fault": None})
        except UserError as error:
            found_rows.append({"clip": name, "gloss": None, "own": True, "fault": str(error)})
    return found_rows + [row | {"own": False, "fault": None} for row in studio.plan.clips.values()]


def _list(request, fault=None, status=200):
    studio = request.app.state.studio
    return page(request, "motions", status, clips=listed(studio), fault=fault)


def add_all(studio, form) -> list[str]:
    """Put every file of a form on the shelf; each is looked at next.

    Raises:
        UserError: The first fault; what came before it stays.
    """
    if not form.uploads:
        raise UserError(texts()["motions"]["none_chosen"])
    said = {key: form.get(key) for key in COLUMNS if form.get(key)}
    names = []
    for upload in form.uploads:
        studio.quotas.check_room(studio.home)
        name = motions.add(studio, upload, said)
        ordering.order_look(studio, orders.MOTION, name)
        names.append(name)
    return names


def _add(request, form):
    names = add_all(request.app.state.studio, form)
    request.app.state.runner.news.set()
    return to(f"/motions/{names[0]}" if len(names) == 1 else "/motions")


def _one(request, fault=None, status=200):
    studio, name = request.app.state.studio, request.path_params["name"]
    try:
        row = motions.row_of(studio, name)
    except KeyError:
        return missing(request)
    except UserError as error:
        row, fault, status = {}, str(error), 422
    own = studio.motions.is_there(name)
    try:
        cells = motions.cells_of(studio.motions.path(name) / motions.TABLE)[name] if own else {}
    except (UserError, KeyError):
        cells = {}
    return page(
        request,
        "motion",
        status,
        name=name,
        row=row,
        cells={column: cells.get(column) or "" for column in COLUMNS},
        own=own,
        source=own and _source(studio, name) is not None,
        driver=found(studio, _driver(studio, name)) is not None,
        skeleton=skeleton_film(studio, name) is not None,
        poses=pose_file(studio, name) is not None,
        words=words_of_motion(studio, name),
        look=look_of(studio, orders.MOTION, name),
        fault=fault,
    )


def _driver(studio, name):
    return studio.root / "results/drivers" / f"{name}.mp4"


def _source(studio, name):
    """The film that was uploaded, where browsers may play it."""
    folder = studio.motions.path(name)
    films = (folder / f"film{suffix}" for suffix in (".mp4", ".webm", ".mov", ".m4v"))
    return next((film for film in films if film.is_file()), None)


def _change(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    motions.row_of(studio, name)
    motions.change(studio, name, **{column: form.get(column) for column in COLUMNS})
    return _look(request, form)


def _look(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    motions.row_of(studio, name)
    ordering.order_look(studio, orders.MOTION, name)
    request.app.state.runner.news.set()
    return to(f"/motions/{name}")


def _delete(request, form):
    state = request.app.state
    delete(state.studio, state.runner, orders.MOTION, request.path_params["name"])
    return to("/motions")


def _file(request):
    studio, name = request.app.state.studio, request.path_params["name"]
    which = request.path_params["which"]
    own = studio.motions.is_there(name)
    if not own and name not in studio.plan.clips:
        return missing(request)
    paths = {"driver.mp4": _driver(studio, name), "skeleton.mp4": skeleton_film(studio, name)}
    if own:
        paths |= {"view.jpg": studio.motions.path(name) / "view.jpg"}
        paths |= {"source.mp4": _source(studio, name)}
    paths |= {"poses.pose": pose_file(studio, name)}
    path = paths.get(which)
    saved = f"{name}.pose" if which == "poses.pose" else None
    return send(request, path, saved) if path else missing(request)


ROUTES = [
    Route("/motions", _list),
    form_route("/motions", _add, _list, files=True),
    Route("/motions/{name}", _one),
    Route("/motions/{name}/{which}", _file),
    form_route("/motions/{name}/change", _change, _one),
    form_route("/motions/{name}/look", _look, _one),
    form_route("/motions/{name}/delete", _delete, _one),
]
