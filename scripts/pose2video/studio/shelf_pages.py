"""What pages of characters and of motions have in common: uploads, looks, deletion, strips."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

from starlette.routing import Route

from pose2video.errors import UserError
from pose2video.studio import characters, erasing, motions, ordering, orders, reviews, strips
from pose2video.studio.media import send
from pose2video.studio.pages import form_route, missing, texts, to
from pose2video.studio.results import character_folder, pose_file


@dataclass(frozen=True)
class ShelfKind:
    """A kind of things that are uploaded.

    Attributes:
        kind: Of looks at them, as in `orders`.
        place: The first part of their addresses, and the name of the studio's shelf.
        of_order: The part of an order that names them.
        asked: Fields of the form by which they are uploaded.
        put: Puts one upload on the shelf: `(studio, upload, said) -> id`.
        told: What is told of one, by its id: a KeyError where there is none.
    """

    kind: str
    place: str
    of_order: str
    asked: tuple[str, ...]
    put: Callable
    told: Callable

    def shelf(self, studio):
        """The studio's shelf of these."""
        return getattr(studio, self.place)

    def add_all(self, request, form, **said) -> list[str]:
        """Put every file of a form on the shelf; each is looked at next.

        Raises:
            UserError: The first fault; what came before it stays.
        """
        studio = request.app.state.studio
        if not form.uploads:
            raise UserError(texts()[self.place]["none_chosen"])
        said |= {key: form.get(key) for key in self.asked if form.get(key)}
        names = []
        for upload in form.uploads:
            studio.quotas.check_room(studio.home)
            name = self.put(studio, upload, said)
            ordering.order_look(studio, self.kind, name)
            names.append(name)
        request.app.state.runner.news.set()
        return names

    def uploaded(self, studio, name, which):
        """`view.jpg`, the small picture of an upload, or the film itself, as `source.mp4`."""
        folder = self.shelf(studio).path(name)
        return folder / which if which == "view.jpg" else strips.film_in(folder)

    def look_of(self, studio, name):
        """The newest look at one, or None."""
        return self.looks(studio).get(name)

    def looks(self, studio) -> dict:
        """The newest look at each."""
        oldest_first = reversed(orders.all_of(studio))
        looks = (order for order in oldest_first if order.kind == self.kind)
        return {name: look for look in looks for name in getattr(look, self.of_order)}

    def look_again(self, request, name):
        """Have one looked at anew, and show its page.

        Raises:
            KeyError: There is none.
        """
        studio = request.app.state.studio
        self.told(studio, name)
        ordering.order_look(studio, self.kind, name)
        request.app.state.runner.news.set()
        return to(f"/{self.place}/{name}")

    def delete(self, state, name):
        """Take one away, its jobs, and all that was made of it.

        Raises:
            KeyError: There is none. UserError: A run of the folder is alive.
        """
        studio, runner, shelf = state.studio, state.runner, self.shelf(state.studio)
        shelf.path(name)
        of = [one for one in orders.all_of(studio) if name in getattr(one, self.of_order)]
        for order in of:
            runner.cancel(order.id)
            runner.wait_for(order.id)
        with runner.pause():
            for order in of:
                studio.orders.remove(order.id)
            shelf.remove(name)
            erasing.erase(studio.root, [name])
            reviews.forget(studio, [name])

    def routes(self, listing, one, change, file) -> list:
        """Routes of pages and forms.

        Args:
            listing, one: Give the page of all and of one. change: Takes the form of one.
            file: Sends a file of one by its name.
        """

        def add(request, form):
            names = self.add_all(request, form)
            return to(f"/{self.place}/{names[0]}" if len(names) == 1 else f"/{self.place}")

        def look(request, form):
            return self.look_again(request, request.path_params["name"])

        def delete(request, form):
            self.delete(request.app.state, request.path_params["name"])
            return to(f"/{self.place}")

        home = f"/{self.place}/{{name}}"
        return [
            Route(f"/{self.place}", listing),
            form_route(f"/{self.place}", add, listing, files=True),
            Route(home, one),
            Route(f"{home}/strip/{{number:int}}.jpg", self._strip),
            Route(f"{home}/{{which}}", file),
            form_route(f"{home}/change", change, one),
            form_route(f"{home}/look", look, one),
            form_route(f"{home}/delete", delete, one),
        ]

    def _strip(self, request):
        name, number = request.path_params["name"], request.path_params["number"]
        shelf = self.shelf(request.app.state.studio)
        path = strips.picture(shelf.path(name), number) if shelf.is_there(name) else None
        return send(request, path) if path else missing(request)


CHARACTERS = ShelfKind(
    orders.CHARACTER,
    "characters",
    "characters",
    ("name", "license", "consent"),
    characters.add,
    characters.keys_of,
)
MOTIONS = ShelfKind(
    orders.MOTION,
    "motions",
    "clips",
    ("gloss", "start_s", "end_s", "speed", "person", "mirror", "license", "consent"),
    motions.add,
    motions.row_of,
)


def look_at_unseen(studio):
    """Order a look at what has none: a studio was killed between an upload and its look."""
    everything = orders.all_of(studio)
    for kind, seen in ((CHARACTERS, _is_taken_apart), (MOTIONS, pose_file)):
        looks = (getattr(order, kind.of_order) for order in everything if order.kind == kind.kind)
        looked_at = {name for names in looks for name in names}
        for name in kind.shelf(studio).ids():
            if name not in looked_at and not seen(studio, name):
                with contextlib.suppress(UserError):  # of a folder made by hand: its page says it
                    ordering.order_look(studio, kind.kind, name)


def _is_taken_apart(studio, name):
    return (character_folder(studio, name) / "poses.json").is_file()


def moment(form, key) -> str:
    """A second of a film: of the frame that was chosen on the strip, else as it was written."""
    on_strip = f"{key}_frame"
    return form.get(on_strip if on_strip in form.fields else key)
