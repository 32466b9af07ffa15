"""Where the workers of one run meet its jobs: a private folder, and who may use it.

Workers are shared by jobs of one owner, one version of the code, one environment and one kind of
device. All of these are in the name of their folder, so that what differs never meets. The owner is
the run (a process of Snakemake; on a cluster the one that a submission starts); where runs follow
each other, as the studio's do, it is the process that begins them.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import socket
import stat
import sys
import tempfile
from pathlib import Path

from pose2video.resources import SCRIPTS

RUN = "POSE2VIDEO_RUN"  # names the run for its jobs, as `this_run` does
KEEPER = "POSE2VIDEO_KEEPER"  # names, in the same way, the process that keeps workers between runs
ALONE = "POSE2VIDEO_ALONE"  # set where every job is to do its work itself
LONGEST_PATH = 100  # bytes of the path of a Unix socket: 108 on Linux, 104 elsewhere
# variables of a shell and of the steps of a SLURM job, of no meaning to the work
OF_ONE_JOB = re.compile("_|PWD|OLDPWD|SHLVL|SLURM.*|SRUN_.*|PMI.*")


def run_identity(pid=None):
    """Text that names a living process for good: its id, and when it started.

    Returns:
        The text, or None where the process is not there or the system does not tell (no `/proc`).
    """
    pid = os.getpid() if pid is None else pid
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return f"{pid}-{after_name[19]}" if after_name[0] not in "ZX" else None


def this_run(environment=None):
    """What names the run that a process of Snakemake belongs to.

    It is this process, and its SLURM job if it is in one. Inside a SLURM job Snakemake starts
    itself again for every job of a group: there it is the first one.

    Returns:
        The text, empty where the system does not tell processes apart.
    """
    environment = os.environ if environment is None else environment
    submission = environment.get("SLURM_JOB_ID", "")
    given = environment.get(RUN, "")
    if submission and given.endswith(f"-{submission}") and run_is_alive(given):
        return given
    identity = run_identity()
    return f"{identity}-{submission}" if identity else ""


def run_is_alive(run):
    """Whether the process that `this_run` named is still there."""
    identity = run.rpartition("-")[0]
    pid = identity.partition("-")[0]
    return pid.isdigit() and run_identity(pid) == identity


def owner(environment=None):
    """Whose the workers are that a job meets: those of whoever keeps them, else of its run.

    Returns:
        The text of `this_run`, or None where the run has ended or there is none.
    """
    environment = os.environ if environment is None else environment
    run, keeper = environment.get(RUN), environment.get(KEEPER)
    if not run or not run_is_alive(run):
        return None
    return keeper if keeper and run_is_alive(keeper) else run


def code_version():
    """A digest of names, sizes and dates of the code and the tables that it reads."""
    digest = hashlib.sha256()
    for folder, endings in ((SCRIPTS, (".py",)), (SCRIPTS.parent / "resources", (".yaml", ".csv"))):
        for path, folders, names in os.walk(folder):
            folders[:] = sorted(name for name in folders if name != "__pycache__")
            for name in sorted(names):
                if name.endswith(endings):
                    file = os.stat(os.path.join(path, name))
                    digest.update(f"{path}/{name} {file.st_size} {file.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def worker_folder(device, version, environment=None):
    """The private folder of the workers that this process may use; made if need be.

    Args:
        device: The kind of device that the work is done on.
        version: What `code_version` gave.
        environment: Variables of the work, this process's own if None.

    Returns:
        The folder, or None where there can be no workers: not in a run, not wanted, or no place for
        sockets.
    """
    environment = dict(os.environ) if environment is None else environment
    whose = owner(environment)
    if not whose or environment.get(ALONE):
        return None
    said = {
        key: value
        for key, value in sorted(environment.items())
        if key != RUN and not OF_ONE_JOB.fullmatch(key)
    }
    key = json.dumps([device, version, sys.executable, os.getcwd(), said])
    name = hashlib.sha256(key.encode()).hexdigest()[:8]
    for temporary in (tempfile.gettempdir(), "/tmp"):  # the first may be too long for a socket
        home = Path(temporary) / f"pose2video-{os.getuid()}-{_machine()}"
        folder = home / whose / name
        if len(os.fsencode(folder / "000.socket")) <= LONGEST_PATH:
            return folder if _made(home, home / whose, folder) else None
    return None


def _made(*folders):
    """Make folders that only this user may enter; whether they are so."""
    try:
        for path in folders:
            _own_folder(path)
    except OSError:
        return False
    return True


def _machine():
    """What tells this machine, or container, from others that see the same temporary folder."""
    here = socket.gethostname() + os.readlink("/proc/self/ns/pid")
    return hashlib.sha256(here.encode()).hexdigest()[:6]


def _own_folder(path):
    """Make a folder that only this user may enter; PermissionError where it is another's."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        found = path.lstat()
        mine = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid()
        if not mine or found.st_mode & 0o077:
            raise PermissionError(f"{path} is not this user's own folder") from None


def sweep(folder):
    """Remove the folders of runs that have ended, beside the run of a worker's folder."""
    home = folder.parent.parent
    for run in home.iterdir():
        if run.name != folder.parent.name and not run_is_alive(run.name):
            shutil.rmtree(run, ignore_errors=True)


def locked(path):
    """Lock a file, made if need be, without waiting.

    Returns:
        Its descriptor; the lock ends when it is closed. None where another process has the lock.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
