"""What a job wrote, at the end of its log: a machine that lost its power may not have it any more.

A receipt is one line: `wrote PATH: FILES, BYTES bytes, sha256 DIGEST`, of a file or of a folder
with all that lies in it.
"""

from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

_LINE = re.compile(r"^wrote (.+): (\d+) files?, (\d+) bytes, sha256 ([0-9a-f]{64})$", re.MULTILINE)
_OWN = ".snakemake_timestamp"  # Snakemake's file in a folder that a rule makes
_CHUNK = 1 << 20
RECENT_S = 3600.0
CLOCK_S = 1.0  # dates of files are as exact as that


def receipt_of(path) -> str:
    """The receipt of a file or folder; of one that is not there it says so."""
    if not os.path.lexists(path):
        return f"{path} is not there"
    files = list(_files_of(path))
    digest, size = hashlib.sha256(), 0
    for file in files:
        name = os.path.relpath(file, path)
        if os.path.islink(file):  # weights: what they lead to is not ours
            digest.update(f"{name} -> {os.readlink(file)}\n".encode())
            continue
        own = hashlib.sha256()
        with open(file, "rb") as stream:
            while chunk := stream.read(_CHUNK):
                own.update(chunk)
                size += len(chunk)
        digest.update(f"{name} {own.hexdigest()}\n".encode())
    number = f"{len(files)} file{'s' * (len(files) != 1)}"
    return f"wrote {path}: {number}, {size} bytes, sha256 {digest.hexdigest()}"


def _files_of(path):
    if os.path.islink(path) or not os.path.isdir(path):
        yield str(path)
        return
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(names):
            if name != _OWN:
                yield os.path.join(folder, name)


def read_receipts(log) -> dict[str, str]:
    """The receipts in a log: path -> receipt; none where the log is gone or cut short."""
    try:
        text = Path(log).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    return {found[1]: found[0] for found in _LINE.finditer(text)}


def damaged(logs) -> list[str]:
    """The results that are there, and not as the jobs wrote them; with all of the same job.

    Only what was written in the last hour of work is looked at: the rest was on the disk long
    before the machine went down. What has a later date than its receipt was changed by somebody,
    not by a machine that went down: it is left alone. So is what lies outside `results`.

    Args:
        logs: The folder of the jobs' logs; paths in it are relative to the current folder.
    """
    dates = {log: log.stat().st_mtime for log in Path(logs).rglob("*.log")}
    last = max(dates.values(), default=0.0)
    told = {}
    for log in sorted(dates, key=dates.get):  # of a path that two logs name the later one counts
        if dates[log] >= last - RECENT_S:
            told |= {path: (log, receipt) for path, receipt in read_receipts(log).items()}
    # Snakemake makes a file again that something else needs: of a job all are missing, or none
    bad = {log for path, (log, receipt) in told.items() if _is_damaged(path, receipt, dates[log])}
    return [path for path, (log, _) in told.items() if log in bad and _is_result(path)]


def _is_result(path):
    parts = Path(path).parts
    return parts[:1] == ("results",) and ".." not in parts and os.path.lexists(path)


def _is_damaged(path, receipt, date):
    if not _is_result(path):
        return False
    try:
        latest = max((os.lstat(file).st_mtime for file in _files_of(path)), default=0.0)
        return latest <= date + CLOCK_S and receipt_of(path) != receipt
    except FileNotFoundError:  # somebody is replacing it
        return False
    except OSError:  # it cannot even be read
        return True
