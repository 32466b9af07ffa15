"""The application: all routes behind the guard."""

from __future__ import annotations

import contextlib

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from pose2video.studio import (
    api,
    api_corrections,
    api_reviews,
    character_pages,
    correction_pages,
    film_pages,
    house_pages,
    job_pages,
    motion_pages,
    review_pages,
)
from pose2video.studio.guard import Guard
from pose2video.studio.pages import FOLDER, missing, page, texts
from pose2video.studio.runner import Runner
from pose2video.studio.shelf_pages import look_at_unseen
from pose2video.watching.watch import Watch

HOSTS = ("127.0.0.1", "localhost", "::1")
ROOMS = (
    api,
    api_corrections,
    api_reviews,
    job_pages,
    film_pages,
    correction_pages,
    character_pages,
    motion_pages,
    review_pages,
    house_pages,
)


def make_app(studio, hosts=(), **runner):
    """The application of a studio.

    Args:
        studio: The `Studio`.
        hosts: Names under which it may be asked for beside those of this machine.
        runner: Further arguments of `Runner`.
    """

    @contextlib.asynccontextmanager
    async def lifespan(app):
        look_at_unseen(studio)
        app.state.runner.start()
        yield
        app.state.runner.stop()

    async def absent(request, error):
        if error.status_code == 404:
            return missing(request)
        return page(request, "fault", error.status_code, sentence=error.detail)

    async def broken(request, error):
        return page(request, "fault", 500, sentence=texts()["fault"]["broken"])

    routes = [route for room in ROOMS for route in room.ROUTES]
    routes.append(Mount("/static", StaticFiles(directory=FOLDER / "static")))
    app = Starlette(
        routes=routes,
        lifespan=lifespan,
        exception_handlers={HTTPException: absent, Exception: broken},
    )
    app.state.studio, app.state.runner = studio, Runner(studio, **runner)
    app.state.watch = Watch(studio.root)
    return Guard(app, studio.secrets, {*HOSTS, *hosts})
