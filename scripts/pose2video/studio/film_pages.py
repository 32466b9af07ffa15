"""Pages of films that a job made: each looked at closely, saved, or all in one file."""

from __future__ import annotations

import os
import zipfile

from starlette.background import BackgroundTask
from starlette.responses import FileResponse
from starlette.routing import Route

from pose2video.files import remove
from pose2video.studio import frames
from pose2video.studio.job_pages import order_of
from pose2video.studio.media import found, send
from pose2video.studio.pages import missing, page
from pose2video.studio.results import FORMS, film_of, pose_file, rate_of


def numbered_film(request):
    """The film that an address names by its number in a job, and the job.

    Raises:
        KeyError: There is none.
    """
    order = order_of(request)
    number = request.path_params["number"]
    if number >= len(order.films):
        raise KeyError(number)
    return order, film_of(request.app.state.studio, *order.films[number])


def _film(request):
    try:
        order, film = numbered_film(request)
    except KeyError:
        return missing(request)
    studio = request.app.state.studio
    others = (
        (number, film_of(studio, clip, recipe, who))
        for number, (clip, recipe, who) in enumerate(order.films)
        if (clip, who) == (film.clip, film.character)
    )
    return page(
        request,
        "film",
        order=order,
        film=film,
        number=request.path_params["number"],
        count=len(order.films),
        same=[(number, other) for number, other in others if other.there],
        driver=found(studio, film.driver) is not None,
        forms=FORMS,
        rate=rate_of(film),
    )


def _media(request):
    which = request.path_params["which"]
    try:
        _, film = numbered_film(request)
    except KeyError:
        return missing(request)
    stem, _, form = which.rpartition(".")
    if which == "driver.mp4":
        return send(request, film.driver)
    if which in ("driver.jpg", "film.jpg"):  # of the middle: at their beginnings people stand still
        shown = frames.middle(request.app.state.studio, _frames(request, film, stem))
        return send(request, shown) if shown else missing(request)
    if stem == "film" and form in film.forms:
        name = f"{film.name}.{form}" if "save" in request.query_params else None
        return send(request, film.forms[form], name)
    return missing(request)


def _frames(request, film, stem):
    """Where the frames lie that a film, or its driver, was made of."""
    home = request.app.state.studio.root / "results"
    drawn = home / "generated" / film.clip / f"{film.recipe}.{film.character}"
    return drawn if stem == "film" else home / "frames" / film.clip


def _zip(request):
    """All films and poses of a job in one file, which is removed when it was sent."""
    studio = request.app.state.studio
    try:
        order = order_of(request)
    except KeyError:
        return missing(request)
    room = studio.incoming.room()
    path = room / "films.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as bundle:
        for names in order.films:
            film = film_of(studio, *names)
            for form, file in film.forms.items():
                real = found(studio, file)
                if real:
                    bundle.write(real, f"{order.id}/{film.name}.{form}")
        for clip in order.clips:
            poses = pose_file(studio, clip)
            real = poses and found(studio, poses)
            if real:
                bundle.write(real, f"{order.id}/{clip}.pose")
    os.chmod(path, 0o600)
    gone = BackgroundTask(remove, room)
    return FileResponse(
        path, media_type="application/zip", filename=f"{order.id}.zip", background=gone
    )


ROUTES = [
    Route("/jobs/{name}/films.zip", _zip),
    Route("/jobs/{name}/films/{number:int}", _film),
    Route("/jobs/{name}/films/{number:int}/{which}", _media),
]
