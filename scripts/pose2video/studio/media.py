"""Files for a browser: of the studio or of results, by names that the server knows."""

from __future__ import annotations

import stat
from pathlib import Path

from starlette.responses import FileResponse, Response

KINDS = {
    **{".mp4": "video/mp4", ".webm": "video/webm", ".mov": "video/quicktime", ".gif": "image/gif"},
    **{".png": "image/png", ".jpg": "image/jpeg", ".json": "application/json"},
    **{".zip": "application/zip", ".pose": "application/octet-stream"},
}
MOST_RANGES = 1  # players ask for one part at a time


def found(studio, path) -> Path | None:
    """A regular file where it lies below the run folder's results or the studio's; else None.

    `results` itself may be a link to a larger disk; a link in it that leads elsewhere counts for
    nothing.
    """
    path = Path(path)
    homes = [(studio.root / "results").resolve(), studio.home.resolve()]
    try:
        real = path.resolve(strict=True)
        regular = stat.S_ISREG(real.stat().st_mode)
    except OSError:
        return None
    return real if regular and any(real.is_relative_to(home) for home in homes) else None


def send(request, path, name=None):
    """A file as an answer, or a part of it; with `name`, to be saved under that.

    Args:
        request: The request.
        path: Made by the server, never of what the request says.
        name: For saving; None to show it.
    """
    real = found(request.app.state.studio, path)
    kind = real and KINDS.get(real.suffix.lower())
    if not kind:
        return Response("There is no such file.", 404, media_type="text/plain")
    ranges = request.headers.getlist("range")
    if len(ranges) > 1 or (ranges and (len(ranges[0]) > 80 or ranges[0].count(",") >= MOST_RANGES)):
        return Response("Ask for one part at a time.", 416, media_type="text/plain")
    return FileResponse(real, media_type=kind, filename=name, headers={"cache-control": "no-cache"})
