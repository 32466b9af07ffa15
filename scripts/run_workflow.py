"""Run the workflow as `make run`, `make resume` and `make dry` do; arguments are Snakemake's.

Usage: python scripts/run_workflow.py [--resume] [--loud] --cores all [...]

One line says how the run stands, and above it stand the sentences of what fails; `--loud`, and
Snakemake's own options for more output, print all that Snakemake says.

Snakemake runs inside this process, which holds a lock on a file of the folder. The lock ends with
the process, however that dies, and jobs do not inherit it: a killed run leaves nothing behind
that would stop the next one. Its jobs end soon after it.
"""

import errno
import fcntl
import os
import runpy
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DONE = {
    "films": "results/videos",
    "gallery": "results/index.html",
    "methods": "results/methods.html",
    "evaluation": "results/evaluation.tsv",
}
PATIENCE_S = 10.0  # for what a run that was killed while it unlocked has left
OURS = {"--resume", "--loud"}
LEAST_BYTES = 1 << 20  # Snakemake's records and a log of a small run
LOUD = ("verbose", "debug", "debug_dag", "printshellcmds", "show_failed_logs")
PARTIAL = {"gallery so far": "results/partial/index.html", "summary": "results/partial/summary.txt"}


def take_lock(root):
    """Lock a folder for one run; the lock lives as long as the returned file is open.

    Returns:
        The open file, or None where another process holds the lock.
    """
    path = Path(root) / ".snakemake" / "pose2video.run.lock"
    path.parent.mkdir(exist_ok=True)
    file = open(path, "a")  # noqa: SIM115, it stays open
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    except OSError as error:
        print(f"{path}: {error.strerror}, so only Snakemake's own lock guards this folder")
    os.utime(file.fileno())
    return file


def trouble(root):
    """Why nothing can be written in a folder, as a sentence; None where it can.

    Snakemake itself says both in a traceback.
    """
    for place in (root, root / ".snakemake", root / "results", root / "logs"):
        try:
            if place.is_dir():
                with tempfile.TemporaryFile(dir=place) as file:
                    file.write(bytes(LEAST_BYTES))
                    file.flush()
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                return f"the disk that holds {place} is full: free some space and run again"
            return (
                f"nothing can be written to {place} ({error.strerror}): allow it, or run in a "
                "folder of your own"
            )
    return None


def live_runs(root, proc="/proc"):
    """Ids of Snakemake processes that work in a folder, whoever started them.

    Their jobs do not count: a job that Snakemake runs in a process of its own says `--mode`.
    Where the system has no `/proc` there is nothing to see.
    """
    home = os.stat(root)
    found = []
    for entry in Path(proc).glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes().split(b"\0")
            here = os.path.samestat(os.stat(entry / "cwd"), home)
        except OSError:
            continue
        if here and is_snakemake(command) and b"--mode" not in command:
            found.append(int(entry.name))
    return sorted(found)


def is_snakemake(command):
    """Whether the words of a command line (bytes) start Snakemake, with or without a Python."""
    words = [os.path.basename(word) for word in command[:4] if not word.startswith(b"-")]
    return words[:1] == [b"snakemake"] or (
        words[:1] != [] and words[0].startswith(b"python") and words[1:2] == [b"snakemake"]
    )


def snakemake(arguments):
    """Run Snakemake in this process as `python -m snakemake` would; its exit code."""
    sys.argv[1:] = arguments
    try:
        runpy.run_module("snakemake", run_name="__main__", alter_sys=True)
    except SystemExit as stop:
        return stop.code or 0
    except KeyboardInterrupt:
        return 130
    return 0


def run_quietly(arguments):
    """Run Snakemake, show its progress in one line; its exit code."""
    from pose2video.watching.quiet import Quiet

    with Quiet():
        return snakemake(arguments)


def places(root, failed, since):
    """Lines saying where the results are.

    Args:
        root: The folder of the workflow.
        failed: Whether the run failed: then only what it left itself counts.
        since: When the run began, as the file system's clock tells it.
    """
    paths = [(what, Path(root) / path) for what, path in (PARTIAL if failed else DONE).items()]
    there = [(what, path) for what, path in paths if path.exists()]
    return [
        f"{what}: {path.relative_to(root)}"
        for what, path in there
        if not failed or path.stat().st_mtime_ns >= since
    ]


def asked(arguments):
    """What Snakemake's arguments mean, as it reads them itself; a wrong one ends the process."""
    from snakemake.cli import get_argument_parser

    return get_argument_parser().parse_args(arguments)


def is_loud(options):
    """Whether one of Snakemake's own options for more output is given."""
    return any(getattr(options, name) for name in LOUD)


def main(arguments, root=ROOT):
    """Run, or unlock and run; the exit code."""
    os.chdir(root)
    ours = OURS & set(arguments)
    arguments = [word for word in arguments if word not in OURS]
    options = asked(arguments)
    loud = "--loud" in ours or is_loud(options)
    if options.configfile:
        check = [sys.executable, Path(__file__).with_name("check_configs.py"), *options.configfile]
        code = subprocess.run(check).returncode
        if code:
            return code
    if options.dryrun:  # beside a run, too
        return snakemake(arguments)
    if sentence := trouble(Path(root)):
        return sentence
    lock = take_lock(root)
    if lock is None:
        return "another run of this folder is alive: wait until it ends, or stop it with Ctrl-C"
    since = os.fstat(lock.fileno()).st_mtime_ns
    if "--resume" in ours:
        end = time.monotonic() + PATIENCE_S
        while (others := live_runs(root)) and time.monotonic() < end:
            time.sleep(0.5)
        if others:
            ids = ", ".join(map(str, others))
            return f"snakemake is at work in this folder (process {ids}): wait until it ends"
        unlock = [sys.executable, "-m", "snakemake", "--unlock", *arguments]
        mend = [sys.executable, Path(__file__).with_name("mend_results.py")]
        for command, heard in ((unlock, loud), (mend, True)):
            done = subprocess.run(command, stderr=None if heard else subprocess.PIPE)
            if done.returncode:
                return (done.stderr or b"").decode(errors="replace").strip() or done.returncode
        arguments = ["--rerun-incomplete", *arguments]
    code = snakemake(arguments) if loud else run_quietly(arguments)
    for line in places(root, bool(code), since):
        print(line, flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
