"""How fast a run goes, and how long it will take: from what its jobs took so far.

Jobs of different rules take from a tenth of a second to minutes, and Snakemake does not mix them
evenly, so that the share of jobs that are done says little about time. Here each rule's jobs are
expected to take what its last ones took, and the work that is left, in core-seconds, is divided
by the cores that were busy of late. GPUs are a queue of their own; the longer of the two is the
answer. Jobs that need a failed one are left out. With jobs on a cluster a job's time includes its
wait, and `busy` the waiting jobs, so that the quotient still holds (Little's law: J. D. C. Little,
Operations Research 9(3), 1961).
"""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.watching.runs import FEWEST, MOST, WINDOW_S, remaining

LEAST_S = 5.0  # less that is left of known jobs says nothing of a run with unknown ones


@dataclass(frozen=True)
class Left:
    """The time that is left.

    Attributes:
        seconds: None where too little is known yet: of nothing, or of nothing but what is about
            to end.
        unknown: Rules with jobs at work or waiting of which none has ended in this or an earlier
            run; their jobs are not in `seconds`.
    """

    seconds: float | None
    unknown: tuple[str, ...] = ()


def rate(run, now) -> float | None:
    """Jobs done per second of late, None before the first one.

    Of the last `WINDOW_S` seconds; of the last `FEWEST` jobs where these are fewer, of the last
    `MOST` where they are more.

    Args:
        run: The run.
        now: Seconds since 1970.
    """
    begin = _window(run, now)
    done = sum(span.done and span.ended > begin for span in run.spans)
    return done / max(now - begin, 0.1) if done else None


def time_left(run, now, earlier=None) -> Left:
    """How long the rest of a run will take.

    Args:
        run: The run.
        now: Seconds since 1970.
        earlier: Rule -> spans of earlier runs, for rules that have not ended a job in this one.
    """
    known = {**(earlier or {}), **run.durations}
    seconds = {rule: mean_seconds(spans) for rule, spans in known.items()}
    waiting = remaining(run)
    at_work = {job.rule for job in run.running.values()}
    unknown = tuple(
        rule for rule, n in waiting.items() if (n or rule in at_work) and rule not in seconds
    )
    cores, gpus, longest = 0.0, 0.0, 0.0
    for rule, n in waiting.items():
        if n and rule in seconds:
            last = known[rule][-1].job
            cores += n * seconds[rule] * last.cores
            gpus += n * seconds[rule] * last.gpus
            longest = max(longest, seconds[rule])
    for job in run.running.values():
        rest = max(0.0, seconds.get(job.rule, 0.0) - (now - job.started))
        cores += rest * job.cores
        gpus += rest * job.gpus
        longest = max(longest, rest)
    busy_cores, busy_gpus = busy(run, now)
    if not seconds or not busy_cores:
        return Left(None, unknown)
    queues = [longest, cores / busy_cores]
    if gpus:
        queues.append(gpus / (run.gpus or busy_gpus or 1.0))
    if unknown and max(queues) < LEAST_S:
        return Left(None, unknown)
    return Left(max(queues), unknown)


def mean_seconds(spans) -> float:
    """The mean duration of some ended jobs."""
    return sum(span.ended - span.job.started for span in spans) / len(spans)


def busy(run, now) -> tuple[float, float]:
    """The mean number of cores and of GPUs that jobs had of late."""
    begin = _window(run, now)
    jobs = [(span.job, span.ended) for span in run.spans]
    jobs += [(job, now) for job in run.running.values()]
    cores = gpus = 0.0
    for job, end in jobs:
        seconds = max(0.0, end - max(job.started, begin))
        cores += seconds * job.cores
        gpus += seconds * job.gpus
    length = max(now - begin, 0.1)
    return cores / length, gpus / length


def _window(run, now):
    """Where the time begins that counts as now."""
    if len(run.spans) <= FEWEST:
        return run.started
    begin = min(now - WINDOW_S, run.spans[-FEWEST - 1].ended)
    if len(run.spans) == MOST:
        begin = max(begin, run.spans[0].ended)
    return max(run.started, begin)
