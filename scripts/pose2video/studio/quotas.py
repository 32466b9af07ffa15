"""How much the studio takes from whoever uses it: the config's block `studio`."""

from __future__ import annotations

import contextlib
import os
import stat
from dataclasses import dataclass

from pose2video.errors import UserError


@dataclass(frozen=True)
class Quotas:
    """What is more is refused, by the name of its limit.

    Attributes:
        upload_megabytes: Of one upload, all its files together.
        total_megabytes: Of all that lies in the folder `studio`.
        waiting_jobs: In the queue.
        job_hours: After that a job is ended.
    """

    upload_megabytes: int = 2000
    total_megabytes: int = 50_000
    waiting_jobs: int = 1000
    job_hours: float = 24

    @property
    def upload_bytes(self) -> int:
        """Of one upload."""
        return round(self.upload_megabytes * 1e6)

    def check_room(self, folder, coming=0):
        """Refuse `coming` more bytes in a folder that would then hold more than it may.

        Raises:
            UserError: It is so.
        """
        there = size_of(folder)
        if there + coming > self.total_megabytes * 1e6:
            raise UserError(
                f"the studio holds {there / 1e6:,.0f} MB, the limit studio.total_megabytes is "
                f"{self.total_megabytes:,}: delete what is not needed, or raise the limit in the "
                "config"
            )

    def check_queue(self, waiting):
        """Refuse one more job beside those that wait.

        Raises:
            UserError: There are as many as may be.
        """
        if waiting >= self.waiting_jobs:
            raise UserError(
                f"{waiting} jobs wait already, the limit studio.waiting_jobs is "
                f"{self.waiting_jobs}: wait until some are done, or raise it in the config"
            )


def size_of(folder) -> int:
    """Bytes of all files in a folder and below it; links, and what goes meanwhile, do not count."""
    total = 0
    for here, _, files in os.walk(folder):
        for file in files:
            with contextlib.suppress(OSError):
                told = os.stat(os.path.join(here, file), follow_symlinks=False)
                total += told.st_size if stat.S_ISREG(told.st_mode) else 0
    return total
