"""Pages of characters: who can perform, how each was taken apart, and what can be put right."""

from __future__ import annotations

from pose2video.errors import UserError
from pose2video.studio import characters
from pose2video.studio.media import found, send
from pose2video.studio.pages import missing, number, page
from pose2video.studio.results import character_folder, words_of_character
from pose2video.studio.shelf_pages import CHARACTERS, moment
from pose2video.studio.strips import strip_of

SHEETS = ("check.png", "body.png", "candidates.png", "picture.png", "mask.png")


def listed(studio) -> list[dict]:
    """All who can perform: the studio's first, then those of the config."""
    own = [{"id": name, "own": True, "shown": True} for name in studio.characters.ids()]
    return own + [
        {"id": name, "own": False, "shown": (character_folder(studio, name) / SHEETS[3]).is_file()}
        for name in studio.plan.characters
    ]


def _list(request, fault=None, status=200):
    studio = request.app.state.studio
    return page(request, "characters", status, people=listed(studio), fault=fault)


def _one(request, fault=None, status=200):
    studio, name = request.app.state.studio, request.path_params["name"]
    try:
        keys = characters.keys_of(studio, name)
    except KeyError:
        return missing(request)
    except UserError as error:
        keys, fault, status = {}, str(error), 422
    folder, own = character_folder(studio, name), studio.characters.is_there(name)
    filmed = own and "film" in keys and "image" not in keys
    return page(
        request,
        "character",
        status,
        name=name,
        keys=keys,
        own=own,
        filmed=filmed,
        strip=strip_of(studio.characters.path(name)) if filmed else None,
        sheets=[s for s in SHEETS[:3] if found(studio, folder / s)],
        words=words_of_character(studio, name),
        look=CHARACTERS.look_of(studio, name),
        fault=fault,
    )


def _change(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    keys = characters.keys_of(studio, name)
    said = {key: form.get(key) or None for key in ("license", "consent")}
    if "film" in keys and "image" not in keys:
        for key in ("frame_s", "start_s", "end_s"):
            said[key] = number(text, key) if (text := moment(form, key)) else None
        said["person"] = form.get("person") or None
    said["mirror"] = True if form.get("mirror") else None
    characters.change(studio, name, **said)
    return CHARACTERS.look_again(request, name)


def _file(request):
    studio, name = request.app.state.studio, request.path_params["name"]
    which = request.path_params["which"]
    if studio.characters.is_there(name) and which in ("view.jpg", "source.mp4"):
        return send(request, CHARACTERS.uploaded(studio, name, which))
    if which not in SHEETS or name not in {one["id"] for one in listed(studio)}:
        return missing(request)
    return send(request, character_folder(studio, name) / which)


ROUTES = CHARACTERS.routes(_list, _one, _change, _file)
