"""The record of a run: one JSON line for each thing that Snakemake tells about a job.

Snakemake tells its log handlers about jobs by records with an attribute `event`, which is what
its logger plugins are fed with too (the names are in `snakemake_interface_logger_plugins.common`).
A plugin has to be an installed package; a handler that is added to Snakemake's logger while the
workflow is read works wherever the workflow does.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import socket
import sys
import time
from collections import Counter
from pathlib import Path

FOLDER = Path(".snakemake") / "pose2video" / "runs"
VERSION = 1
KEPT = 5  # records in the folder; the older ones say how long jobs take


class Recorder(logging.Handler):
    """Appends events to a file of this run, which begins when the first jobs start.

    A dry run starts none, and a process that does a job of somebody else's run counts none: they
    write nothing. The file is locked as long as the process lives, so that a reader can tell a
    run that was killed. An event is one write: a killed run leaves at most its last line torn.

    A line has `event` and `time` (seconds since 1970), and with `event`

    - `run`: `version`, `pid`, `host`, `locked`, `jobs` (rule -> how many, in the order of the
      work), `cores` (None where jobs are sent to a cluster), `gpus` (the limit, None without),
      `ends_told` (whether `finished` is told at all);
    - `started`: `job` (its number), `rule`, `wildcards`, `output`, `log`, `cores`, `gpus`; of
      another try also `blocked`;
    - `finished`: `job`;
    - `failed`: `job`, `log`, `group` (whether it was one of a group that failed), `blocked` (rule
      -> jobs that cannot run, now, because of failed ones);
    - `stopped`: nothing else; by hand, with Ctrl-C;
    - `ended`: nothing else.
    """

    def __init__(self, jobs_by_id, needing, ends_told=True, folder=FOLDER):
        """Make a recorder that has written nothing yet.

        Args:
            jobs_by_id: Function that gives, once jobs start, what is started by its id: a job's
                number or a group's id -> list of jobs, as Snakemake gives them to executors.
            needing: Function that gives the jobs that need a job's output, directly or not.
            ends_told: False where Snakemake was asked not to tell of the ends of jobs.
            folder: Where the records lie, relative to the folder of the run.
        """
        super().__init__()
        self.jobs_by_id, self.jobs = jobs_by_id, {}
        self.blocks = Blocks(needing)
        self.folder = Path(folder)
        self.run = {"ends_told": ends_told, "cores": None, "gpus": None}
        self.file = None
        self.broken = False

    def emit(self, record):
        """Write the event of a record, if it is one of a job.

        An error, a full disk or an event of another shape, ends the recording and not the run.
        """
        tell = None if self.broken else _TELL.get(getattr(record, "event", "message"))
        if tell is None:
            return
        try:
            tell(self, record)
        except Exception as error:
            self.broken = True
            print(
                f"`make watch` sees no more of this run, its record broke off: {error!r}",
                file=sys.stderr,
            )

    def close(self):
        """Write that the run ended; Snakemake closes its handlers however a run ends."""
        if self.file is not None and not self.broken:
            with contextlib.suppress(OSError), self.file:  # nobody is left who could be told
                self.write("ended", time.time())
        self.file = None
        super().close()

    def write(self, event, seconds, **members):
        """Append one line."""
        line = json.dumps({"event": event, "time": round(seconds, 3)} | members)
        self.file.write(line.encode() + b"\n")

    def begin(self, record):
        """Make the file, locked before it has its name, and remove old ones."""
        self.folder.mkdir(parents=True, exist_ok=True)
        moment = time.strftime("%Y-%m-%dT%H%M%S", time.gmtime(record.created))
        name = f"{moment}.{time.time_ns() % 10**9:09d}.{os.getpid()}.jsonl"
        beside = self.folder / f"{name}.new"
        self.file = open(beside, "ab", buffering=0)  # noqa: SIM115, it stays open
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX)
            locked = True
        except OSError:  # some network file systems have no locks: the reader asks for the process
            locked = False
        who = {"version": VERSION, "pid": os.getpid(), "host": socket.gethostname()}
        self.write("run", record.created, **who, locked=locked, **self.run)
        os.rename(beside, self.folder / name)
        for old in sorted(self.folder.iterdir(), reverse=True)[KEPT:]:
            old.unlink(missing_ok=True)


class Blocks:
    """Which jobs cannot run because one that they need has failed; each counts once."""

    def __init__(self, needing):
        self.needing = needing
        self.behind = {}  # number of a failed job -> the jobs that need it
        self.causes = Counter()  # number of a job -> failed jobs that it needs
        self.counts = Counter()  # rule -> jobs with a cause that have not failed themselves

    def add(self, job):
        """A job has failed."""
        if job.jobid in self.behind:
            return
        self.counts[job.rule.name] -= bool(self.causes[job.jobid])
        self.behind[job.jobid] = list(self.needing(job))
        for other in self.behind[job.jobid]:
            first = not self.causes[other.jobid] and other.jobid not in self.behind
            self.counts[other.rule.name] += first
            self.causes[other.jobid] += 1

    def lift(self, job) -> bool:
        """A job is started; whether that is another try."""
        if job.jobid not in self.behind:
            return False
        for other in self.behind.pop(job.jobid):
            self.causes[other.jobid] -= 1
            last = not self.causes[other.jobid] and other.jobid not in self.behind
            self.counts[other.rule.name] -= last
        self.counts[job.rule.name] += bool(self.causes[job.jobid])
        return True

    def told(self) -> dict[str, int]:
        """Rule -> how many."""
        return {rule: n for rule, n in self.counts.items() if n}


def _resources(recorder, record):
    """Before the run: what jobs may use together."""
    recorder.run["cores"] = getattr(record, "cores", recorder.run["cores"])
    provided = getattr(record, "provided_resources", None)
    if provided is not None:
        recorder.run["gpus"] = _gpus(provided)


def _counts(recorder, record):
    """Before the run: how many jobs of each rule."""
    jobs = {rule: n for rule, n in record.stats.items() if rule != "total"}
    recorder.run["jobs"] = jobs


def _started(recorder, record):
    """Jobs and groups of jobs; of jobs that are sent to a cluster there is no other event."""
    if recorder.file is None and "jobs" in recorder.run:
        recorder.begin(record)
        recorder.jobs = recorder.jobs_by_id()
    if recorder.file is not None:
        for job in (job for number in record.jobs for job in recorder.jobs[number]):
            again = recorder.blocks.lift(job)
            recorder.write(
                "started",
                record.created,
                job=job.jobid,
                rule=job.rule.name,
                wildcards=dict(job.wildcards_dict),
                output=[str(path) for path in job.output],
                log=[str(path) for path in job.log],
                cores=job.threads,
                gpus=_gpus(job.resources) or 0,
                **({"blocked": recorder.blocks.told()} if again else {}),
            )


def _finished(recorder, record):
    if recorder.file is not None:
        recorder.write("finished", record.created, job=record.job_id)


def _failed(recorder, record):
    if recorder.file is not None:
        recorder.blocks.add(recorder.jobs[record.jobid][0])
        recorder.write(
            "failed",
            record.created,
            job=record.jobid,
            log=[str(path) for path in record.log],
            group=bool(record.indent),
            blocked=recorder.blocks.told(),
        )


def _message(recorder, record):
    """A plain message; of Ctrl-C there is no event."""
    if recorder.file is not None and "on user request" in str(record.msg):
        recorder.write("stopped", record.created)


def _gpus(resources):
    """The number of GPUs among resources, None where it is not one."""
    gpus = dict(resources.items()).get("gpu")
    gpus = getattr(gpus, "value", gpus)  # the limits of a run are objects, those of a job numbers
    return gpus if isinstance(gpus, int) else None


_TELL = {
    "resources_info": _resources,
    "run_info": _counts,
    "job_started": _started,
    "job_finished": _finished,
    "job_error": _failed,
    "message": _message,
    "error": _message,
}
