"""A worker: does the tasks of one owner's jobs, one after the other, until the owner ends."""

from __future__ import annotations

import json
import os
import select
import shutil
import signal
import socket
import struct
import threading
import time
from pathlib import Path

from pose2video.jobs.meeting import KEEPER, code_version, locked, run_is_alive
from pose2video.jobs.tasks import Task, perform, size_mb

IDLE_S = 60.0  # a worker that nobody asks for this long ends
KEPT_S = 900.0  # and one that is kept between runs
LOOK_S = 2.0  # how often it looks whether its run is alive


def serve(listener, path, run, version):
    """Do what jobs ask at a listening socket, until nobody asks any more or it is worn out.

    It ends when its owner has ended or nobody asked for a while, when the code is another than the
    one that it may have loaded, and when it holds more memory than any job that it did may use.

    Args:
        listener: A listening Unix socket.
        path: Where it listens.
        run: The owner's name (`meeting.owner`).
        version: The code's version (`meeting.code_version`).
    """
    path, allowed_mb = Path(path), 0
    while _somebody_asks(listener, run):
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", encoding="utf-8") as stream:
            if not _is_own_user(connection) or code_version() != version:
                break
            allowed_mb = max(allowed_mb, _serve_one(connection, stream))
        if size_mb() > allowed_mb:
            break
    if not run_is_alive(run):
        shutil.rmtree(path.parent.parent, ignore_errors=True)
        return
    lock = locked(path.with_suffix(".lock"))
    if lock is not None:  # else a job is about to connect: it will find the socket dead
        path.unlink(missing_ok=True)


def _somebody_asks(listener, run):
    """Wait for a job; False where the owner has ended or nobody asked for a while."""
    end = time.monotonic() + (KEPT_S if os.environ.get(KEEPER) else IDLE_S)
    while time.monotonic() < end:
        if select.select([listener], [], [], LOOK_S)[0]:
            return True
        if not run_is_alive(run):
            return False
    return False


def _is_own_user(connection):
    if not hasattr(socket, "SO_PEERCRED"):
        return True  # the folder is this user's alone
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12)
    return struct.unpack("3i", credentials)[1] == os.getuid()


def _serve_one(connection, stream):
    """Do the task that a job hands over; megabytes that the job may use."""
    try:
        print("ready", file=stream, flush=True)
        line = stream.readline()
        if not line.endswith("\n"):
            return 0
        task, done = Task.from_json(line), threading.Event()
        threading.Thread(target=_watch, args=(connection, done, task.run), daemon=True).start()
        failure = perform(task)
        done.set()
        print(json.dumps({"failure": failure}), file=stream, flush=True)
    except OSError:  # the job has gone
        return 0
    return task.mem_mb


def _watch(connection, done, run):
    """End this process, and those that it has started, when its job or its run is gone."""
    while not done.is_set():
        gone, _, _ = select.select([connection], [], [], 0.5)
        if not done.is_set() and (gone or not run_is_alive(run)):
            os.killpg(0, signal.SIGKILL)
