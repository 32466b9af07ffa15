"""How a job stands, as server-sent events."""

from __future__ import annotations

import asyncio
import json

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, StreamingResponse

from pose2video.studio import orders
from pose2video.studio.api_routes import MISSING
from pose2video.studio.progress import state_of

EVERY_S, BEAT_S = 1.0, 15.0  # how often a job is looked at; a line that keeps a connection open


async def events(request):
    """How a job stands, an event a change; `Last-Event-ID` says which one was seen last."""
    studio, name = request.app.state.studio, request.path_params["name"]
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
