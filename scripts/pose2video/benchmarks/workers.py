"""The whole workflow for many short clips: with workers and without, against the bare work."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from pose2video.benchmarks.bare import bare_loops
from pose2video.benchmarks.calls import recipe_specs, stage_calls
from pose2video.benchmarks.costs import SCRIPTS, cpu_of, in_turn
from pose2video.benchmarks.materials import run_workflow, write_project
from pose2video.benchmarks.table import Figure
from pose2video.workers.tasks import load_script, logging_to

WALL_AIM, WITHOUT_AIM = 1.15, 0.5
LOST = "CPU beyond the bare work: starting, importing, Snakemake"
STAGES = "the jobs' own words, imports in them included"
_WORKED = re.compile(r"worked ([\d.]+) s of CPU")


def measure_workers(folder, finished, materials, model, clips=20, cores=None) -> list[Figure]:
    """Run a project of many clips of two seconds, with `workers: true` and with `false`.

    The ideal is the bare work: of every clip the bare loops with what must be read and written,
    of the character its stages in a process that has done them once, all spread over the cores.
    What both runs cost more than that is starting, importing and Snakemake.

    Args:
        folder: A folder to work in.
        finished: A finished project of one clip, whose stages are measured for the ideal.
        materials: Folder of `materials.make_materials`.
        model: The body model's folder.
        clips: How many.
        cores: How many cores; all that this process may use if None.
    """
    cores = cores or len(os.sched_getaffinity(0))
    ideal = clips * bare_clip_s(finished) + once_s(finished)
    figures, costs, worked = [], {}, {}
    for workers in (True, False):
        home = Path(folder) / f"workers_{workers}".lower()
        write_project(home, materials, model, clips, workers=workers)
        costs[workers] = run_workflow(home, cores=cores)
        worked[workers] = sum(
            float(_WORKED.search(log.read_text())[1]) for log in (home / "logs").rglob("*.log")
        )
        shutil.rmtree(home)
    name = f"{clips} clips of 2 s"
    note = f"the bare work, over {cores} cores"
    for workers, how in ((True, "with workers"), (False, "without workers")):
        cost, aim = costs[workers], WALL_AIM if workers else None
        figures += [
            _figure(f"{name} {how}, wall", cost.wall_s, ideal / cores, aim, note),
            _figure(f"{name} {how}, CPU", cost.cpu_s, ideal, None, "the bare work"),
            _figure(f"{name} {how}, lost", cost.cpu_s - ideal, ideal, None, LOST),
            _figure(f"{name} {how}, in the stages", worked[workers], ideal, None, STAGES),
        ]
    with_, without = costs[True], costs[False]
    other = "without workers"
    figures.append(_figure(f"{name}, CPU", with_.cpu_s, without.cpu_s, WITHOUT_AIM, other))
    figures.append(_figure(f"{name}, wall", with_.wall_s, without.wall_s, None, other))
    return figures


def _figure(what, measured, against, aim, note):
    return Figure("workers", what, measured, against, "s", aim, note)


def bare_clip_s(folder) -> float:
    """Seconds of CPU of the bare loops of a clip, with what must be read and written.

    Two stages run twice: the driving film is encoded as the result is.
    """
    calls = stage_calls(folder, recipe_specs())
    sides = {name: bare.same for name, bare in bare_loops(calls, Path(folder) / "bare").items()}
    with logging_to(os.devnull):
        costs = in_turn(sides, 3)
    return sum(costs.values()) + costs["encode_video"]


def once_s(folder) -> float:
    """Seconds of CPU of the stages of a character, in a process that has done them once."""
    folder = Path(folder)
    home = folder / "results" / "characters" / "me" / "holistic"
    names = ("picture.png", "mask.png", "background.png", "poses.json", "limbs.npz", "check.png")
    prepared = [str(folder / "me.png"), *(str(home / name) for name in names)]
    body = [str(folder / "results" / "body_model"), str(home), str(home / "body.safetensors")]
    stages = (
        ("prepare_character", [*prepared, recipe_specs()["estimators"], (), 100]),
        ("fit_character", [*body, str(home / "body.png")]),
    )
    with logging_to(os.devnull):
        mains = [
            (load_script(str(SCRIPTS / f"{name}.py")).main, arguments) for name, arguments in stages
        ]
        sides = {main.__module__: lambda m=main, a=a: cpu_of(lambda: m(*a)) for main, a in mains}
        return sum(in_turn(sides, 1).values())
