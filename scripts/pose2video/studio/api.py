"""The interface for programs: the same objects as on the pages, as JSON."""

from __future__ import annotations

import asyncio
import json

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio import (
    character_pages,
    characters,
    house_pages,
    motion_pages,
    motions,
    orders,
)
from pose2video.studio.forms import RefusedError, form_of
from pose2video.studio.guard import WORD_HEADER, is_word
from pose2video.studio.job_pages import remove_order
from pose2video.studio.media import send
from pose2video.studio.openapi import document
from pose2video.studio.pages import page, sentence_of
from pose2video.studio.progress import newest_frames, state_of
from pose2video.studio.recipe_cards import cards
from pose2video.studio.results import film_of, words_of_character, words_of_motion

EVERY_S, BEAT_S = 1.0, 15.0  # how often a job is looked at; a line that keeps a connection open
MISSING = "there is nothing of this id"


def answers(method, path, handler, form=False, files=False):
    """A route whose handler gives plain data, in a thread; faults are JSON as well.

    Args:
        method: Of the request. path: As a `Route` takes it.
        handler: Called with the request, and the `Sent` where there is one.
        form: Whether a form or JSON is read. files: Whether that may hold files.
    """

    async def endpoint(request):
        try:
            if form:
                async with form_of(request, files) as said:
                    told = await run_in_threadpool(handler, request, said)
            else:
                _check_word(request)
                told = await run_in_threadpool(handler, request)
        except KeyError:
            return JSONResponse({"error": MISSING}, 404)
        except (UserError, RefusedError) as error:
            said = sentence_of(request.app.state.studio, error)
            return JSONResponse({"error": said}, getattr(error, "status", 422))
        if isinstance(told, Response):
            return told
        return JSONResponse(told, 201 if method == "POST" else 200)

    return Route(path, endpoint, methods=[method])


def _check_word(request):
    """A change with the cookie needs the word of the studio's forms as a header."""
    if request.method in ("GET", "HEAD") or not request.state.by_cookie:
        return
    if not is_word(request.app.state.studio.secrets, request.headers.get(WORD_HEADER)):
        raise RefusedError(403, "a change with the cookie needs the word of the page's forms")


def character(studio, name) -> dict:
    """A character as plain data.

    Raises:
        KeyError: There is none.
    """
    keys = characters.keys_of(studio, name)
    look = character_pages.look_of(studio, orders.CHARACTER, name)
    hidden = ("image", "film", "poses", "mask")  # paths of this machine
    return {
        "id": name,
        "own": studio.characters.is_there(name),
        "kind": next((k for k in ("image", "film", "performer") if k in keys), None),
        **{key: value for key, value in keys.items() if key not in hidden},
        "warnings": words_of_character(studio, name),
        "look": look and look.state,
    }


def motion(studio, name) -> dict:
    """A motion as plain data.

    Raises:
        KeyError: There is none.
    """
    row = motions.row_of(studio, name)
    look = motion_pages.look_of(studio, orders.MOTION, name)
    told = {key: row[key] for key in motion_pages.COLUMNS if row.get(key) is not None}
    return {
        "id": name,
        "own": studio.motions.is_there(name),
        **told,
        "warnings": words_of_motion(studio, name),
        "look": look and look.state,
    }


def job(request, order) -> dict:
    """A job as plain data, with its films."""
    studio = request.app.state.studio
    films = [film_of(studio, *names) for names in order.films]
    return state_of(request.app.state, order) | {
        "films": [
            {
                "motion": film.clip,
                "recipe": film.recipe,
                "character": film.character,
                "made": film.there,
                "href": f"/api/jobs/{order.id}/films/{number}/film",
                "verdict": film.verdict,
                "sign_fidelity": film.share,
                "warnings": list(film.warnings),
            }
            for number, film in enumerate(films)
        ],
        "command": orders.command_line(studio, order),
    }


def _studio(request):
    return request.app.state.studio


def _characters(request):
    people = character_pages.listed(_studio(request))
    return [character(_studio(request), one["id"]) for one in people]


def _motions(request):
    rows = motion_pages.listed(_studio(request))
    return [motion(_studio(request), row["clip"]) for row in rows if not row["fault"]]


def _add_characters(request, form):
    studio = _studio(request)
    said = {key: form.get(key) for key in character_pages.ASKED if form.get(key)}
    if form.get("mirror") == "true":
        said["mirror"] = True
    names = character_pages.add_all(studio, form, said)
    request.app.state.runner.news.set()
    found = [character(studio, name) for name in names]
    return found[0] if len(found) == 1 else found


