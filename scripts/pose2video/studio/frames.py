"""Frames of a job's films: the newest one while a film is made, one of its middle afterwards."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from pose2video.studio import orders
from pose2video.studio.media import KINDS, found

FRAME = re.compile(r"\d{6}\.(jpg|png)\Z")
SHOWN = 4  # films of which the newest frame is shown while they are made
EVERY_S = 0.5  # how often a new frame is looked for
EDGE = b"--frame\r\n"


def newest(studio, order, number) -> Path | None:
    """The newest frame of a film that is being made; None of others, and before the first one.

    Frames are written in a folder beside their own, which they get when all are there.

    Args:
        studio: The `Studio`. order: The job. number: Of the film in it.
    """
    clip, recipe, who = order.films[number]
    name, home = f"{recipe}.{who}", studio.root / "results/generated" / clip
    if order.state != orders.RUNNING or _video(studio, order.films[number]).is_file():
        return None
    rooms = [home / name, *(room / name for room in home.glob(".tmp.*"))] if home.is_dir() else []
    frames = [names[-2] for names in map(_frames, rooms) if len(names) > 1]  # the last may be half
    return found(studio, frames[-1]) if frames else None


def being_made(studio, order) -> list[int]:
    """The films of a job, by number, of which a newest frame is there; a few."""
    if order.state != orders.RUNNING:
        return []
    numbers = (n for n in range(len(order.films)) if newest(studio, order, n))
    return [n for n, _ in zip(numbers, range(SHOWN), strict=False)]


def picture_of(studio, order) -> Path | None:
    """What a job looks like: its newest frame, one of its first film's middle, or the upload."""
    for number in being_made(studio, order):
        return newest(studio, order, number)
    for film in order.films:
        if _video(studio, film).is_file():
            clip, recipe, who = film
            return middle(studio, studio.root / "results/generated" / clip / f"{recipe}.{who}")
    looks = {orders.CHARACTER: studio.characters, orders.MOTION: studio.motions}
    if order.kind in looks:
        shelf, names = looks[order.kind], [*order.characters, *order.clips]
        own = [name for name in names if shelf.is_there(name)]
        return found(studio, shelf.path(own[0]) / "view.jpg") if own else None
    return None


def middle(studio, folder) -> Path | None:
    """The frame in the middle of a folder of frames; None where they were not kept."""
    frame = studio.kept.read(_middle, folder, (".",))
    return found(studio, frame) if frame else None


def _middle(folder):
    frames = _frames(folder)
    return frames[len(frames) // 2] if frames else None


def stream(request, order, number):
    """The newest frames of a film as they come, until it is made or its job has ended.

    Each is a part of `multipart/x-mixed-replace`, as cameras send pictures and browsers show them.
    """
    studio = request.app.state.studio

    def look(name):
        """The job's newest frame; an empty path before the first one, None at the end."""
        try:
            order = orders.read_order(studio, name)
        except KeyError:
            return None
        if not order.alive or _video(studio, order.films[number]).is_file():
            return None
        return newest(studio, order, number) or Path()

    async def parts():
        last = Path()
        yield EDGE
        while (path := await run_in_threadpool(look, order.id)) is not None:
            if path != last and path.name:
                with contextlib.suppress(OSError):  # the folder was renamed meanwhile
                    data = await run_in_threadpool(path.read_bytes)
                    kind = KINDS[path.suffix]
                    head = f"content-type: {kind}\r\ncontent-length: {len(data)}\r\n\r\n"
                    # a part is shown when the edge after it has come
                    yield head.encode() + data + b"\r\n" + EDGE
                last = path
            await asyncio.sleep(EVERY_S)

    kind = "multipart/x-mixed-replace; boundary=frame"
    return StreamingResponse(parts(), 202, media_type=kind)


def _video(studio, film):
    clip, recipe, who = film
    return studio.root / "results/videos" / clip / f"{recipe}.{who}.mp4"


def _frames(folder):
    """Paths of the frames in a folder, in order; none where it is not there."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        return [Path(folder) / n for n in sorted(e.name for e in entries if FRAME.match(e.name))]
    return []
