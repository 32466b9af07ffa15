"""The work of one job: a function of a script, its arguments, and where its output goes."""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import sys
import traceback
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import to_disk
from pose2video.jobs.leaving_out import leave_out, left_out_in
from pose2video.jobs.receipts import receipt_of


@dataclass(frozen=True)
class Task:
    """What a job asks for.

    Attributes:
        script: Path of the script.
        function: Name of the function in it.
        arguments: Its arguments, plain values.
        log: Path of the log file.
        name: What its error sentences begin with: the rule and its wildcards.
        rule: The rule's name.
        outputs: Paths of the files and folders that it writes.
        mem_mb: Megabytes that the job may use.
        header: First lines of the log.
        run: The run that it belongs to (`meeting.this_run`): with that it ends.
        leaves_out: Where a user's error shall not end the run: the inputs, of which one may have
            been left out already; see `leaving_out`. None elsewhere.
    """

    script: str
    function: str
    arguments: list
    log: str
    name: str
    rule: str
    outputs: list
    mem_mb: int
    header: str
    run: str
    leaves_out: list | None = None

    def to_json(self):
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text):
        """The task that a line of JSON holds."""
        return cls(**json.loads(text))


def perform(task):
    """Do the work of a task, all output of the process going to its log meanwhile.

    Returns:
        None, or the sentence of its error: the last line of the log, for the terminal.
    """
    try:
        return _logged(task)
    except OSError as error:  # of the log, or of what was written a moment ago
        return f"{task.name}: {error.strerror}: {error.filename or task.log}"


def _logged(task):
    Path(task.log).parent.mkdir(parents=True, exist_ok=True)
    with logging_to(task.log):
        print(f"{task.header}\nprocess: {os.getpid()}", flush=True)
        before = cpu_s()
        sentence = _attempt(task)
        used = f"worked {cpu_s() - before:.2f} s of CPU in a process of {size_mb():.0f} MB"
        print(used, flush=True)
        if sentence is None:
            print("\n".join(map(receipt_of, task.outputs)), flush=True)
            to_disk(task.log)
            return None
        line = f"{task.name}: {' '.join(sentence.split())}"
        print(f"ERROR {line}", flush=True)
        return line


def _attempt(task):
    try:
        if task.leaves_out is not None and (why := left_out_in(task.leaves_out)):
            leave_out(task.outputs, why)
            return None
        getattr(load_script(task.script), task.function)(*task.arguments)
    except UserError as error:
        if task.leaves_out is None:
            return str(error)
        leave_out(task.outputs, str(error))
        return None
    except MemoryError:
        traceback.print_exc()
        return "out of memory: raise mem_mb or make the film smaller"
    except OSError as error:
        traceback.print_exc()
        return f"{error.strerror or error}: {error.filename or ''}"
    except (Exception, SystemExit) as error:
        traceback.print_exc()
        return f"{type(error).__name__}: {error} (a fault of pose2video; see {task.log})"
    return None


def cpu_s():
    """Seconds of CPU that this process and the children that it waited for have used."""
    used = os.times()
    return sum(used[:4])


def size_mb():
    """Megabytes of memory that this process holds; its peak where the system tells no more."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return pages * resource.getpagesize() / 1e6


def load_script(path):
    """The script at a path as a module; loaded once in a process."""
    name = f"pose2video_script_{Path(path).stem}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[name] = module
    return sys.modules[name]


@contextmanager
def logging_to(path):
    """Send descriptors 1 and 2 to a file, written anew, for the length of the block."""
    sys.stdout.flush()
    sys.stderr.flush()
    kept = os.dup(1), os.dup(2)
    with open(path, "w", encoding="utf-8") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.stdout.reconfigure(line_buffering=True)
    try:
        yield
    finally:
        with suppress(OSError):  # a disk that is full
            sys.stdout.flush()
            sys.stderr.flush()
        for number, descriptor in enumerate(kept, start=1):
            os.dup2(descriptor, number)
            os.close(descriptor)
