"""What a stage is held against."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.costs import cpu_of


@dataclass(frozen=True)
class Bare:
    """What a stage is held against.

    Attributes:
        what: What the loop does.
        loop: Does it once; seconds of CPU.
        added: What the stage must do beside, reading and writing in the plainest way.
        same: The loop with that; seconds of CPU.
    """

    what: str
    loop: Callable[[], float]
    added: str
    same: Callable[[], float]


def timed(work):
    """A function that measures `work()` once."""
    return lambda: cpu_of(work)
