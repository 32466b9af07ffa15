"""What a watcher sees of a run: numbers and sentences, as plain data for terminal and page."""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter
from pathlib import Path

from pose2video.reporting.failures import INTERRUPTED, KILLED, NOT_BEGUN
from pose2video.watching.estimates import Left, mean_seconds, rate, time_left
from pose2video.watching.runs import NEWEST_FAILURES, remaining

LAST_BYTES = 4096  # of a log, where its last line is looked for
CLOCKS_S = 2.0  # clocks of a cluster differ
GROUP = "the group of jobs that it was part of failed on the cluster"


def view(run, alive, now, earlier=None, root=".") -> dict:
    """A run as plain data, ready for JSON.

    Args:
        run: The run.
        alive: Whether its process lives.
        now: Seconds since 1970.
        earlier: Rule -> spans of earlier runs (see `earlier_durations`).
        root: Folder of the run, where its logs are looked up.

    Returns:
        `headline`, `pace` and its part `left` (sentences), `alive`, `stopped` (by hand),
        `remote` (sent to a cluster),
        `counts` (while it lives, `blocked` are the jobs that cannot run because one that they need
        has failed),
        `per_minute`, `seconds` (since the start, or how long it took), `seconds_left`, `unknown`
        (see `estimates.Left`), `rules`, `running`, `failed`, `films`; the newest first.
    """
    end = now if alive else (run.ended or run.last)
    waiting, blocked = sum(remaining(run).values()), sum(run.blocked.values())
    running = list(run.running.values()) if alive else []
    counts = {
        "done": sum(run.done.values()),
        "running": len(running),
        "failed": len(run.failed),
        "waiting": waiting if alive else waiting + blocked + len(run.running),
        "blocked": blocked if alive else 0,
        "total": sum(run.totals.values()),
    }
    left = time_left(run, now, earlier) if alive and run.ends_told else Left(None)
    speed = rate(run, now) if alive else counts["done"] / max(end - run.started, 0.1)
    failures = sorted(run.failed.values(), key=lambda failure: failure.time)[-NEWEST_FAILURES:]
    state = {
        "headline": headline(run, alive, counts),
        "alive": alive,
        "stopped": run.stopped is not None,
        "remote": run.cores is None,
        "counts": counts,
        "per_minute": 60 * speed if speed else None,
        "seconds": max(0.0, end - run.started),
        "seconds_left": left.seconds,
        "unknown": list(left.unknown),
        "rules": _rules(run, running),
        "running": [
            {"title": job.title, "age": span(now - job.started)} for job in reversed(running)
        ],
        "failed": [
            {"time": failure.time, "sentence": sentence(failure, run.stopped, root)}
            for failure in reversed(failures)
        ],
        "films": [
            {"id": number, "path": path, "time": when, "age": span(now - when)}
            for number, (path, when) in reversed(run.films.items())
        ],
    }
    state["left"] = left_in_words(state)
    return state | {"pace": pace(state)}


def headline(run, alive, counts) -> str:
    """One sentence on how the run stands."""
    if alive and not run.ends_told:
        return "running with --quiet, so that only starts and failures are told, no ends"
    if alive:
        return f"running since {clock(run.started)}"
    failed, missing = counts["failed"], counts["waiting"]
    rest = [f"{failed} failed"] * bool(failed) + [f"{missing} not made"] * bool(missing)
    if run.ended is None:
        what = ", ".join([f"{counts['done']} of {counts['total']} jobs done", *rest])
        return (
            f"the last run broke off at {clock(run.last)} or later, killed most likely: "
            f"{what}; `make resume` goes on"
        )
    if not run.ends_told:
        rest = [f"{failed} failed, the others are not known, as it ran with --quiet"]
    what = ", ".join(rest) or f"all {counts['total']} jobs done"
    how = "was stopped by hand" if run.stopped else "ended"
    return f"the last run {how} at {clock(run.ended)}: {what}"


def sentence(failure, stopped=None, root=".") -> str:
    """Why a job failed: the last line of its log, where that is an error of this run.

    Args:
        failure: The failure.
        stopped: When the run was stopped by hand, None where it was not.
        root: Folder that the path of the log is relative to.
    """
    title = failure.job.title
    last, old = "", True
    if failure.log is not None:
        with contextlib.suppress(OSError), open(Path(root) / failure.log, "rb") as file:
            about = os.fstat(file.fileno())
            old = about.st_mtime < failure.job.started - CLOCKS_S
            file.seek(max(0, about.st_size - LAST_BYTES))
            lines = file.read().decode(errors="replace").split("\n")
            last = next((line for line in reversed(lines) if line.strip()), "")
    if not old and last.startswith("ERROR "):
        return last.removeprefix("ERROR ")
    by_hand = stopped is not None and failure.time > stopped - CLOCKS_S
    if by_hand or last == "KeyboardInterrupt":
        return f"{title}: {INTERRUPTED}"
    if failure.group:
        return f"{title}: {GROUP}"
    return f"{title}: {NOT_BEGUN if old else KILLED}"


def clock(seconds) -> str:
    """A time of day, with its date unless it is today's; local time."""
    moment = time.localtime(seconds)
    today = time.localtime()[:3] == moment[:3]
    return time.strftime("%H:%M" if today else "%H:%M on %Y-%m-%d", moment)


def span(seconds) -> str:
    """A length of time for people: `8 s`, `3 min`, `2 h 5 min`, `3 d 2 h`."""
    seconds = max(0, round(seconds))
    if seconds < 60:
        return f"{seconds} s"
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if minutes < 10:
        return f"{minutes} min {seconds % 60} s" if seconds % 60 else f"{minutes} min"
    if hours < 1:
        return f"{minutes} min"
    if days < 1:
        return f"{hours} h {minutes % 60} min"
    return f"{days} d {hours % 24} h"


def pace(state) -> str:
    """Rate and time left in words: `43 jobs a minute, about 24 min left`."""
    rate = [_rate(state["per_minute"])] if state["per_minute"] else []
    return ", ".join([*rate, state["left"]])


def left_in_words(state) -> str:
    """The time that is left, or that it took: `about 24 min left`."""
    if not state["alive"]:
        return f"it took {span(state['seconds'])}"
    if not state["counts"]["running"] + state["counts"]["waiting"]:
        return "about to end"
    if state["seconds_left"] is None:
        return "time left not known yet"
    left = span(state["seconds_left"])
    if state["seconds_left"] < 0.5:  # jobs at work take longer than others of their rules did
        return "a moment left"
    if state["unknown"]:
        rules = ", ".join(state["unknown"][:3]) + " ..." * (len(state["unknown"]) > 3)
        return f"more than {left} left (no job of {rules} has ended yet)"
    return f"about {left} left"


def _rate(per_minute):
    if per_minute >= 9.95:
        return f"{per_minute:.0f} jobs a minute"
    if per_minute >= 1:
        return f"{per_minute:.1f} jobs a minute"
    return f"{60 * per_minute:.1f} jobs an hour"


def _rules(run, running):
    at_work = Counter(job.rule for job in running)
    failed = Counter(failure.job.rule for failure in run.failed.values())
    return [
        {
            "rule": rule,
            "done": run.done[rule],
            "running": at_work[rule],
            "failed": failed[rule],
            "total": total,
            "mean": _mean(run.durations.get(rule)),
        }
        for rule, total in run.totals.items()
    ]


def _mean(spans):
    """How long jobs took on average, for people."""
    if not spans:
        return ""
    seconds = mean_seconds(spans)
    return f"{seconds:.1f} s" if seconds < 10 else span(seconds)
