"""Recipes as people choose them: what each does, what it needs, what it has cost here."""

from __future__ import annotations

import contextlib
import heapq
import os
import statistics
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import read_json
from pose2video.generators import GENERATORS
from pose2video.planning.footage import is_filmed
from pose2video.studio import characters
from pose2video.studio.frames import middle
from pose2video.weights import model_of

NEWEST = 50  # films by which time is measured


def cards(studio) -> list[dict]:
    """A card for every recipe of the config.

    Returns:
        `{id, generator, about, needs: sentences, blocked: a sentence or None, seconds: of a frame
        here or None, picture: whether there is an `example`, alone: whether films of the
        person alone can be made, chain: names of its components}` each.
    """
    plan, found = studio.plan, []
    for name, recipe in plan.recipes.items():
        spec = plan.component_of(name, "generators")
        needs = plan.needs("generators", name)
        found.append(
            {
                "id": name,
                "generator": spec["use"],
                "about": about(spec["use"]),
                "needs": _needs(plan, name, needs),
                "blocked": blocked(studio, name),
                "picture": example(studio, name) is not None,
                "alone": needs.cuts_out,
                "seconds": seconds_a_frame(studio, name),
                "chain": [
                    recipe[key] for key in ("estimator", "smoother", "retargeter", "generator")
                ],
            }
        )
    return found


def about(generator) -> str:
    """The first sentence of what a generator's class says of itself."""
    text = " ".join((GENERATORS.entries[generator].load().__doc__ or "").split())
    return text.partition(". ")[0].rstrip(".") + "."


def _needs(plan, name, needs):
    weights = [*plan.needs("estimators", name).weights, *needs.weights]
    said = []
    if needs.trained_on or needs.footage or needs.plate:
        said.append("a film of the character, not a picture alone")
    if needs.trained_on:
        said.append("training on that film, once for each character")
    if weights:
        mb = sum(model_of(one).about_mb for one in weights)
        said.append(f"weights of {mb / 1000:.1f} GB, which are fetched once")
    if needs.gpu:
        said.append("a GPU")
    return said


def blocked(studio, name) -> str | None:
    """Why a recipe cannot run here; None where it can, as far as is known."""
    plan = studio.plan
    needs = plan.needs("generators", name)
    if needs.gpu and not any(map(Path.exists, map(Path, ("/dev/nvidia0", "/dev/kfd")))):
        return "it needs a GPU, and this machine shows none"
    if needs.trained_on or needs.footage:
        filmed = [who for who in _people(studio) if is_filmed(who)]
        if not filmed:
            return "it needs a film of the character, and no character here has one: upload one"
    return None


def _people(studio):
    found = list(studio.plan.characters.values())
    for name in studio.characters.ids():
        with contextlib.suppress(UserError, KeyError):
            found.append(characters.keys_of(studio, name))
    return found


def example(studio, recipe) -> Path | None:
    """A picture of what a recipe does: a frame of its newest film here, None without any."""
    for manifest in _newest(studio, "results/generated", recipe, ".json"):
        if shown := middle(studio, manifest.with_suffix("")):
            return shown
    return None


def _newest(studio, home, recipe, suffix):
    """The newest files of a recipe in folders of clips, the newest first; at most `NEWEST`."""
    folders = [path for path in (studio.root / home).glob("*") if path.is_dir()]
    told = (one for folder in folders for one in studio.kept.read(_files, folder, (".",)))
    own = (one for one in told if one[1].startswith(f"{recipe}.") and one[1].endswith(suffix))
    return [Path(folder, name) for _, name, folder in heapq.nlargest(NEWEST, own)]


def _files(folder):
    """`(mtime, name, folder)` of the files in a folder."""
    with os.scandir(folder) as entries:
        return [(e.stat().st_mtime, e.name, folder) for e in entries if e.is_file()]


def seconds_a_frame(studio, recipe) -> float | None:
    """Seconds that a recipe's frames took here: the median over its newest films, None of none.

    Only painting is counted; poses and bodies are found once for all recipes.
    """
    found = []
    for path in _newest(studio, "benchmarks/generate_frames", recipe, ".tsv"):
        frames = studio.root / "results/generated" / path.parent.name / f"{path.stem}.json"
        with contextlib.suppress(UserError, OSError, ValueError, KeyError, IndexError):
            head, first = path.read_text().splitlines()[:2]
            seconds = float(dict(zip(head.split("\t"), first.split("\t"), strict=True))["s"])
            found.append(seconds / read_json(frames)["n_frames"])
    return statistics.median(found) if found else None
