"""Routes whose answers are plain data, and whose faults are as well."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio.form_parts import RefusedError
from pose2video.studio.forms import form_of
from pose2video.studio.guard import WORD_HEADER, is_word
from pose2video.studio.pages import sentence_of

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
