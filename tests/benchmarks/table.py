"""The table of figures, on the terminal and as a file."""

from __future__ import annotations

import csv
import datetime
import io
import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from pose2video.files import writing

COLUMNS = ("section", "what", "measured", "against", "unit", "ratio", "aim", "note")
LIBRARIES = ("snakemake", "mediapipe", "opencv-contrib-python", "numpy", "torch")


@dataclass(frozen=True)
class Figure:
    """One line: two numbers of the same run, and how many times the other's cost the first is.

    Attributes:
        section: The part of the benchmark.
        what: What was measured.
        measured: The workflow's number.
        against: The number that it is held against.
        unit: Of both. Where it is a speed, the ratio is turned round: it is always one of costs.
        aim: The largest ratio that is good enough, None without one.
        note: What the other number is of.
    """

    section: str
    what: str
    measured: float
    against: float
    unit: str
    aim: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many times as much the workflow costs."""
        pair = (self.measured, self.against)
        top, bottom = pair if "/s" not in self.unit else pair[::-1]
        return top / bottom if bottom else float("inf")

    def cells(self) -> list[str]:
        """The line's cells as text."""
        numbers = [_short(self.measured), _short(self.against), self.unit, f"{self.ratio:.2f}"]
        aim = "" if self.aim is None else f"{self.aim:g}"
        return [self.section, self.what, *numbers, aim, self.note]


def _short(number):
    if abs(number) >= 100:
        return f"{number:.0f}"
    return f"{number:.3g}"


def circumstances(root) -> list[str]:
    """Lines about this machine, the versions and the date."""
    model = next(
        (
            line.split(":", 1)[1].strip()
            for line in _text("/proc/cpuinfo").splitlines()
            if line.startswith("model name")
        ),
        platform.processor() or "unknown processor",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    commit = subprocess.run(
        ["git", "-C", str(root), "describe", "--always", "--dirty"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return [
        f"machine: {model}, {len(os.sched_getaffinity(0))} cores, {memory:.0f} GiB, "
        f"{platform.system()} {platform.release()}, load at the start {load}",
        f"versions: pose2video {commit or 'unknown'}, Python {platform.python_version()}, "
        f"{versions}, {_ffmpeg()}",
        f"date: {datetime.datetime.now().astimezone():%Y-%m-%d %H:%M %Z}",
    ]


def _ffmpeg():
    from pose2video.films.videos import ffmpeg_binary

    words = subprocess.run(
        [ffmpeg_binary(), "-version"], capture_output=True, text=True, check=False
    ).stdout.split()
    return " ".join(words[:3:2])


def _text(path):
    try:
        return Path(path).read_text()
    except OSError:
        return ""


def write_table(path, figures, lines):
    """Write figures as tab-separated text, the lines about the circumstances first, after `#`."""
    text = io.StringIO()
    for line in lines:
        text.write(f"# {line}\n")
    table = csv.writer(text, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows(figure.cells() for figure in figures)
    with writing(path) as beside:
        beside.write_text(text.getvalue(), encoding="utf-8")


def printed(figures) -> str:
    """Figures as a table for people; an aim that was missed is marked with `!`."""
    rows = [list(COLUMNS)]
    for figure in figures:
        cells = figure.cells()
        if figure.aim is not None and figure.ratio > figure.aim:
            cells[5] += "!"
        rows.append(cells)
    widths = [max(len(row[k]) for row in rows) for k in range(len(COLUMNS))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if k in (2, 3, 5, 6) else cell.ljust(width)
            for k, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)
