"""The interface for programs: the same objects as on the pages, as JSON."""

from __future__ import annotations

from starlette.routing import Route

from pose2video.studio import (
    character_pages,
    frames,
    house_pages,
    motion_pages,
    ordering,
    orders,
)
from pose2video.studio.api_events import events
from pose2video.studio.api_objects import all_characters, all_motions, job
from pose2video.studio.api_routes import answers
from pose2video.studio.form_parts import RefusedError
from pose2video.studio.job_pages import remove_order
from pose2video.studio.media import send
from pose2video.studio.openapi import document
from pose2video.studio.pages import page
from pose2video.studio.progress import state_of
from pose2video.studio.recipe_cards import cards
from pose2video.studio.results import film_of, pose_file
from pose2video.studio.shelf_pages import CHARACTERS, MOTIONS

NOT_MADE = "this film is not made yet"


def _studio(request):
    return request.app.state.studio


def _characters(request):
    people = character_pages.listed(_studio(request))
    return all_characters(_studio(request), [one["id"] for one in people])


def _character(request):
    return all_characters(_studio(request), [request.path_params["name"]])[0]


def _motions(request):
    rows = motion_pages.listed(_studio(request))
    return all_motions(_studio(request), [row["clip"] for row in rows if not row["fault"]])


def _motion(request):
    return all_motions(_studio(request), [request.path_params["name"]])[0]


def _add_characters(request, form):
    said = {"mirror": True} if form.get("mirror") == "true" else {}
    names = CHARACTERS.add_all(request, form, **said)
    found = all_characters(_studio(request), names)
    return found[0] if len(found) == 1 else found


def _add_motions(request, form):
    names = MOTIONS.add_all(request, form)
    found = all_motions(_studio(request), names)
    return found[0] if len(found) == 1 else found


def _remove(kind):
    def handler(request):
        name = request.path_params["name"]
        kind.delete(request.app.state, name)
        return {"deleted": name}

    return handler


def _jobs(request):
    return [state_of(request.app.state, order) for order in orders.all_of(_studio(request))]


def _add_job(request, form):
    studio = _studio(request)
    who = form.all("character") or form.all("characters")
    clips = form.all("motion") or form.all("motions")
    recipes = form.all("recipe") or form.all("recipes") or list(studio.plan.recipes)[:1]
    name = ordering.order_films(studio, clips, who, recipes, form.all("formats"))
    request.app.state.runner.news.set()
    return job(request, orders.read_order(studio, name))


def _job(request):
    return job(request, orders.read_order(_studio(request), request.path_params["name"]))


def _remove_job(request):
    remove_order(request.app.state, request.path_params["name"])
    return {"deleted": request.path_params["name"]}


def _poses(request):
    name = _motion(request)["id"]
    path = pose_file(_studio(request), name)
    if path is None:
        raise RefusedError(409, "this motion was not looked at yet: wait until that is done")
    return send(request, path, f"{name}.pose")


def _film(request):
    """A film; while it is made its newest frames as a stream (202), so that a program can watch."""
    order, number, film = _asked(request)
    if film.there:
        return send(request, film.video)
    if order.state == orders.RUNNING:
        return frames.stream(request, order, number)
    raise RefusedError(409 if order.alive else 404, NOT_MADE)


def _frame(request):
    """The newest frame of a film that is made."""
    order, number, _ = _asked(request)
    path = frames.newest(_studio(request), order, number)
    if path is None:
        raise RefusedError(409 if order.alive else 404, "no frame of this film is being made")
    return send(request, path)


def _asked(request):
    order = orders.read_order(_studio(request), request.path_params["name"])
    number = request.path_params.get("number", 0)
    if number >= len(order.films):
        raise KeyError(number)
    return order, number, film_of(_studio(request), *order.films[number])


def _page(request):
    return page(request, "api", document=document())


ROUTES = [
    Route("/api", _page),
    answers("GET", "/api/openapi.json", lambda request: document()),
    answers("GET", "/api/recipes", lambda request: cards(_studio(request))),
    answers("GET", "/api/characters", _characters),
    answers("POST", "/api/characters", _add_characters, form=True, files=True),
    answers("GET", "/api/characters/{name}", _character),
    answers("DELETE", "/api/characters/{name}", _remove(CHARACTERS)),
    answers("GET", "/api/motions", _motions),
    answers("POST", "/api/motions", _add_motions, form=True, files=True),
    answers("GET", "/api/motions/{name}", _motion),
    answers("GET", "/api/motions/{name}/poses", _poses),
    answers("DELETE", "/api/motions/{name}", _remove(MOTIONS)),
    answers("GET", "/api/jobs", _jobs),
    answers("POST", "/api/jobs", _add_job, form=True),
    answers("GET", "/api/jobs/{name}", _job),
    answers("DELETE", "/api/jobs/{name}", _remove_job),
    Route("/api/jobs/{name}/events", events),
    answers("GET", "/api/jobs/{name}/film", _film),
    answers("GET", "/api/jobs/{name}/films/{number:int}/film", _film),
    answers("GET", "/api/jobs/{name}/films/{number:int}/frame", _frame),
    answers("DELETE", "/api/everything", lambda r: house_pages.delete_all(r.app.state)),
]
