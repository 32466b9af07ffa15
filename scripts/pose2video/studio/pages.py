"""Pages: templates filled with texts of one file, escaped; forms, and what leads elsewhere."""

from __future__ import annotations

from functools import cache, partial
from urllib.parse import quote

import jinja2
import yaml
from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.resources import RESOURCES
from pose2video.studio.form_parts import RefusedError
from pose2video.studio.forms import form_of
from pose2video.studio.guard import FIELD
from pose2video.studio.motions import row_of
from pose2video.watching.view import clock, span

FOLDER = RESOURCES / "studio"


@cache
def texts():
    """All texts of the pages, by page and name."""
    return yaml.safe_load((FOLDER / "texts.yaml").read_text(encoding="utf-8"))


@cache
def _environment():
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {
        "clock": clock,
        "span": span,
        "spoken": lambda name: name.replace("_", " "),
        "part": lambda name: quote(name, safe=""),
    }
    environment.globals |= {"t": texts(), "field": FIELD}
    return environment


def page(request, template, status=200, /, **values):
    """A page.

    Args:
        request: The request.
        template: Its name, without its suffixes.
        status: Of the answer.
        values: What it shows.
    """
    studio = request.app.state.studio
    shared = {"studio": studio, "word": studio.secrets.word, "here": template, "fault": None}
    shared["titles"] = partial(title_of, studio)
    found = _environment().get_template(f"{template}.html.j2")
    return HTMLResponse(found.render(**(shared | values)), status)


def to(place):
    """Lead to another page of the studio."""
    return RedirectResponse(place, 303)


def title_of(studio, name) -> str:
    """What people call a motion: its gloss, else its id."""
    try:
        return row_of(studio, name)["gloss"] or name.replace("_", " ")
    except (KeyError, UserError):
        return name.replace("_", " ")


def number(text, what) -> float:
    """A number as people write it.

    Raises:
        UserError: It is none.
    """
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UserError(f"{what}: {text[:40]!r} is not a number: write it as 12.5") from None


def sentence_of(studio, error) -> str:
    """An error's sentence with paths as they are in the run folder, not on this machine."""
    return str(error).replace(f"{studio.root}/", "")


def missing(request, *_):
    """The page for what is not there."""
    return page(request, "fault", 404, sentence=texts()["fault"]["missing"])


def form_route(path, handler, again=None, files=False):
    """A route that takes a form: read, and trusted, before anything is done.

    Args:
        path: As a `Route` takes it.
        handler: Called with the request and the `Sent`, in a thread; what it raises is said on the
            page that `again` gives.
        again: Called with the request and `fault`, the sentence; the page of a fault without it.
        files: Whether files may be sent.
    """

    async def endpoint(request):
        try:
            async with form_of(request, files) as form:
                return await run_in_threadpool(handler, request, form)
        except KeyError:
            return await run_in_threadpool(missing, request)
        except (UserError, RefusedError) as error:
            status = getattr(error, "status", 422)
            told = again or _fault
            said = sentence_of(request.app.state.studio, error)
            return await run_in_threadpool(told, request, fault=said, status=status)

    return Route(path, endpoint, methods=["POST"])


def _fault(request, fault, status=422):
    return page(request, "fault", status, sentence=fault)
