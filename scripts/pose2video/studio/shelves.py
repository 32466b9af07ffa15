"""Shelves: folders of the studio that hold one thing each, whole or not there at all."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
import threading
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import remove, writing
from pose2video.planning.clip_tables import MAX_ID, slug

MOST = 100_000  # things of one name
ID = re.compile(r"[a-z][a-z0-9_]{0,79}\Z")


class Shelf:
    """A folder of folders, each with a file by which it counts.

    Attributes:
        folder: The folder.
        mark: Name of the file that makes one of its folders a thing of this shelf.
    """

    def __init__(self, folder, mark):
        self.folder, self.mark = Path(folder), mark
        self._lock = threading.Lock()

    def ids(self) -> list[str]:
        """What lies there, the newest first."""
        try:
            with os.scandir(self.folder) as entries:
                folders = [e.name for e in entries if e.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            return []
        marks = {name: self._mark_of(name) for name in folders if ID.match(name)}
        times = {name: told.st_mtime for name, told in marks.items() if told}
        return sorted(times, key=lambda name: (-times[name], name))

    def is_there(self, name) -> bool:
        """Whether something of this id lies there; a link to elsewhere does not count."""
        if not ID.match(name) or os.path.islink(f"{self.folder}/{name}"):
            return False
        return self._mark_of(name) is not None

    def _mark_of(self, name):
        """What the disk says of a folder's mark; None where it is no regular file."""
        with contextlib.suppress(OSError):
            told = os.lstat(f"{self.folder}/{name}/{self.mark}")
            return told if stat.S_ISREG(told.st_mode) else None

    def path(self, name) -> Path:
        """The folder of an id.

        Raises:
            KeyError: There is none; no path is made of what a request says.
        """
        if not self.is_there(name):
            raise KeyError(name)
        return self.folder / name

    def put(self, wanted, taken, fill) -> str:
        """Put something there, under an id of its own.

        Args:
            wanted: The name that the id is made of.
            taken: Ids that are taken elsewhere.
            fill: Called with a folder that it makes and fills, and the id.

        Returns:
            The id.
        """
        with self._lock:
            name = own_id(wanted, {*taken, *_names(self.folder)}, self.mark.partition(".")[0])
            with writing(self.folder / name) as beside:
                fill(beside, name)
            return name

    def remove(self, name):
        """Take something away, in one step."""
        with self._lock:
            gone = Path(tempfile.mkdtemp(prefix=".gone.", dir=self.folder))
            os.replace(self.path(name), gone / name)
        remove(gone)


def own_id(wanted, taken, kind) -> str:
    """An id like `wanted` that is not among `taken`; `kind` and a number of a name without letters.

    Raises:
        UserError: `MOST` of this name are there.
    """
    base = slug(wanted or "") or kind
    for number in range(1, MOST + 1):
        end = f"_{number}" if number > 1 else ""
        name = f"{base[: MAX_ID - len(end)].rstrip('_')}{end}"
        if name not in taken:
            return name
    raise UserError(f"{MOST} things are called {base!r}: choose another name")


def _names(folder):
    return os.listdir(folder) if Path(folder).is_dir() else []


class Incoming:
    """Where uploads lie until they were checked; emptied when the studio starts."""

    def __init__(self, folder):
        self.folder = Path(folder)
        if self.folder.exists() and not self.folder.is_symlink():
            shutil.rmtree(self.folder)
        self.folder.mkdir(parents=True)

    def room(self) -> Path:
        """A new, empty folder."""
        return Path(tempfile.mkdtemp(dir=self.folder))
