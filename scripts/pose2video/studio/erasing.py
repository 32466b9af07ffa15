"""Taking away what was uploaded, with everything that was made of it.

The ids of the studio are its own, so every file of results, logs and benchmarks that bears one in
its path goes, and so do Snakemake's notes of these files, and the pages, tables and logs of runs
that name it.
"""

from __future__ import annotations

import base64
import contextlib
import os
import re
from pathlib import Path

from pose2video.files import remove

ROOMS = ("results", "logs", "benchmarks")
NOTES = ("metadata", "incomplete")  # below `.snakemake`, names are paths in base 64
TELLING = (
    "results/*.html",
    "results/*.tsv",
    "results/*.txt",
    "results/gallery/*",
    "results/partial/*",
)
TELLING += (
    "results/partial/gallery/*",
    "logs/*.log",
    ".snakemake/log/*",
    ".snakemake/pose2video/runs/*",
)
MOST_BYTES = 50_000_000  # of a file that is searched for a name


def erase(root, names):
    """Take away all that a run folder holds of some ids.

    Args:
        root: The run folder; no run of it may be alive.
        names: Ids of characters, clips.
    """
    names = set(names)
    if not names:
        return
    root = Path(root)
    listed = b"|".join(re.escape(name.encode()) for name in sorted(names))
    word = re.compile(rb"(?<![a-z0-9_])(?:" + listed + rb")(?![a-z0-9_])")
    for room in ROOMS:
        _erase_below(root / room, names)
    for note in NOTES:
        _erase_notes(root / ".snakemake" / note, names, word)
    for pattern in TELLING:
        for path in root.glob(pattern):
            if not path.is_symlink() and path.is_file() and _tells(path, word):
                path.unlink()


def bears(part, names) -> bool:
    """Whether a part of a path has one of the ids, alone or between dots."""
    return bool(names.intersection(part.split(".")))


def _erase_below(folder, names):
    for here, folders, files in os.walk(folder, topdown=True):
        for name in [*folders, *files]:
            if bears(name, names):
                remove(Path(here) / name)
        folders[:] = [name for name in folders if not bears(name, names)]


def _erase_notes(folder, names, word):
    for here, _, files in os.walk(folder):
        for file in files:
            path = Path(here) / file
            coded = str(path.relative_to(folder)).replace("/", "").replace("@", "")
            told = ""
            with contextlib.suppress(ValueError):
                padded = coded + "=" * (-len(coded) % 4)
                told = base64.urlsafe_b64decode(padded).decode(errors="replace")
            if any(bears(part, names) for part in told.split("/")) or _tells(path, word):
                path.unlink()


def _tells(path, word):
    try:
        return path.stat().st_size < MOST_BYTES and bool(word.search(path.read_bytes()))
    except OSError:
        return False
