"""Pages of jobs: choosing what is made, the queue, how each stands, and what it made."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.films.forms import SUFFIXES
from pose2video.studio import character_pages, frames, motion_pages, ordering, orders
from pose2video.studio.media import send
from pose2video.studio.pages import form_route, missing, page, texts, to
from pose2video.studio.parts import part_of
from pose2video.studio.progress import state_of
from pose2video.studio.recipe_cards import cards
from pose2video.studio.results import film_of

QUEUED, ENDED = 10, 40  # jobs of a page: fifty
FILMS = 20  # films of a job of a page, each with its driver


def _home(request):
    studio = request.app.state.studio
    all_orders = orders.all_of(studio)
    made = [order for order in all_orders if order.kind == orders.FILMS and not order.alive]
    return page(
        request,
        "home",
        people=len(studio.characters.ids()),
        clips=len(studio.motions.ids()),
        made=[state_of(request.app.state, o) for o in made[:6]],
        states=[state_of(request.app.state, o) for o in [o for o in all_orders if o.alive][:6]],
    )


def _make(request, fault=None, status=200, form=None):
    studio = request.app.state.studio
    chosen = {
        key: form.all(key) if form else request.query_params.getlist(key)
        for key in ("clip", "character", "recipe", "format")
    }
    return page(
        request,
        "make",
        status,
        people=character_pages.listed(studio),
        clips=motion_pages.listed(studio),
        cards=cards(studio),
        formats=list(SUFFIXES),
        chosen=chosen,
        fault=fault,
    )


def _order(request, form):
    studio = request.app.state.studio
    try:
        name = ordering.order_films(
            studio,
            *(form.all(key) for key in ("clip", "character", "recipe", "format")),
        )
    except UserError as error:
        return _make(request, str(error), 422, form)
    request.app.state.runner.news.set()
    return to(f"/jobs/{name}")


def _queue(request):
    studio = request.app.state.studio
    everything = orders.all_of(studio)
    alive = sorted((order for order in everything if order.alive), key=orders.turn)
    # a look that is done is seen on the page of what was looked at
    looks = {o.id for o in everything if o.kind != orders.FILMS and o.state == orders.DONE}
    ended = [order for order in everything if not order.alive and order.id not in looks]
    parts = {"queue": part_of(request, "queue", alive, QUEUED)}
    parts["from"] = part_of(request, "from", ended, ENDED)
    for part in parts.values():
        part["shown"] = [state_of(request.app.state, order) for order in part["shown"]]
    return page(request, "jobs", queue=parts["queue"], ended=parts["from"])


def order_of(request):
    """The job that an address names.

    Raises:
        KeyError: There is none.
    """
    return orders.read_order(request.app.state.studio, request.path_params["name"])


def _one(request, fault=None, status=200):
    studio = request.app.state.studio
    try:
        order = order_of(request)
    except KeyError:
        return missing(request)
    films = part_of(request, "film", order.films, FILMS)
    return page(
        request,
        "job",
        status,
        order=order,
        state=state_of(request.app.state, order),
        films=films | {"shown": [film_of(studio, *names) for names in films["shown"]]},
        frames=frames.being_made(studio, order),
        command=orders.command_line(studio, order),
        fault=fault,
    )


def _state(request):
    try:
        return JSONResponse(state_of(request.app.state, order_of(request)))
    except KeyError:
        return JSONResponse({"error": texts()["fault"]["missing"]}, 404)


def _cancel(request, form):
    request.app.state.runner.cancel(request.path_params["name"])
    return to(f"/jobs/{request.path_params['name']}")


def _again(request, form):
    order = order_of(request)
    if not order.alive:
        orders.set_state(order, orders.WAITING)
        request.app.state.runner.news.set()
    return to(f"/jobs/{order.id}")


def remove_order(state, name):
    """Take a job out of the list; its films stay as long as character and motion do.

    Raises:
        KeyError: There is none.
    """
    state.runner.cancel(name)
    state.runner.wait_for(name)
    state.studio.orders.remove(name)


def _delete(request, form):
    remove_order(request.app.state, request.path_params["name"])
    return to("/jobs")


def _picture(request):
    """What a job looks like, or the newest frame of one of its films."""
    studio, number = request.app.state.studio, request.path_params.get("number")
    try:
        order = order_of(request)
    except KeyError:
        return missing(request)
    if number is None:
        path = frames.picture_of(studio, order)
    else:
        path = frames.newest(studio, order, number) if number < len(order.films) else None
    return send(request, path) if path else missing(request)


ROUTES = [
    Route("/", _home),
    Route("/make", _make),
    form_route("/make", _order, _make),
    Route("/jobs", _queue),
    Route("/jobs/{name}", _one),
    Route("/jobs/{name}/state", _state),
    Route("/jobs/{name}/picture", _picture),
    Route("/jobs/{name}/frames/{number:int}", _picture),
    form_route("/jobs/{name}/cancel", _cancel, _one),
    form_route("/jobs/{name}/again", _again, _one),
    form_route("/jobs/{name}/delete", _delete, _one),
]
