"""Files that are whole or absent: every writer writes beside, then renames."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

from pose2video.errors import UserError

ABANDONED_S = 60.0  # a temporary folder younger than this may be about to be locked


@contextmanager
def writing(path):
    """Give a path to write to; at the end rename it to `path`, on an error remove it.

    Works for files and for folders (the block makes the folder). The path lies in a folder of its
    own beside `path`, locked as long as the writer lives; what killed writers left is removed.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    _remove_abandoned(path.parent)
    room = Path(tempfile.mkdtemp(prefix=_own_rooms(), dir=path.parent))
    try:
        lock = _lock(room)
    except OSError:  # some network file systems have no locks; the rename alone keeps files whole
        lock = None
    try:
        yield room / path.name
        if path.is_dir():
            _remove(path)
        os.replace(room / path.name, path)
    finally:
        _remove(room)
        if lock is not None:
            os.close(lock)


def _own_rooms():
    """How the temporary folders of this machine begin: it may not see the locks of another."""
    return f".tmp.{socket.gethostname()}."


def _remove_abandoned(folder):
    for room in folder.glob(f"{_own_rooms()}*"):
        try:
            old = time.time() - room.stat().st_mtime > ABANDONED_S
            if old:
                os.close(_lock(room))
                _remove(room)
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


def _remove(path):
    if path.is_dir():
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
