"""The one module that knows Snakemake: what every script calls with its main function."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

from pose2video.jobs.client import ask
from pose2video.jobs.meeting import RUN, run_is_alive
from pose2video.jobs.tasks import Task, perform

LOOK_S = 0.5
LONGEST_PARAMS = 4000  # characters of them in a log: the reports' are megabytes


def job(snakemake, main, *arguments):
    """Do `main(*arguments)` as the work of one Snakemake job; an error ends the process.

    The work is done by a worker, a process that this run's jobs have in common, so that libraries
    and weights are loaded once; without one, here. Either way descriptors 1 and 2 go to
    `snakemake.log[0]`, so that native libraries and child processes are caught too; rule,
    wildcards and parameters are logged first. An error is one sentence on the real standard error
    and the last line of the log; the traceback is only in the log. Where the parameter `leaves_out`
    is set, what the user can mend ends nothing, see `leaving_out`.

    Args:
        snakemake: What Snakemake tells a script.
        main: A function of the script's top level.
        *arguments: Its arguments: text, numbers, None, lists and dicts of these.
    """
    wildcards = dict(snakemake.wildcards.items())
    task = Task(
        script=str(Path(main.__globals__["__file__"]).resolve()),
        function=main.__name__,
        arguments=[plain(value) for value in arguments],
        log=os.path.abspath(snakemake.log[0]),
        name=f"{snakemake.rule} [{' '.join(wildcards.values()) or 'all clips'}]",
        rule=snakemake.rule,
        outputs=[str(path) for path in snakemake.output],
        mem_mb=snakemake.resources.get("mem_mb", 0),
        header=f"rule: {snakemake.rule}\nwildcards: {wildcards}\n"
        f"params: {str(dict(snakemake.params.items()))[:LONGEST_PARAMS]}",
        run=os.environ.get(RUN, ""),
        leaves_out=[str(p) for p in snakemake.input]
        if snakemake.params.get("leaves_out")
        else None,
    )
    gpu = bool(snakemake.resources.get("gpu", 0))
    try:
        failure = ask(task, "gpu" if gpu else "cpu")
    except KeyboardInterrupt:  # ends as others do that Ctrl-C stops, without a traceback
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGINT)
    if failure is None:
        threading.Thread(target=_end_with, args=(os.environ.get(RUN),), daemon=True).start()
        failure = perform(task)
    if failure:
        print(failure, file=sys.stderr, flush=True)
        os._exit(1)


def _end_with(run):
    """End this process when its run is gone: another may have begun, with other settings."""
    while not run or run_is_alive(run):
        time.sleep(LOOK_S)
    os._exit(1)


def plain(value):
    """A value with Snakemake's own lists as plain ones; what JSON cannot hold stays as it is."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return value
