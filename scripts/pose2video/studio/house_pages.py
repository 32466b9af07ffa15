"""Pages of the studio itself: its recipes, the run of the folder, and what is stored."""

from __future__ import annotations

from starlette.responses import JSONResponse
from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio import erasing, orders, reviews
from pose2video.studio.media import send
from pose2video.studio.pages import form_route, missing, page, texts, to
from pose2video.studio.quotas import size_of
from pose2video.studio.recipe_cards import cards, example


def _recipes(request):
    return page(request, "recipes", cards=cards(request.app.state.studio))


def _example(request):
    studio, name = request.app.state.studio, request.path_params["name"]
    path = example(studio, name) if name in studio.plan.recipes else None
    return send(request, path) if path else missing(request)


def _run(request):
    return page(request, "run", state=request.app.state.watch.state())


def _run_state(request):
    return JSONResponse(request.app.state.watch.state())


def _run_film(request):
    path = request.app.state.watch.film(request.path_params["number"])
    return send(request, path) if path else missing(request)


def _yours(request, fault=None, status=200):
    studio = request.app.state.studio
    return page(
        request,
        "yours",
        status,
        people=studio.characters.ids(),
        clips=studio.motions.ids(),
        jobs=len(studio.orders.ids()),
        bytes=size_of(studio.home),
        fault=fault,
    )


def delete_all(state):
    """Take away all that was uploaded, with everything that was made of it.

    Raises:
        UserError: A run of the folder is alive that the studio did not begin.
    """
    studio, runner = state.studio, state.runner
    for order in orders.all_of(studio):
        runner.cancel(order.id)
        runner.wait_for(order.id)
    with runner.pause():
        names = [*studio.characters.ids(), *studio.motions.ids()]
        jobs = studio.orders.ids()
        for shelf in (studio.orders, studio.characters, studio.motions):
            for name in shelf.ids():
                shelf.remove(name)
        erasing.erase(studio.root, names)
        reviews.table(studio).unlink(missing_ok=True)
    return {"characters_and_motions": len(names), "jobs": len(jobs)}


def _delete(request, form):
    if form.get("sure") != "yes":
        raise UserError(texts()["yours"]["not_sure"])
    delete_all(request.app.state)
    return to("/yours?deleted")


ROUTES = [
    Route("/recipes", _recipes),
    Route("/recipes/{name}.jpg", _example),
    Route("/run", _run),
    Route("/run/state", _run_state),
    Route("/run/films/{number:int}", _run_film),
    Route("/yours", _yours),
    form_route("/yours/delete", _delete, _yours),
]
