"""What a run has done so far: its events, summed up."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from pose2video.errors import UserError
from pose2video.watching.recording import VERSION

FILMS = "results/videos/"
WINDOW_S = 300.0  # what counts as now
FEWEST, MOST = 20, 2000  # ends that a rate is taken from, where so many are known
NEWEST_FILMS = 12
NEWEST_FAILURES = 100
DURATIONS = 50  # of a rule that its mean is taken from: the last ones


@dataclass(frozen=True)
class Job:
    """A job that was started; on a cluster one that was sent there.

    Attributes:
        rule: Its rule.
        names: Its wildcards' values.
        started: When, in seconds since 1970.
        cores: Cores that it takes.
        gpus: GPUs that it takes.
        films: Paths of the finished films among its outputs.
    """

    rule: str
    names: tuple[str, ...]
    started: float
    cores: float
    gpus: float
    films: tuple[str, ...] = ()

    @property
    def title(self):
        """What a job is called in its log: `rule [names]`."""
        return f"{self.rule} [{' '.join(self.names) or 'all clips'}]"


@dataclass(frozen=True)
class Span:
    """A job from its start to its end, seconds since 1970; `done` or failed."""

    job: Job
    ended: float
    done: bool


@dataclass(frozen=True)
class Failure:
    """A failed job.

    Attributes:
        job: The job.
        time: When, in seconds since 1970.
        log: Path of its log, None without one.
        group: Whether it was one of several that were sent to a cluster as one.
    """

    job: Job
    time: float
    log: str | None
    group: bool


@dataclass
class Run:
    """The sum of a run's events, small however long the run is.

    Attributes:
        totals: Rule -> jobs to do, in the order of the work.
        started: Seconds since 1970, as all times.
        pid: Process of the run.
        host: Machine of that process.
        locked: Whether the process holds a lock on the record.
        ends_told: False where only starts and failures are told.
        cores: Cores that the run may use, None on a cluster.
        gpus: GPUs that it may use at once, None without a limit.
        done: Rule -> jobs that are done.
        running: Number of a job -> job.
        failed: Number of a job -> its newest failure, the newest last.
        blocked: Rule -> jobs that cannot run because one that they need has failed.
        spans: Newest ended jobs: those of the last `WINDOW_S`, from `FEWEST` to `MOST`.
        durations: Rule -> its last jobs that were done.
        films: Number -> path and time of the newest films, the newest last.
        last: When the newest event was written.
        stopped: When it was stopped by hand, None where it was not.
        ended: When the run ended, None before.
    """

    totals: dict[str, int]
    started: float
    pid: int
    host: str
    locked: bool
    ends_told: bool
    cores: float | None
    gpus: float | None
    done: Counter = field(default_factory=Counter)
    running: dict[int, Job] = field(default_factory=dict)
    failed: dict[int, Failure] = field(default_factory=dict)
    blocked: dict[str, int] = field(default_factory=dict)
    spans: deque = field(default_factory=lambda: deque(maxlen=MOST))
    durations: dict[str, deque] = field(default_factory=dict)
    films: dict[int, tuple[str, float]] = field(default_factory=dict)
    last: float = 0.0
    stopped: float | None = None
    ended: float | None = None


def begin(event) -> Run:
    """The run that the first event of a record tells of.

    Raises:
        UserError: Another version of pose2video has written it.
    """
    if event["event"] != "run" or event["version"] != VERSION:
        raise UserError(
            "the newest run was recorded by another version of pose2video: "
            "watch it with the version that runs it"
        )
    members = ("pid", "host", "locked", "ends_told", "cores", "gpus")
    return Run(
        totals=event["jobs"],
        started=event["time"],
        last=event["time"],
        **{name: event[name] for name in members},
    )


def add(run, event):
    """Count one more event in."""
    run.last = max(run.last, event["time"])
    _ADD[event["event"]](run, event)


def remaining(run) -> dict[str, int]:
    """Rule -> jobs that are still to be started, in the order of the work."""
    begun = Counter(job.rule for job in run.running.values())
    begun.update(failure.job.rule for failure in run.failed.values())
    begun.update(run.blocked)
    return {
        rule: max(0, total - run.done[rule] - begun[rule]) for rule, total in run.totals.items()
    }


def _started(run, event):
    films = tuple(
        path for path in event["output"] if path.startswith(FILMS) and path.endswith(".mp4")
    )
    names = tuple(event["wildcards"].values())
    number = event["job"]
    run.failed.pop(number, None)  # another try
    run.blocked = event.get("blocked", run.blocked)
    run.running[number] = Job(
        event["rule"], names, event["time"], event["cores"], event["gpus"], films
    )


def _finished(run, event):
    job = run.running.pop(event["job"], None)
    if job is None:
        return
    run.done[job.rule] += 1
    span = Span(job, event["time"], True)
    _remember(run, span)
    run.durations.setdefault(job.rule, deque(maxlen=DURATIONS)).append(span)
    for path in job.films:
        run.films[event["job"]] = (path, event["time"])
    while len(run.films) > NEWEST_FILMS:
        del run.films[next(iter(run.films))]


def _failed(run, event):
    job = run.running.pop(event["job"], None)
    if job is None:
        return
    _remember(run, Span(job, event["time"], False))
    run.blocked = event.get("blocked", run.blocked)
    log = next(iter(event["log"]), None)
    run.failed[event["job"]] = Failure(job, event["time"], log, event["group"])


def _stopped(run, event):
    run.stopped = event["time"]


def _ended(run, event):
    run.ended = event["time"]
    run.running.clear()


def _remember(run, span):
    run.spans.append(span)
    while len(run.spans) > FEWEST + 1 and run.spans[0].ended < span.ended - WINDOW_S:
        run.spans.popleft()


_ADD = {
    "started": _started,
    "finished": _finished,
    "failed": _failed,
    "stopped": _stopped,
    "ended": _ended,
}
