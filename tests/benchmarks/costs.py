"""Measuring: seconds of CPU of a function, and what a command and all that it starts cost.

Run as a program it is the process that waits for a command and for everything that outlives it:
`python costs.py RESULT ORPHANS COMMAND...`. So it stands on the standard library only.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = ROOT / "scripts"
LOOK_S = 0.02  # between two looks at the memory of a command's processes
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of Linux: orphans become children of this process
_CALL = (
    "import json, sys; sys.path.insert(0, sys.argv[1]); "
    "from pose2video.jobs.tasks import load_script; "
    "load_script(sys.argv[2]).main(**json.loads(sys.argv[3]))"
)


@dataclass(frozen=True)
class Cost:
    """What a command cost.

    Attributes:
        code: Its exit code.
        wall_s: Seconds until it ended.
        cpu_s: Seconds of CPU of all its processes, those that outlive it too.
        peak_mb: Megabytes, the peaks of all its processes together, each at its own time.
    """

    code: int
    wall_s: float
    cpu_s: float
    peak_mb: float


def cpu_of(work) -> float:
    """Seconds of CPU that a call of `work()` takes, with the processes that it waits for."""
    before = _used()
    work()
    return _used() - before


def _used():
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def in_turn(sides, repeats) -> dict[str, float]:
    """Medians of sides that are measured one after the other, `repeats` times.

    Args:
        sides: Name -> function that measures once and returns seconds.
        repeats: How often each is measured, after one time that does not count.
    """
    found = {name: [] for name in sides}
    for i in range(repeats + 1):
        for name, measure in sides.items():
            seconds = measure()
            if i:
                found[name].append(seconds)
    return {name: statistics.median(seconds) for name, seconds in found.items()}


def cost_of(command, folder, environment=None, log=None, orphans=True) -> Cost:
    """Run a command in a folder, and wait for all that it started.

    Args:
        command: Words.
        folder: Where it runs.
        environment: Variables beside this process's own.
        log: File for what it prints; nowhere if None.
        orphans: Whether processes that outlive it are waited for, and count.

    Raises:
        RuntimeError: It failed; with the end of what it printed.
    """
    with tempfile.TemporaryDirectory() as room:
        result, printed = Path(room) / "cost.json", Path(log or Path(room) / "printed")
        with open(printed, "wb") as out:
            subprocess.run(
                [sys.executable, __file__, str(result), str(int(orphans)), *map(str, command)],
                cwd=folder,
                env=own_environment() | (environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                check=True,
            )
        cost = Cost(**json.loads(result.read_text()))
        if cost.code:
            words = printed.read_text(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(map(str, command))} failed in {folder}:\n{words}")
    return cost


def own_environment():
    """The variables of an activated environment, without any that a run around it has set."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "POSE2VIDEO_RUN")}
    return kept | {"PATH": path}


def call_of(script, arguments) -> list[str]:
    """The command that does the work of a script in a process of its own.

    Args:
        script: Path of the script.
        arguments: Name -> value of the arguments of its `main`.
    """
    return [sys.executable, "-c", _CALL, str(SCRIPTS), str(script), json.dumps(arguments)]


def _run(command, orphans) -> Cost:
    if orphans and ctypes.CDLL(None, use_errno=True).prctl(SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl: this needs Linux")
    peaks, over = {}, threading.Event()
    threading.Thread(target=_watch, args=(peaks, over), daemon=True).start()
    started = time.perf_counter()
    code = subprocess.run(command, check=False).returncode
    wall = time.perf_counter() - started
    try:
        while orphans:
            os.wait()
    except ChildProcessError:
        pass
    over.set()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(code, wall, used.ru_utime + used.ru_stime, sum(peaks.values()))


def _watch(peaks, over):
    """Note the peak of every process below this one: `ru_maxrss` would hold its parent's too.

    A process that was forked and has not yet become another program shares its parent's memory.
    """
    while not over.wait(LOOK_S):
        below = [(os.getpid(), b"")]
        for process, above in below:  # grows
            try:
                words = Path(f"/proc/{process}/cmdline").read_bytes()
                for task in Path(f"/proc/{process}/task").iterdir():
                    below += [(int(n), words) for n in (task / "children").read_text().split()]
                if process != os.getpid() and words != above:
                    status = Path(f"/proc/{process}/status").read_text()
                    peaks[process] = int(status.split("VmHWM:")[1].split()[0]) / 1024
            except (OSError, IndexError):
                continue  # it has ended


if __name__ == "__main__":
    found = _run(sys.argv[3:], bool(int(sys.argv[2])))
    Path(sys.argv[1]).write_text(json.dumps(asdict(found)))
