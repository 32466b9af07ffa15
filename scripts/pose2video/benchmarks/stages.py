"""Every stage of a clip: its loop against the bare loop of its library, and as a job."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from pose2video.benchmarks.bare import bare_loops
from pose2video.benchmarks.calls import recipe_specs, stage_calls
from pose2video.benchmarks.costs import SCRIPTS, cost_of, cpu_of, in_turn
from pose2video.benchmarks.table import Figure
from pose2video.frames import read_frames
from pose2video.workers.places import RUN, run_identity
from pose2video.workers.tasks import load_script, logging_to

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
    folder = Path(folder)
    calls = stage_calls(folder, recipe_specs())
    n = read_frames(calls["encode_video"][1][0]).n_frames
    figures = []
    for name, bare in bare_loops(calls, folder / "bare").items():
        loops = {"stage": in_process(calls[name]), "bare": bare.loop, "same": bare.same}
        jobs = job_sides(folder, name) | {"same as a job": bare.same}
        with logging_to(os.devnull):  # libraries talk
            # apart from each other, so that no worker is idle for long
            cost = in_turn(loops, repeats) | in_turn(jobs, max(1, repeats - 1))
        speed = {side: n / max(seconds, 1e-6) for side, seconds in cost.items()}

        def add(what, side, against, aim, note, speed=speed, name=name):
            pair = (speed[side], speed[against])
            figures.append(Figure("stages", f"{name}{what}", *pair, "frames/s", aim, note))

        also = f"{bare.what}; {bare.added}"
        add("", "stage", "bare", None, bare.what)
        add(", same work", "stage", "same", LOOP_AIM, also)
        add(", a job with worker", "worker", "same as a job", JOB_AIM, also)
        add(", a job without", "alone", "same as a job", None, also)
    return figures


def in_process(call):
    """A side: the `main` of a script in this process."""
    script, arguments = call
    main = load_script(str(SCRIPTS / f"{script}.py")).main
    return lambda: cpu_of(lambda: main(*arguments))


def job_sides(folder, name):
    """Sides: the job as Snakemake starts it, its work done by a warm worker, and without one.

    With a worker the cost is that of the job's own process and of the work that its log tells.
    """
    script = next((Path(folder) / ".snakemake" / "scripts").glob(f"*.{name}.py"))
    log = next((Path(folder) / "logs" / name).rglob("*.log"))
    command = [sys.executable, script]

    def worker():
        own = cost_of(command, folder, {RUN: run_identity()}, orphans=False).cpu_s
        return own + float(re.search(r"worked ([\d.]+) s of CPU", log.read_text())[1])

    return {"worker": worker, "alone": lambda: cost_of(command, folder).cpu_s}
