"""What was read of files, read anew only when one of them changed: of a thousand jobs few do."""

from __future__ import annotations

import os
from collections.abc import Callable

MOST = 50_000  # things that are kept; with more of them all are read anew


class Kept:
    """Keeps what was read, by the folder it was read of; several threads may ask."""

    def __init__(self):
        self._known: dict[tuple, tuple] = {}

    def read(self, parse: Callable, folder, files):
        """What `parse(folder)` gives, as long as the same files lie there.

        Args:
            parse: A function of a module; what it raises is not kept.
            folder: The folder.
            files: Names of the files in it that `parse` reads; `.` stands for the names in it.
        """
        folder = str(folder)
        marks = tuple([_mark(f"{folder}/{file}") for file in files])
        known = self._known.get((parse, folder))
        if known is None or known[0] != marks:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[parse, folder] = (marks, parse(folder))
        return known[1]


def _mark(path):
    """What changes whenever a file is written anew, or a name comes into a folder or leaves it."""
    try:
        told = os.stat(path)
    except OSError:
        return None
    return told.st_ino, told.st_mtime_ns, told.st_size
