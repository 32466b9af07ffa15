"""The whole workflow for many short clips: with workers and without, against the bare work."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from benchmarks.bare import bare_loop
from benchmarks.calls import OF_A_CHARACTER, STAGES, calls_of
from benchmarks.costs import in_turn
from benchmarks.materials import run_workflow, write_project
from benchmarks.stages import in_process, inside
from benchmarks.table import Figure

WALL_AIM, WITHOUT_AIM = 1.15, 0.5
LOST = "CPU beyond the bare work: starting, importing, Snakemake"
SAID = "the jobs' own words, imports in them included"
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
    of_a_clip, once = bare_work_s(finished)
    ideal = clips * of_a_clip + once
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
            _figure(f"{name} {how}, in the stages", worked[workers], ideal, None, SAID),
        ]
    with_, without = costs[True], costs[False]
    other = "without workers"
    figures.append(_figure(f"{name}, CPU", with_.cpu_s, without.cpu_s, WITHOUT_AIM, other))
    figures.append(_figure(f"{name}, wall", with_.wall_s, without.wall_s, None, other))
    return figures


def _figure(what, measured, against, aim, note):
    return Figure("workers", what, measured, against, "s", aim, note)


def bare_work_s(folder) -> tuple[float, float]:
    """Seconds of CPU of the least that must be done for a clip, and once for a character.

    For a clip the bare loops with what must be read and written, x264 twice, since the driving film
    is encoded as the result is; for a character its stages in a process that has done them once.
    """
    folder = Path(folder).resolve()
    calls = calls_of(folder)
    with inside(folder):
        sides = {
            name: bare_loop(name, calls[name].arguments, folder / "bare").same for name in STAGES
        }
        costs = in_turn(sides, 3)
        once = in_turn({name: in_process(calls[name]) for name in OF_A_CHARACTER}, 1)
    return sum(costs.values()) + costs["encode_video"], sum(once.values())
