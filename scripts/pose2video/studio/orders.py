"""Jobs of the studio: a config fragment and a clip table each, and beside them how they stand.

`job.yaml` and `clips.tsv` are what is made; `order.json` says when it was asked for and what else
belongs to it, `state.json` how far it is. A folder with `job.yaml` alone was put there by hand.
"""

from __future__ import annotations

import contextlib
import shlex
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pose2video.errors import UserError
from pose2video.files import read_json, remove, write_json
from pose2video.planning.reading import read_plan
from pose2video.planning.reviews import rejected
from pose2video.studio import characters, motions, reviews

FRAGMENT, TABLE, ORDER, STATE = "job.yaml", "clips.tsv", "order.json", "state.json"
WAITING, RUNNING, DONE, FAILED, CANCELLED = STATES = (
    *("waiting", "running", "done", "failed", "cancelled"),
)
BY_HAND = "not begun"  # of a folder that was put there by hand
FILMS, CHARACTER, MOTION = "films", "character", "motion"


@dataclass(frozen=True)
class Order:
    """A job.

    Attributes:
        id: Its id. folder: Its folder.
        kind: `films`; `character` or `motion` for a look at what was uploaded.
        characters, clips, recipes: Names.
        created: Seconds since 1970.
        targets: Results that are asked for; empty for all of its fragment.
        state: One of `STATES`, or `BY_HAND`.
        listed: Its films where they are not all of clips, characters and recipes.
        told: The rest of its state: `since`, `sentences`, `run` (pid and identity of the process).
    """

    id: str
    folder: Path
    kind: str = FILMS
    characters: tuple[str, ...] = ()
    clips: tuple[str, ...] = ()
    recipes: tuple[str, ...] = ()
    created: float = 0.0
    targets: tuple[str, ...] = ()
    state: str = BY_HAND
    told: dict = field(default_factory=dict)
    listed: tuple[tuple[str, str, str], ...] = ()

    @property
    def films(self) -> list[tuple[str, str, str]]:
        """(clip, recipe, character) of what is made."""
        if self.kind != FILMS or self.listed:
            return list(self.listed)
        return [(c, r, w) for c in self.clips for w in self.characters for r in self.recipes]

    @property
    def alive(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (WAITING, RUNNING)


def order_films(studio, clips, who, recipes) -> str:
    """Put films into the queue.

    Args:
        studio: The `Studio`.
        clips, who, recipes: Names of motions, characters and recipes.

    Returns:
        The id of the job.

    Raises:
        UserError: What `snakemake -n` would say of it.
    """
    for what, names in (("motion", clips), ("character", who), ("recipe", recipes)):
        if not names:
            raise UserError(f"no {what} is chosen: choose at least one")
    make = [{"clips": list(clips), "characters": list(who), "recipes": list(recipes)}]
    return _put(studio, FILMS, clips, who, recipes, {"clips": TABLE, "make": make})


def order_rejected(studio, recipes) -> str:
    """Put into the queue what was rejected, by other recipes.

    Raises:
        UserError: Nothing is left to make, or what `snakemake -n` would say of it.
    """
    said = reviews.all_of(studio)
    films = [
        (clip, recipe, who)
        for clip, who in rejected(said)
        for recipe in recipes
        if (clip, recipe, who) not in said
    ]
    if not films:
        raise UserError(
            "of nothing that was rejected and not approved is a film left to make by these "
            "recipes: choose another recipe"
        )
    make = [{"clips": [c], "characters": [w], "recipes": [r]} for c, r, w in films]
    clips, _, who = (list(dict.fromkeys(names)) for names in zip(*films, strict=True))
    fragment = {"clips": TABLE, "make": make}
    return _put(studio, FILMS, clips, who, list(recipes), fragment, listed=films)


def order_look(studio, kind, name) -> str:
    """Put a look at one character or motion into the queue, before films that wait.

    Raises:
        UserError: What `snakemake -n` would say of it.
    """
    plan = studio.plan
    if kind == CHARACTER:
        return _put(studio, kind, (), (name,), (), {}, _sheets(plan, name))
    recipe = next(iter(plan.recipes))
    names = plan.recipes[recipe]
    stem = f"{name}/{names['estimator']}.{names['smoother']}"
    targets = [f"results/drivers/{name}.mp4", f"results/exported/smoothed/{stem}/film"]
    make = [{"clips": [name], "characters": [next(iter(plan.characters))], "recipes": [recipe]}]
    return _put(studio, kind, (name,), (), (), {"clips": TABLE, "make": make}, targets)


def _sheets(plan, name):
    """What shows how a character was taken apart, by the estimator of the first recipe."""
    recipe = next(iter(plan.recipes))
    folder = f"results/characters/{name}/{plan.recipes[recipe]['estimator']}"
    body = any(map(plan.uses_body, plan.recipes))
    return [f"{folder}/check.png"] + [f"{folder}/body.png"] * body


def _put(studio, kind, clips, who, recipes, fragment, targets=(), listed=()):
    if kind == FILMS and reviews.table(studio).is_file():
        fragment = {"reviews": f"../../{reviews.TABLE}"} | fragment
    studio.quotas.check_queue(sum(order.state == WAITING for order in all_of(studio)))
    trial = studio.incoming.room()
    try:
        _write(studio, trial, trial, fragment, clips)
        read_plan([*studio.configs, *_fragments(studio, who), trial / FRAGMENT], studio.root)
    except UserError as error:
        raise UserError(str(error).replace(f"{trial}/", "")) from None
    finally:
        remove(trial)

    def fill(folder, name):
        folder.mkdir()
        _write(studio, folder, studio.orders.folder / name, fragment, clips)
        told = {"kind": kind, "characters": who, "clips": clips, "recipes": recipes}
        told |= {"listed": listed} if listed else {}
        write_json(folder / ORDER, told | {"created": time.time(), "targets": targets})
        write_json(folder / STATE, {"state": WAITING, "since": time.time()})

    return studio.orders.put(_name(kind, clips, who), (), fill)


def _write(studio, folder, home, fragment, clips):
    """Write a job's fragment and table into a folder, for one that will be `home`."""
    text = yaml.safe_dump(fragment, sort_keys=False, allow_unicode=True, default_flow_style=None)
    (folder / FRAGMENT).write_text(text, encoding="utf-8")
    if clips:
        (folder / TABLE).write_text(motions.table_text(studio, home, clips), encoding="utf-8")


def _name(kind, clips, who):
    first = "_".join([*clips[:1], *who[:1]])
    return f"look_{first}" if kind != FILMS else first


def _fragments(studio, who):
    return [characters.fragment(studio, name) for name in who if studio.characters.is_there(name)]


def config_files(studio, order) -> list[Path]:
    """The config files of a job, later ones win."""
    return [*studio.configs, *_fragments(studio, order.characters), order.folder / FRAGMENT]


def command_line(studio, order) -> str:
    """The command that makes the same without the studio."""
    files = [
        str(f.relative_to(studio.root)) if f.is_relative_to(studio.root) else str(f)
        for f in config_files(studio, order)
    ]
    return shlex.join(["snakemake", "--cores", "all", *order.targets, "--configfile", *files])


def read_order(studio, name) -> Order:
    """A job as its folder says.

    Raises:
        KeyError: There is none.
    """
    folder = studio.orders.path(name)
    marks = tuple(map(_mark, (folder / FRAGMENT, folder / ORDER, folder / STATE)))
    known = _KNOWN.get(folder)
    if known is None or known[0] != marks:  # of a thousand jobs few change from look to look
        known = _KNOWN[folder] = (marks, _parsed(folder, name))
    return known[1]


_KNOWN: dict[Path, tuple[tuple, Order]] = {}


def _mark(path):
    """What changes whenever a file is written anew."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size


def _parsed(folder, name):
    told, state = _read(folder / ORDER), _read(folder / STATE)
    if not told:
        told = _by_hand(folder)
    keys = ("characters", "clips", "recipes", "targets")
    return Order(
        id=name,
        folder=folder,
        kind=told.get("kind", FILMS),
        created=told.get("created", 0.0),
        state=state.get("state", BY_HAND),
        told=state,
        listed=tuple(map(tuple, told.get("listed", ()))),
        **{key: tuple(told.get(key, ())) for key in keys},
    )


def all_of(studio) -> list[Order]:
    """All jobs, the newest first."""
    found = []
    for name in studio.orders.ids():
        with contextlib.suppress(KeyError):  # deleted meanwhile
            found.append(read_order(studio, name))
    return sorted(found, key=lambda order: -order.created)


def set_state(order, state, **told):
    """Write down how a job stands."""
    write_json(order.folder / STATE, {"state": state, "since": time.time(), **told})


def _read(path):
    try:
        found = read_json(path) if path.is_file() else {}
    except UserError:
        return {}
    return found if isinstance(found, dict) else {}


def _by_hand(folder):
    """What a fragment without an order makes, as far as it names it."""
    try:
        make = yaml.safe_load((folder / FRAGMENT).read_text(encoding="utf-8"))["make"]
        blocks = {
            key: [n for block in make for n in block[key] if block[key] != "all"] for key in _NAMES
        }
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        return {}
    return {key: list(dict.fromkeys(names)) for key, names in blocks.items()}


_NAMES = ("clips", "characters", "recipes")
