"""What people say of films, for programs: what `review_pages` does."""

from __future__ import annotations

from pose2video.studio import ordering, orders, reviews
from pose2video.studio.api_objects import job
from pose2video.studio.api_routes import answers
from pose2video.studio.film_pages import numbered_film


def _all(request):
    said = reviews.all_of(request.app.state.studio)
    return [_told(film, row) for film, row in said.items()]


def _told(film, row):
    clip, recipe, character = film
    return {"motion": clip, "recipe": recipe, "character": character} | row


def _say(request, form):
    verdict = form.get("verdict")
    return _said(request, verdict, form.get("reason"), form.get("note"))


def _said(request, *words):
    studio = request.app.state.studio
    _, film = numbered_film(request)
    names = (film.clip, film.recipe, film.character)
    reviews.say(studio, names, *words)
    return _told(names, reviews.all_of(studio).get(names, dict.fromkeys(reviews.SAID)))


def _again(request, form):
    studio = request.app.state.studio
    name = ordering.order_rejected(studio, form.all("recipes"))
    request.app.state.runner.news.set()
    return job(request, orders.read_order(studio, name))


FILM = "/api/jobs/{name}/films/{number:int}/review"
ROUTES = [
    answers("GET", "/api/reviews", _all),
    answers("POST", "/api/reviews/again", _again, form=True),
    answers("PUT", FILM, _say, form=True),
    answers("DELETE", FILM, lambda request: _said(request, "")),
]
