"""Reading the record of a run while it is written: only what is new, and whether anybody writes."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from pathlib import Path

from pose2video.errors import UserError
from pose2video.watching.recording import FOLDER
from pose2video.watching.runs import add, begin

EARLIER_BYTES = 4_000_000  # read from the end of each earlier record


class Record:
    """One run's record, open for reading.

    Attributes:
        path: The file.
        run: What it has told so far.

    Raises:
        UserError: It is damaged, or another version of pose2video has written it.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.file = open(path, "rb")  # noqa: SIM115, it stays open
        self.torn = b""
        self.run = None
        self.read()

    def read(self):
        """Add what was written since the last time. A last line without its end waits for it."""
        lines = (self.torn + self.file.read()).split(b"\n")
        self.torn = lines.pop()
        try:
            for line in lines:
                event = json.loads(line)
                if self.run is None:
                    self.run = begin(event)
                else:
                    add(self.run, event)
        except (ValueError, KeyError) as error:
            raise UserError(f"{self.path} is damaged ({error!r}): watch the next run") from None

    def alive(self) -> bool:
        """Whether the process that writes it lives; yes where that cannot be seen."""
        if self.run.ended is not None:
            return False
        try:
            if self.run.locked:
                fcntl.flock(self.file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                fcntl.flock(self.file, fcntl.LOCK_UN)
                return False
            if self.run.host == socket.gethostname():
                os.kill(self.run.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:  # locked by the run, or a process of somebody else
            return True
        return True

    def close(self):
        """Close the file."""
        self.file.close()


def records(root=".") -> list[Path]:
    """The records of the runs of a folder, the newest last."""
    return sorted((Path(root) / FOLDER).glob("*.jsonl"))


def earlier_durations(paths) -> dict[str, list]:
    """What jobs took in earlier runs: a hint, so that what cannot be read is left out.

    Args:
        paths: Records, the newest last. Only the end of each is read.

    Returns:
        Rule -> ended jobs, those of the newest record that has any of the rule.
    """
    found = {}
    for path in paths:
        try:
            with open(path, "rb") as file:
                run = begin(json.loads(file.readline()))
                lines = _last_lines(file)
            for line in lines:
                add(run, json.loads(line))
        except (OSError, ValueError, KeyError, UserError):
            continue
        found |= run.durations
    return found


def _last_lines(file):
    """The whole lines among the last bytes of a file, from the present place on."""
    first = file.tell()
    file.seek(max(first, file.seek(0, os.SEEK_END) - EARLIER_BYTES))
    if file.tell() > first:
        file.readline()
    return file.read(EARLIER_BYTES).split(b"\n")[:-1]