def _add_motions(request, form):
    studio = _studio(request)
    names = motion_pages.add_all(studio, form)
    request.app.state.runner.news.set()
    found = [motion(studio, name) for name in names]
    return found[0] if len(found) == 1 else found


def _remove(kind):
    def handler(request):
        state, name = request.app.state, request.path_params["name"]
        character_pages.delete(state.studio, state.runner, kind, name)
        return {"deleted": name}

    return handler


def _jobs(request):
    return [state_of(request.app.state, order) for order in orders.all_of(_studio(request))]


def _add_job(request, form):
    studio = _studio(request)
    who = form.all("character") or form.all("characters")
    clips = form.all("motion") or form.all("motions")
    recipes = form.all("recipe") or form.all("recipes") or list(studio.plan.recipes)[:1]
    name = orders.order_films(studio, clips, who, recipes)
    request.app.state.runner.news.set()
    return job(request, orders.read_order(studio, name))


def _job(request):
    return job(request, orders.read_order(_studio(request), request.path_params["name"]))


def _remove_job(request):
    remove_order(request.app.state, request.path_params["name"])
    return {"deleted": request.path_params["name"]}


def _film(request):
    """A film; while it is made, its newest frame (202), so that a program can watch."""
    order = orders.read_order(_studio(request), request.path_params["name"])
    number = request.path_params.get("number", 0)
    if number >= len(order.films):
        raise KeyError(number)
    names = order.films[number]
    film = film_of(_studio(request), *names)
    if film.there:
        return send(request, film.video)
    title = "{} {} {}".format(*names)
    for told, path in newest_frames(_studio(request), order):
        if told == title:
            answer = send(request, path)
            answer.status_code = 202
            return answer
    raise RefusedError(409 if order.alive else 404, "this film is not made yet")


async def _events(request):
    """How a job stands, an event a change; `Last-Event-ID` says which one was seen last."""
    studio, name = _studio(request), request.path_params["name"]
    try:
        await run_in_threadpool(orders.read_order, studio, name)
    except KeyError:
        return JSONResponse({"error": MISSING}, 404)
    seen = request.headers.get("last-event-id", "")

    async def stream():
        last, quiet = None, 0.0
        yield "retry: 2000\n\n"
        while True:
            try:
                order = await run_in_threadpool(orders.read_order, studio, name)
            except KeyError:
                yield "event: deleted\ndata: {}\n\n"
                return
            told = await run_in_threadpool(state_of, request.app.state, order)
            text = json.dumps(told)
            number = _number(told)
            if text != last and number != seen:
                yield f"id: {number}\nevent: state\ndata: {text}\n\n"
                quiet = 0.0
            last = text
            if not order.alive:
                return
            if quiet >= BEAT_S:
                yield ": still here\n\n"
                quiet = 0.0
            await asyncio.sleep(EVERY_S)
            quiet += EVERY_S

    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(stream(), media_type="text/event-stream", headers=headers)


def _number(told):
    """What names a state of a job: it is derived of it, so that it outlives the server."""
    return f"{told['state']}-{told['since']}-{told['made']}-{told['progress']}"


def _page(request):
    return page(request, "api", document=document())


ROUTES = [
    Route("/api", _page),
    answers("GET", "/api/openapi.json", lambda request: document()),
    answers("GET", "/api/recipes", lambda request: cards(_studio(request))),
    answers("GET", "/api/characters", _characters),
    answers("POST", "/api/characters", _add_characters, form=True, files=True),
    answers(
        "GET", "/api/characters/{name}", lambda r: character(_studio(r), r.path_params["name"])
    ),
    answers("DELETE", "/api/characters/{name}", _remove(orders.CHARACTER)),
    answers("GET", "/api/motions", _motions),
    answers("POST", "/api/motions", _add_motions, form=True, files=True),
    answers("GET", "/api/motions/{name}", lambda r: motion(_studio(r), r.path_params["name"])),
    answers("DELETE", "/api/motions/{name}", _remove(orders.MOTION)),
    answers("GET", "/api/jobs", _jobs),
    answers("POST", "/api/jobs", _add_job, form=True),
    answers("GET", "/api/jobs/{name}", _job),
    answers("DELETE", "/api/jobs/{name}", _remove_job),
    Route("/api/jobs/{name}/events", _events),
    answers("GET", "/api/jobs/{name}/film", _film),
    answers("GET", "/api/jobs/{name}/films/{number:int}/film", _film),
    answers("DELETE", "/api/everything", lambda r: house_pages.delete_all(r.app.state)),
]
