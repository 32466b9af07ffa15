"""The table of bad input: what is given, how it is made on the spot, and what comes of it.

A case is a row: its name, the function that makes the bad file, and the outcome. The modules hold
the rows by theme; `tests/workflow/test_bad_input.py` runs them through the workflow in batches.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Refused:
    """The dry run stops with one sentence that has these words (a regular expression)."""

    words: str


@dataclass(frozen=True)
class Failed:
    """Its own job fails with one sentence that has these words; all other jobs finish."""

    words: str


@dataclass(frozen=True)
class Handled:
    """Something comes of it.

    Attributes:
        frames: Number of frames, or None where it does not matter.
        size: `(width, height)`, or None likewise.
        fps: Frames a second, or None likewise.
        warns: Words of a warning, or None where nothing need be said.
        check: A function that looks at the result (frames, poses or picture) and asserts.
    """

    frames: int | None = None
    size: tuple[int, int] | None = None
    fps: float | None = None
    warns: str | None = None
    check: Callable | None = None


@dataclass(frozen=True)
class Case:
    """A row.

    Attributes:
        name: In words; unique in its theme.
        make: Makes the bad file: of a path without suffix, returns the path that it used.
        outcome: `Refused`, `Failed` or `Handled`.
        row: Further columns of the clip table.
    """

    name: str
    make: Callable
    outcome: Refused | Failed | Handled
    row: dict = field(default_factory=dict)
