"""The pages on which people judge films: one film after the other, by keyboard."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.planning.reviews import REASONS, REJECTED
from pose2video.studio import ordering, reviews
from pose2video.studio.film_pages import numbered_film
from pose2video.studio.job_pages import order_of
from pose2video.studio.media import found
from pose2video.studio.pages import form_route, missing, page, sentence_of, to
from pose2video.studio.recipe_cards import cards
from pose2video.studio.results import film_of, rate_of


def _one(request, fault=None, status=200):
    studio = request.app.state.studio
    try:
        order, film = numbered_film(request)
    except KeyError:
        return missing(request)
    try:
        said = reviews.all_of(studio)
    except UserError as error:
        said, fault = {}, sentence_of(studio, error)
    return page(
        request,
        "review",
        status,
        order=order,
        film=film,
        rate=rate_of(film),
        number=request.path_params["number"],
        driver=found(studio, film.driver) is not None,
        said=said.get((film.clip, film.recipe, film.character)),
        reasons=REASONS,
        done=sum(names in said for names in order.films),
        count=len(order.films),
        fault=fault,
    )


def _say(request, form):
    """Take a verdict, and go on with the next film that nobody judged."""
    studio = request.app.state.studio
    order, film = numbered_film(request)
    verdict, _, reason = form.get("verdict").partition(" ")
    names = (film.clip, film.recipe, film.character)
    reviews.say(studio, names, verdict, reason, form.get("note"))
    return _next(studio, order, request.path_params["number"])


def _next(studio, order, after):
    said = reviews.all_of(studio)
    films = list(enumerate(order.films))
    for number, names in films[after + 1 :] + films[: after + 1]:
        if names not in said and film_of(studio, *names).there:
            return to(f"/jobs/{order.id}/review/{number}")
    return to("/reviews")


def _begin(request):
    try:
        return _next(request.app.state.studio, order_of(request), -1)
    except KeyError:
        return missing(request)


def _all(request, fault=None, status=200):
    studio = request.app.state.studio
    try:
        said = reviews.all_of(studio)
    except UserError as error:
        said, fault = {}, sentence_of(studio, error)
    return page(
        request,
        "reviews",
        status,
        said=said,
        bad=any(row["verdict"] == REJECTED for row in said.values()),
        cards=cards(studio),
        fault=fault,
    )


def _table(request):
    """The table itself, to be saved."""
    path = reviews.table(request.app.state.studio)
    if not path.is_file():
        return missing(request)
    headers = {"content-disposition": 'attachment; filename="reviews.tsv"'}
    kind = "text/tab-separated-values; charset=utf-8"
    return Response(path.read_bytes(), headers=headers, media_type=kind)


def _again(request, form):
    name = ordering.order_rejected(request.app.state.studio, form.all("recipe"))
    request.app.state.runner.news.set()
    return to(f"/jobs/{name}")


ROUTES = [
    Route("/jobs/{name}/review", _begin),
    Route("/jobs/{name}/review/{number:int}", _one),
    form_route("/jobs/{name}/review/{number:int}", _say, _one),
    Route("/reviews", _all),
    Route("/reviews.tsv", _table),
    form_route("/reviews/again", _again, _all),
]
