"""A job's side: find a free worker or start one, hand it the task, wait for its answer."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import suppress

from pose2video.jobs.meeting import (
    code_version,
    locked,
    owner,
    sweep,
    worker_folder,
)
from pose2video.resources import SCRIPTS

MOST = 512  # workers in a folder; more jobs at once than that do their work themselves


def ask(task, device):
    """Have a worker do a task, and wait for it.

    Returns:
        Empty text, the sentence of the task's error, or None where no worker can be had: then
        the job does its work itself.
    """
    version = code_version()
    folder = worker_folder(device, version)
    if folder is None:
        return None
    lock, path = _free_place(folder)
    if lock is None:
        return None
    try:
        connection = _connected(path) or _started(path, version)
        return None if connection is None else _answer(connection, task)
    finally:
        os.close(lock)


def _free_place(folder):
    """The lock and the socket of the first worker that has nothing to do; None where none is."""
    for number in range(MOST):
        try:
            lock = locked(folder / f"{number}.lock")
        except OSError:
            break  # no place to write
        if lock is not None:
            return lock, folder / f"{number}.socket"
    return None, None


def _connected(path):
    """A connection to a living worker that is ready, else None."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(path))
        stream = connection.makefile("rw", encoding="utf-8")
        return stream if stream.readline() == "ready\n" else None
    except OSError:  # it has ended; what it left is replaced
        return None
    finally:
        connection.close()  # the stream keeps it open


def _started(path, version):
    """Start a worker that listens at a path; a connection to it, else None."""
    with socket.socket(socket.AF_UNIX) as listener:
        try:
            whose = owner()
            if whose is None:
                return None
            sweep(path.parent)
            path.unlink(missing_ok=True)
            listener.bind(str(path))
            listener.listen()
            command = [sys.executable, str(SCRIPTS / "serve_jobs.py")]
            subprocess.Popen(
                [*command, str(listener.fileno()), str(path), whose, version],
                pass_fds=[listener.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return None
    return _connected(path)


def _answer(stream, task):
    """Hand a task to a ready worker; empty text, or the sentence of its error."""
    try:
        stream.write(task.to_json() + "\n")
        stream.flush()
        answer = stream.readline()
    except OSError:
        answer = ""
    if not answer.endswith("\n"):
        sentence = (
            f"{task.name}: its process was killed or crashed, most often for want of memory: "
            f"raise mem_mb of the rule {task.rule}, or see the end of {task.log}"
        )
        with suppress(OSError), open(task.log, "a", encoding="utf-8") as log:
            print(f"ERROR {sentence}", file=log)
        return sentence
    return json.loads(answer)["failure"] or ""
