"""Which jobs failed and why: from Snakemake's log of the run, and the jobs' own."""

from __future__ import annotations

import re
from pathlib import Path

KILLED = "killed, most often by the memory limit: raise mem_mb"
INTERRUPTED = "stopped by hand (Ctrl-C) before it was done: run again"
NOT_BEGUN = "ended before it could write its log: see what the run printed"
STOPPED = "not made, the run ended before its turn: run again"

# A job that Snakemake says failed: `Error in rule x:`, indented lines, one of them its log; on a
# cluster that of the cluster follows behind a comma.
_FAILED = re.compile(r"^Error in rule (\w+):$(?:\n .*)*?\n    log: ([^\s,]+)", re.MULTILINE)
# Between the names in the path of a log; `footage/friend` and `held_out/friend` are one name each,
# see `planning.footage`.
_BETWEEN = re.compile(r"(?<!\bfootage)(?<!\bheld_out)/|\.")


def failed_jobs(snakemake_logs, started, root=".") -> dict[str, str]:
    """The failed jobs of a run.

    Args:
        snakemake_logs: Paths of Snakemake's own logs of the run.
        started: When the run began, in seconds since 1970; an older log is of an earlier run.
        root: Folder that the paths in the logs are relative to.

    Returns:
        Path of a job's log -> `rule [names]: sentence`, in the order in which they failed.
    """
    texts = [Path(log).read_text(encoding="utf-8", errors="replace") for log in snakemake_logs]
    return {
        log: _sentence(rule, log, started, root, INTERRUPTED if "SIGINT" in text else KILLED)
        for text in texts
        for rule, log in _FAILED.findall(text)
    }


def failures_of(wanted, failed) -> dict[tuple[str, str, str], str]:
    """The sentence of the first failed job behind each film, or of one that needs it.

    Args:
        wanted: See `pose2video.reporting.wanted`.
        failed: What `failed_jobs` gave.

    Returns:
        (clip, recipe, character) -> sentence; films that no failed job concerns are absent.
    """
    found = {}
    for film in wanted["films"] if failed else ():
        logs = (log.format(clip=film["clip"]) for log in wanted["logs"][film["kind"]])
        first = next((failed[log] for log in logs if log in failed), None)
        if first:
            found[film["clip"], film["recipe"], film["character"]] = first
    return found


def _sentence(rule, log, started, root, silent):
    """Why a job failed; `silent` is said of one that died without a word."""
    path = Path(root) / log
    lines = path.read_text(encoding="utf-8", errors="replace").split("\n") if path.exists() else []
    last = next((line for line in reversed(lines) if line.strip()), "")
    if last.startswith("ERROR "):
        return last.removeprefix("ERROR ")
    names = _BETWEEN.sub(" ", log.removesuffix(".log").partition(f"{rule}/")[2])
    if not path.exists() or path.stat().st_mtime < started:
        what = NOT_BEGUN
    else:
        what = INTERRUPTED if last == "KeyboardInterrupt" else silent
    return f"{rule} [{names or 'all clips'}]: {what}"
