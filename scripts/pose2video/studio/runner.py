"""The queue's worker: one job after the other, each by `scripts/run_workflow.py` as `make run` is.

What waits and what runs stands on the disk, so that a studio that was killed goes on: what ran then
waits again, and the runner goes on where it was cut off. A run that outlived its studio keeps the
folder's lock until it ends, and the job waits for that.

Runs meet the same workers (`pose2video.jobs`), which so keep libraries and weights from one job of
the queue to the next, and end with this process. The next run's process waits already (`ahead`).
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from pose2video.errors import UserError
from pose2video.jobs.meeting import run_identity
from pose2video.studio.ahead import Ahead
from pose2video.studio.orders import (
    CANCELLED,
    DONE,
    FAILED,
    RUNNING,
    WAITING,
    all_of,
    config_files,
    means,
    read_order,
    set_state,
    turn,
)
from pose2video.watching.watch import Watch

LOG, SENTENCES = "log.txt", 40
PATIENCE_S = 20.0  # for Snakemake to end what was stopped
BUSY = "another run of this folder is alive"
ODD_ENDS = ("locks", "incomplete")  # what a run that was killed leaves below `.snakemake`


class Runner:
    """Runs what waits, in a thread of its own.

    Args:
        studio: The `Studio`.
        command: See `Ahead`.
        cores: See `orders.means`.
    """

    def __init__(self, studio, command=None, cores="all"):
        self.studio, self.cores = studio, cores
        self._ahead = Ahead(studio.root, command)
        self.news = threading.Event()  # something was put into the queue
        self._stop, self._lock = threading.Event(), threading.Lock()
        self._child, self._current, self._cancelled = None, None, set()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self):
        """Begin; what a killed studio left running waits again."""
        for order in all_of(self.studio):
            if order.state == RUNNING:
                left = {key: order.told[key] for key in ("pid", "run") if key in order.told}
                set_state(order, WAITING, **left)
        self._thread.start()

    def stop(self):
        """End; the job that runs is stopped and waits for the next start."""
        self._stop.set()
        self.news.set()
        with self._lock:
            child = self._child
        if child is not None:
            end_process(child)
        self._thread.join(PATIENCE_S)
        self._ahead.end()

    def cancel(self, name):
        """End a job, or take it out of the queue.

        Raises:
            KeyError: There is none.
        """
        with self._lock:
            order = read_order(self.studio, name)
            if not order.alive:
                return
            self._cancelled.add(name)
            child = self._child if self._current == name else None
            if child is None:
                end_orphan(order)
                set_state(order, CANCELLED)
        if child is not None:
            end_process(child)

    def wait_for(self, name, seconds=PATIENCE_S):
        """Wait until a job that was cancelled has ended."""
        end = time.monotonic() + seconds
        while self._current == name and time.monotonic() < end:
            time.sleep(0.05)

    @contextlib.contextmanager
    def pause(self):
        """Begin no job while something is taken away.

        Raises:
            UserError: A run of the folder is alive, the studio's or another.
        """
        with self._lock:
            if self._child is not None or is_locked(self.studio.root):
                raise UserError(
                    f"{BUSY}, which may use what is to be deleted: wait until it ends, or cancel it"
                )
            yield

    def _work(self):
        self._ahead.prepare()
        while not self._stop.is_set():
            order = self._next()
            if order is None or is_locked(self.studio.root):
                self.news.wait(1.0)
                self.news.clear()
                continue
            with contextlib.suppress(KeyError, OSError):  # deleted meanwhile
                if not self._run(order):
                    self._stop.wait(2.0)

    def _next(self):
        """What is next: looks at what was uploaded first, else the oldest."""
        waiting = [order for order in all_of(self.studio) if order.state == WAITING]
        return min(waiting, key=turn, default=None)

    def _run(self, order):
        """Run a job to its end; False where another run of the folder is alive."""
        started = time.time()
        with self._lock:
            order = read_order(self.studio, order.id)
            if order.state != WAITING or self._stop.is_set():
                return True
            self._cancelled.discard(order.id)
            child = self._ahead.run(self._arguments(order), order.folder / LOG)
            self._child, self._current = child, order.id
            self._ahead.prepare()
            identity = run_identity(child.pid)
            set_state(order, RUNNING, pid=child.pid, run=identity, started=started)
        try:
            return self._ended(order, child, started)
        finally:
            with self._lock:
                self._child = self._current = None

    def _ended(self, order, child, started):
        hours = self.studio.quotas.job_hours
        try:
            code, late = child.wait(hours * 3600), False
        except subprocess.TimeoutExpired:
            end_process(child)
            code, late = child.wait(), True
        words = last_lines(order.folder / LOG)
        if self._cancelled.intersection({order.id}):
            set_state(order, CANCELLED)
        elif late:
            set_state(
                order,
                FAILED,
                sentences=[
                    f"it took longer than {hours:g} hours, the limit studio.job_hours: choose less "
                    "at once, or raise the limit in the config"
                ],
            )
        elif code == 0:
            set_state(order, DONE, seconds=time.time() - started)
        elif self._stop.is_set():
            set_state(order, WAITING)
        elif words and words[-1].startswith(BUSY):
            set_state(order, WAITING, sentences=[f"{BUSY}: it waits until that ends"])
            return False
        else:
            set_state(order, FAILED, sentences=self._sentences(started) or words[-1:])
        return True

    def _arguments(self, order):
        """What `run_workflow.py` is told."""
        snakemake = self.studio.root / ".snakemake"
        odd = any(
            (snakemake / name).is_dir() and any((snakemake / name).iterdir()) for name in ODD_ENDS
        )
        return [
            *(["--resume"] * odd),
            *(*means(self.studio, self.cores), *order.targets),
            *("--configfile", *map(str, config_files(self.studio, order))),
        ]

    def _sentences(self, started):
        """Why jobs of a run failed, the first one first."""
        watch = Watch(self.studio.root)
        state = watch.state()
        failed = [job for job in state["failed"] if job["time"] >= started - 1]
        return [job["sentence"] for job in reversed(failed)][:SENTENCES]


def is_locked(root) -> bool:
    """Whether a run of a folder is alive, whoever began it."""
    try:
        with open(Path(root) / ".snakemake" / "pose2video.run.lock") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False


def end_process(child):
    """Ask a process of its own session to stop as Ctrl-C does; end it where it does not."""
    for way, seconds in ((signal.SIGINT, PATIENCE_S), (signal.SIGKILL, PATIENCE_S)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, way)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
            return


def end_orphan(order):
    """Stop a run that outlived its studio; another process of its id is left alone."""
    pid, run = order.told.get("pid"), order.told.get("run")
    if isinstance(pid, int) and run and run_identity(pid) == run:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGINT)


def last_lines(path, most=4096) -> list[str]:
    """The lines at the end of a log that say something."""
    with contextlib.suppress(OSError), open(Path(path), "rb") as file:
        file.seek(max(0, os.fstat(file.fileno()).st_size - most))
        lines = file.read().decode(errors="replace").splitlines()
        return [line.strip() for line in lines if line.strip()]
    return []
