"""Files that are whole or absent: every writer writes beside, to the disk, then renames."""

from __future__ import annotations

import errno
import fcntl
import json
import math
import os
import shutil
import socket
import tempfile
import time
import traceback
from contextlib import contextmanager
from pathlib import Path

from pose2video.errors import UserError

CANNOT_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EBADF}
FULL_BYTES = 65_536  # a disk with less room than that is full
ABANDONED_S = 60.0  # a temporary folder younger than this may be about to be locked


@contextmanager
def writing(path):
    """Give a path to write to; at the end rename it to `path`, on an error remove it.

    Works for files and for folders (the block makes the folder). The path lies in a folder of its
    own beside `path`, locked as long as the writer lives; what killed writers left is removed.
    Before the rename everything is on the disk, and after it the name: a machine that loses its
    power leaves no file that is only half there.

    Raises:
        UserError: The disk is full.
    """
    path = Path(path)
    with _room(path.parent) as room:
        yield room / path.name
        _to_disk(room / path.name)
        if path.is_dir():  # away in one step: readers never see a part of it
            os.replace(path, room / f"{path.name}.old")
        os.replace(room / path.name, path)
        to_disk(path.parent)


@contextmanager
def _room(folder):
    """A locked temporary folder in a folder, which is made if need be."""
    with _a_full_disk_said(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(folder)
        room = Path(tempfile.mkdtemp(prefix=_own_rooms(), dir=folder))
    try:
        lock = _lock(room)
    except OSError:  # some network file systems have no locks; the rename alone keeps files whole
        lock = None
    try:
        with _a_full_disk_said(folder):  # before what fills it is removed
            yield room
    finally:
        remove(room)
        if lock is not None:
            os.close(lock)


@contextmanager
def _a_full_disk_said(folder):
    """Turn an error that comes of a full disk, however a library says it, into a sentence.

    Raises:
        UserError: The disk of the folder is full, or the user's quota on it.
    """
    try:
        yield
    except Exception as error:
        full = isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)
        if not full and free_bytes(folder) >= FULL_BYTES:
            raise
        traceback.print_exc()  # to the job's log
        raise UserError(
            f"the disk that holds {folder} is full: free some space and run again"
        ) from error


def free_bytes(folder):
    """Bytes that may still be written on the disk of a folder, or of the nearest one above it.

    Infinity where the file system does not tell.
    """
    folder = Path(folder).absolute()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    disk = os.statvfs(there)
    return disk.f_bavail * disk.f_frsize if disk.f_blocks else math.inf


def _to_disk(path):
    """Have a file, or a folder and all below it, written to the disk."""
    for folder, _, names in os.walk(path):
        for name in names:
            if not os.path.islink(os.path.join(folder, name)):
                to_disk(os.path.join(folder, name))
        to_disk(folder)
    if path.is_file():
        to_disk(path)


def to_disk(path):
    """Have the contents of one file, or the names in one folder, written to the disk.

    Raises:
        OSError: The disk is full or broken: some file systems say so no earlier.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in CANNOT_SYNC:
            raise
    finally:
        os.close(descriptor)


def _own_rooms():
    """How the temporary folders of this machine begin: it may not see the locks of another."""
    return f".tmp.{socket.gethostname()}."


def _remove_abandoned(folder):
    for room in folder.glob(f"{_own_rooms()}*"):
        try:
            old = time.time() - room.stat().st_mtime > ABANDONED_S
            if old:
                os.close(_lock(room))
                remove(room)
        except OSError:
            continue  # its writer is alive, or another has removed it


def _lock(room):
    """Lock a folder without waiting; OSError where another process holds the lock."""
    descriptor = os.open(room, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def remove(path):
    """Remove a file, a link, or a folder with all that lies in it; nothing if it is not there."""
    path = Path(path)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def write_json(path, data, indent=None):
    """Write `data` as UTF-8 JSON without NaN; whole or not at all."""
    with writing(path) as beside:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False, indent=indent)
        beside.write_text(text + "\n", encoding="utf-8")


def read_json(path):
    """Read a JSON file.

    Raises:
        UserError: The file is empty, cut short or no JSON.
    """
    try:
        return json.loads(Path(path).read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise UserError(
            f"{path} is not a whole JSON file ({error}): delete it and run again"
        ) from None
