"""Pages of motions: what can be performed, its part of the film, and who on it is meant."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.studio import motions
from pose2video.studio.frames import middle
from pose2video.studio.media import found, send
from pose2video.studio.pages import missing, page
from pose2video.studio.results import overlay_film, people_of, pose_file, words_of_motion
from pose2video.studio.shelf_pages import MOTIONS, moment
from pose2video.studio.strips import strip_of

COLUMNS = MOTIONS.asked


def listed(studio) -> list[dict]:
    """All that can be performed: the studio's first, then the config's table."""
    found_rows = []
    for name in studio.motions.ids():
        try:
            row = motions.row_of(studio, name) | {"fault": None}
        except UserError as error:
            row = {"clip": name, "gloss": None, "video": None, "fault": str(error)}
        found_rows.append(row | {"own": True, "shown": bool(row["video"])})
    built_in = {"own": False, "fault": None}
    return found_rows + [
        row | built_in | {"shown": middle(studio, _frames(studio, name)) is not None}
        for name, row in studio.plan.clips.items()
    ]


def _frames(studio, name):
    return studio.root / "results/frames" / name


def _list(request, fault=None, status=200):
    studio = request.app.state.studio
    return page(request, "motions", status, clips=listed(studio), fault=fault)


def _one(request, fault=None, status=200):
    studio, name = request.app.state.studio, request.path_params["name"]
    try:
        row = motions.row_of(studio, name)
    except KeyError:
        return missing(request)
    except UserError as error:
        row, fault, status = {}, str(error), 422
    own = studio.motions.is_there(name)
    try:
        cells = motions.cells_of(studio.motions.path(name) / motions.TABLE)[name] if own else {}
    except (UserError, KeyError):
        cells = {}
    return page(
        request,
        "motion",
        status,
        name=name,
        row=row,
        cells={column: cells.get(column) or "" for column in COLUMNS},
        own=own,
        strip=strip_of(studio.motions.path(name)) if own else None,
        people=people_of(studio, name, row.get("person")),
        driver=found(studio, _driver(studio, name)) is not None,
        overlay=overlay_film(studio, name) is not None,
        poses=pose_file(studio, name) is not None,
        words=words_of_motion(studio, name),
        look=MOTIONS.look_of(studio, name),
        fault=fault,
    )


def _driver(studio, name):
    return studio.root / "results/drivers" / f"{name}.mp4"


def _change(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    motions.row_of(studio, name)
    cells = {column: moment(form, column) for column in COLUMNS}
    motions.change(studio, name, **cells)
    return MOTIONS.look_again(request, name)


def _file(request):
    studio, name = request.app.state.studio, request.path_params["name"]
    which = request.path_params["which"]
    own = studio.motions.is_there(name)
    if not own and name not in studio.plan.clips:
        return missing(request)
    paths = {"driver.mp4": _driver(studio, name), "overlay.mp4": overlay_film(studio, name)}
    paths |= {"people.jpg": studio.root / "results/people" / f"{name}.jpg"}
    if own and which in ("view.jpg", "source.mp4"):
        paths[which] = MOTIONS.uploaded(studio, name, which)
    if not own and which == "view.jpg":
        paths[which] = middle(studio, _frames(studio, name))
    paths |= {"poses.pose": pose_file(studio, name)}
    saved = f"{name}.pose" if which == "poses.pose" else None
    return send(request, paths.get(which), saved) if paths.get(which) else missing(request)


ROUTES = MOTIONS.routes(_list, _one, _change, _file)
