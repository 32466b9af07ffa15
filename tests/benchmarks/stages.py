"""Every stage of a clip: its loop against the bare loop of its library, and as a job."""

from __future__ import annotations

import contextlib
import os
import re
import sys
from pathlib import Path

from benchmarks.bare import bare_loop
from benchmarks.calls import STAGES, calls_of
from benchmarks.costs import cost_of, cpu_of, in_turn
from benchmarks.table import Figure
from pose2video.films.frames import read_frames
from pose2video.jobs.meeting import RUN, this_run
from pose2video.jobs.tasks import load_script, logging_to

LOOP_AIM, JOB_AIM = 1.05, 1.3


def measure_stages(folder, repeats=3) -> list[Figure]:
    """Measure all stages of the finished project in a folder, one after the other.

    Speeds are frames per second of CPU, not of the clock. A stage stands in the table with its
    script's `main` in this process against the bare loop; against the same loop that reads and
    writes what the stage must; and as a job, its start included, against that loop.

    Args:
        folder: From `materials.finished_project`; what lies in it is written again, and the same.
        repeats: How often each side is measured.
    """
    folder, figures = Path(folder).resolve(), []
    calls = calls_of(folder)
    with inside(folder):
        n = read_frames(calls["encode_video"].arguments["folder"]).n_frames
        for name in STAGES:
            call = calls[name]
            bare = bare_loop(name, call.arguments, folder / "bare")
            loops = {"stage": in_process(call), "bare": bare.loop, "same": bare.same}
            jobs = job_sides(folder, call) | {"same as a job": bare.same}
            # apart from each other, so that no worker is idle for long
            cost = in_turn(loops, repeats) | in_turn(jobs, max(1, repeats - 1))
            figures += _figures(name, bare, {side: n / s for side, s in cost.items()})
    return figures


def _figures(name, bare, speed):
    also = f"{bare.what}; {bare.added}"
    return [
        Figure("stages", f"{name}{what}", speed[side], speed[other], "frames/s", aim, note)
        for what, side, other, aim, note in (
            ("", "stage", "bare", None, bare.what),
            (", same work", "stage", "same", LOOP_AIM, also),
            (", a job with worker", "worker", "same as a job", JOB_AIM, also),
            (", a job without", "alone", "same as a job", None, also),
        )
    ]


@contextlib.contextmanager
def inside(folder):
    """The block's work is done in a folder, and what libraries say there is thrown away."""
    with contextlib.chdir(folder), logging_to(os.devnull):
        yield


def in_process(call):
    """A side: the `main` of a script in this process."""
    main = load_script(str(call.script)).main
    return lambda: cpu_of(lambda: main(**call.arguments))


def job_sides(folder, call):
    """Sides: the job as Snakemake starts it, its work done by a warm worker, and without one.

    With a worker the cost is that of the job's own process and of the work that its log tells.
    """
    command = [sys.executable, call.kept]

    def worker():
        own = cost_of(command, folder, {RUN: this_run()}, orphans=False).cpu_s
        logs = (Path(folder) / "logs" / call.rule).rglob("*.log")
        said = max(logs, key=os.path.getmtime).read_text()
        return own + float(re.search(r"worked ([\d.]+) s of CPU", said)[1])

    return {"worker": worker, "alone": lambda: cost_of(command, folder).cpu_s}
