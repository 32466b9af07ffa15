"""Pages of characters: who can perform, how each was taken apart, and what can be put right."""

from __future__ import annotations

from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio import characters, erasing, ordering, orders, reviews
from pose2video.studio.media import found, send
from pose2video.studio.pages import form_route, missing, page, texts, to
from pose2video.studio.results import character_folder, words_of_character

SHEETS = ("check.png", "body.png", "candidates.png", "picture.png", "mask.png")
ASKED = ("name", "license", "consent")


def listed(studio) -> list[dict]:
    """All who can perform: the studio's first, then those of the config."""
    own = [{"id": name, "own": True, "shown": True} for name in studio.characters.ids()]
    return own + [
        {"id": name, "own": False, "shown": (character_folder(studio, name) / SHEETS[3]).is_file()}
        for name in studio.plan.characters
    ]


def _list(request, fault=None, status=200, said=None):
    studio = request.app.state.studio
    return page(request, "characters", status, people=listed(studio), fault=fault, said=said or {})


def add_all(studio, form, said=None) -> list[str]:
    """Put every file of a form on the shelf; each is looked at next.

    Raises:
        UserError: The first fault; what came before it stays.
    """
    if not form.uploads:
        raise UserError(texts()["characters"]["none_chosen"])
    said = said or {key: form.get(key) for key in ASKED if form.get(key)}
    names = []
    for upload in form.uploads:
        studio.quotas.check_room(studio.home)
        name = characters.add(studio, upload, said)
        ordering.order_look(studio, orders.CHARACTER, name)
        names.append(name)
    return names


def _add(request, form):
    studio = request.app.state.studio
    names = add_all(studio, form)
    request.app.state.runner.news.set()
    return to(f"/characters/{names[0]}" if len(names) == 1 else "/characters")


def look_of(studio, kind, name):
    """The newest look at a character or motion, or None."""
    where = "characters" if kind == orders.CHARACTER else "clips"
    looks = (o for o in orders.all_of(studio) if o.kind == kind and name in getattr(o, where))
    return next(looks, None)


def _one(request, fault=None, status=200):
    studio = request.app.state.studio
    name = request.path_params["name"]
    try:
        keys = characters.keys_of(studio, name)
    except KeyError:
        return missing(request)
    except UserError as error:
        keys, fault, status = {}, str(error), 422
    folder = character_folder(studio, name)
    sheets = [s for s in SHEETS[:3] if found(studio, folder / s)]
    return page(
        request,
        "character",
        status,
        name=name,
        keys=keys,
        own=studio.characters.is_there(name),
        sheets=sheets,
        words=words_of_character(studio, name),
        look=look_of(studio, orders.CHARACTER, name),
        fault=fault,
    )


def _change(request, form):
    studio, name = request.app.state.studio, request.path_params["name"]
    keys = characters.keys_of(studio, name)
    said = {key: form.get(key) or None for key in ("license", "consent")}
    if "film" in keys and "image" not in keys:
        said |= {key: _number(form.get(key), key) for key in ("frame_s", "start_s", "end_s")}
        said["person"] = form.get("person") or None
    said["mirror"] = True if form.get("mirror") else None
    characters.change(studio, name, **said)
    return look_again(request, name)


def look_again(request, name):
    """Have a character looked at anew, and show its page."""
    studio = request.app.state.studio
    ordering.order_look(studio, orders.CHARACTER, name)
    request.app.state.runner.news.set()
    return to(f"/characters/{name}")


def _number(text, key):
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise UserError(f"{key}: {text[:40]!r} is not a number: write it as 12.5") from None


def _look(request, form):
    name = request.path_params["name"]
    characters.keys_of(request.app.state.studio, name)
    return look_again(request, name)


def delete(studio, runner, kind, name):
    """Take a character or a motion away, its jobs, and all that was made of it.

    Raises:
        KeyError: There is none. UserError: A run of the folder is alive.
    """
    shelf = studio.characters if kind == orders.CHARACTER else studio.motions
    where = "characters" if kind == orders.CHARACTER else "clips"
    shelf.path(name)
    of = [o for o in orders.all_of(studio) if name in getattr(o, where)]
    for order in of:
        runner.cancel(order.id)
        runner.wait_for(order.id)
    with runner.pause():
        for order in of:
            studio.orders.remove(order.id)
        shelf.remove(name)
        erasing.erase(studio.root, [name])
        reviews.forget(studio, [name])


def _delete(request, form):
    state = request.app.state
    delete(state.studio, state.runner, orders.CHARACTER, request.path_params["name"])
    return to("/characters")


def _picture(request):
    studio, name = request.app.state.studio, request.path_params["name"]
    which = request.path_params["which"]
    if studio.characters.is_there(name) and which == "view.jpg":
        return send(request, studio.characters.path(name) / "view.jpg")
    if which not in SHEETS or name not in {one["id"] for one in listed(studio)}:
        return missing(request)
    return send(request, character_folder(studio, name) / which)


ROUTES = [
    Route("/characters", _list),
    form_route("/characters", _add, _list, files=True),
    Route("/characters/{name}", _one),
    Route("/characters/{name}/{which}", _picture),
    form_route("/characters/{name}/change", _change, _one),
    form_route("/characters/{name}/look", _look, _one),
    form_route("/characters/{name}/delete", _delete, _one),
]
