"""A watcher: follows the newest run of a folder and says how it stands."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from pose2video.errors import UserError
from pose2video.watching.following import Record, earlier_durations, records
from pose2video.watching.view import view

AGE_S = 0.9  # a view that is younger is given again, however many ask

NOTHING = {
    "pace": "",
    "left": "",
    "alive": False,
    "stopped": False,
    "remote": False,
    "counts": dict.fromkeys(("done", "running", "failed", "waiting", "blocked", "total"), 0),
    "per_minute": None,
    "seconds": 0.0,
    "seconds_left": None,
    "unknown": [],
    "rules": [],
    "running": [],
    "failed": [],
    "films": [],
}


class Watch:
    """Follows the runs of a folder; several threads may ask.

    Attributes:
        root: The folder.
        ignored: Records that do not count as the newest: where only a run that begins after this
            is followed, those that are there.
    """

    def __init__(self, root=".", new=False):
        self.root = Path(root)
        self.ignored = set(records(root)) if new else set()
        self._lock = threading.Lock()
        self._record = None
        self._earlier = {}
        self._state, self._made = None, 0.0

    def state(self, age_s=AGE_S) -> dict:
        """How the newest run stands now, or did at most `age_s` ago; see `view.view`."""
        with self._lock:
            if self._state is None or time.monotonic() - self._made > age_s:
                self._state, self._made = self._look(), time.monotonic()
            return self._state

    def film(self, number) -> Path | None:
        """The path of one of the newest films by its number, None without it."""
        with self._lock:
            run = self._record and self._record.run
            path, _ = run.films.get(number, (None, 0)) if run else (None, 0)
        return None if path is None or ".." in Path(path).parts else self.root / path

    def _look(self):
        found = records(self.root)
        if not found or found[-1] in self.ignored:
            where = self.root.resolve()
            return {"headline": f"no run of {where} has been recorded yet", **NOTHING}
        try:
            if self._record is None or self._record.path != found[-1]:
                self._open(found)
            self._record.read()
        except (UserError, OSError) as error:
            self._record = None
            return {"headline": str(error), **NOTHING}
        alive = self._record.alive()
        if not alive:
            self._record.read()  # its last words may have come in between
        return view(self._record.run, alive, time.time(), self._earlier, self.root)

    def _open(self, found):
        if self._record is not None:
            self._record.close()
            self._record = None
        self._record = Record(found[-1])
        self._earlier = earlier_durations(found[:-1])
