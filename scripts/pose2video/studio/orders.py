"""Jobs of the studio: a config fragment and a clip table each, and beside them how they stand.

`job.yaml` and `clips.tsv` are what is made; `order.json` says when it was asked for and what else
belongs to it, `state.json` how far it is. A folder with `job.yaml` alone was put there by hand.
"""

from __future__ import annotations

import shlex
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from pose2video.errors import UserError
from pose2video.files import read_json, write_json
from pose2video.studio import characters

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


def fragments(studio, who) -> list[Path]:
    """The config files of characters that were uploaded."""
    return [characters.fragment(studio, name) for name in who if studio.characters.is_there(name)]


def config_files(studio, order) -> list[Path]:
    """The config files of a job, later ones win."""
    return [*studio.configs, *fragments(studio, order.characters), order.folder / FRAGMENT]


def means(studio, cores="all") -> list[str]:
    """What a run may use, as words for Snakemake: its profile, cores of this machine.

    Args:
        studio: The `Studio`.
        cores: As Snakemake's `--cores`; `all` leaves it to a profile.
    """
    if studio.profile is None:
        return ["--cores", str(cores)]
    own = ["--cores", str(cores)] if cores != "all" else []
    return ["--workflow-profile", str(studio.profile), *own]


def command_line(studio, order) -> str:
    """The command that makes the same without the studio."""
    files = [
        str(f.relative_to(studio.root)) if f.is_relative_to(studio.root) else str(f)
        for f in config_files(studio, order)
    ]
    return shlex.join(["snakemake", *means(studio), *order.targets, "--configfile", *files])


def read_order(studio, name) -> Order:
    """A job as its folder says.

    Raises:
        KeyError: There is none.
    """
    return _order(studio, studio.orders.path(name))


def _order(studio, folder):
    order = studio.kept.read(_parsed, folder, (ORDER, STATE))
    return order if order.created else studio.kept.read(_by_hand, folder, (FRAGMENT, STATE))


def _parsed(folder, told=None):
    folder = Path(folder)
    told, state = told or _read(folder / ORDER), _read(folder / STATE)
    keys = ("characters", "clips", "recipes", "targets")
    return Order(
        id=folder.name,
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
    shelf = studio.orders
    found = [_order(studio, f"{shelf.folder}/{name}") for name in shelf.ids()]
    return sorted(found, key=lambda order: -order.created)


def turn(order) -> tuple:
    """By what jobs come to their turn: what runs, looks at what was uploaded, the oldest first."""
    return order.state != RUNNING, order.kind == FILMS, order.created


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
        make = yaml.safe_load((Path(folder) / FRAGMENT).read_text(encoding="utf-8"))["make"]
        blocks = {
            key: [n for block in make for n in block[key] if block[key] != "all"] for key in _NAMES
        }
    except (OSError, ValueError, KeyError, TypeError, yaml.YAMLError):
        blocks = {}
    return _parsed(folder, {key: list(dict.fromkeys(names)) for key, names in blocks.items()})


_NAMES = ("clips", "characters", "recipes")
