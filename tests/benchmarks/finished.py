"""Projects of stand-in clips that look finished: nothing is computed, Snakemake sees no difference.

One clip is brought to that state by `snakemake --touch`; its files and Snakemake's records of them
are then copied under the names of 10,000. Standard library only; Snakemake runs as a child.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from pose2video.resources import ROOT

FIRST = "w00000"
SOURCES, RESULTS = 1_600_000_000, 1_700_000_000  # dates of films and of what was made of them
_CHUNK = 254  # Snakemake cuts the names of its records into parts of this length
_PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg=="
)


@dataclass(frozen=True)
class Cost:
    """One command's cost: seconds on the clock, of the processors, and memory at its peak."""

    wall_s: float
    cpu_s: float
    peak_mb: float


def clip_id(number) -> str:
    """The id of a stand-in clip: w00042."""
    return f"w{number:05d}"


def write_project(folder, n, film=None):
    """A user's folder: `clips.tsv` with `n` rows, a film for each, a picture, `mine.yaml`.

    Args:
        folder: Where to; made if it is not there.
        n: Number of clips.
        film: A film that all clips are links to; a stand-in that nothing can play if None.
    """
    folder = Path(folder)
    (folder / "films").mkdir(parents=True, exist_ok=True)
    first = folder / "films" / f"{FIRST}.mp4"
    first.write_bytes(Path(film).read_bytes() if film else b"stand-in")
    _date(first)
    for i in range(1, n):
        link = first.with_name(f"{clip_id(i)}.mp4")
        link.unlink(missing_ok=True)
        os.link(first, link)
    rows = (f"{clip_id(i)}\tword {i}\tfilms/{clip_id(i)}.mp4\n" for i in range(n))
    (folder / "clips.tsv").write_text("clip\tgloss\tvideo\n" + "".join(rows))
    (folder / "me.png").write_bytes(base64.b64decode(_PNG))
    _date(folder / "me.png")
    (folder / "mine.yaml").write_text(
        "clips: clips.tsv\n"
        "characters: {me: {image: me.png}}\n"
        "make: [{clips: all, characters: [me], recipes: [puppet]}]\n"
    )


def _date(path, seconds=SOURCES):
    os.utime(path, (seconds, seconds), follow_symlinks=False)


def run(folder, arguments) -> tuple[Cost, str]:
    """Run Snakemake in a folder.

    Returns:
        What it cost, and what it printed.

    Raises:
        RuntimeError: It failed.
    """
    command = [sys.executable, "-m", "snakemake", *arguments]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    clean = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    started = time.perf_counter()
    with open(Path(folder) / "printed.txt", "w+") as out:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=clean | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        out.seek(0)
        text = out.read()
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{text[-3000:]}")
    return Cost(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024), text


def own_workflow() -> list[str]:
    """Snakemake's arguments for the project's own workflow, run in a folder of `write_project`."""
    return ["--snakefile", str(ROOT / "Snakefile"), *profile(), "--configfile", "mine.yaml"]


def profile():
    """Arguments of the profile, the same for every workflow that is measured."""
    return ["--workflow-profile", str(ROOT / "profiles" / "default"), "--cores", "2"]


def finish(folder, arguments):
    """Make a folder of one clip look finished: stand-ins for all results, and Snakemake's records.

    Args:
        folder: One of `write_project` with one clip.
        arguments: See `own_workflow`.
    """
    folder = Path(folder)
    _, text = run(folder, ["--summary", *arguments])
    table = [line.split("\t") for line in text.split("\n") if line.count("\t") > 3]
    outputs = [row[0] for row in table[1:]]
    for path in outputs:
        _stand_in(folder / path, is_folder(path, outputs))
    run(folder, ["--touch", "--forceall", "--quiet", "all", *arguments])
    for path in outputs:
        _stand_in(folder / path, is_folder(path, outputs))


def multiply(folder, finished, n, arguments):
    """Give a folder of `n` clips the results and records of a finished folder of one clip.

    Args:
        folder: One of `write_project` with `n` clips.
        finished: One after `finish`.
        n: Number of clips.
        arguments: See `own_workflow`.
    """
    folder, records = Path(folder), records_of(finished)
    for path, record in records.items():
        text = json.dumps(record)
        text = text.replace(str(Path(finished).resolve()), str(folder.resolve()))
        for clip in map(clip_id, range(n)) if FIRST in path else [FIRST]:
            named = path.replace(FIRST, clip)
            _stand_in(folder / named, is_folder(path, records))
            place = folder / ".snakemake" / "metadata" / _record_name(named)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text.replace(FIRST, clip))
    (folder / ".snakemake" / "incomplete").mkdir(exist_ok=True)
    run(folder, ["--touch", "--quiet", "all", *arguments])  # what is of all clips


def _stand_in(path, folder):
    if folder:
        path.mkdir(parents=True, exist_ok=True)
        path = path / ".snakemake_timestamp"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    _date(path, RESULTS)


def is_folder(path, outputs):
    """Whether an output is a folder: it has no suffix, or a manifest beside it."""
    return "." not in Path(path).name or f"{path}.json" in outputs


def records_of(folder) -> dict[str, dict]:
    """Snakemake's records of a folder: output -> record (`rule`, `input`, `params`, ...)."""
    home = Path(folder) / ".snakemake" / "metadata"
    found = {}
    for file in home.rglob("*"):
        if file.is_file():
            name = "".join(part.removeprefix("@") for part in file.relative_to(home).parts)
            record = json.loads(file.read_text())
            found[base64.urlsafe_b64decode(name).decode()] = record
    return found


def _record_name(output):
    """The file in which Snakemake records an output: its name in base64, cut into parts."""
    code = base64.urlsafe_b64encode(output.encode()).decode()
    parts = [code[i : i + _CHUNK] for i in range(0, len(code), _CHUNK)]
    return "/".join([f"@{part}" for part in parts[:-1]] + parts[-1:])


def change_film(folder, clip):
    """Put another film in the place of a clip's."""
    film = Path(folder) / "films" / f"{clip}.mp4"
    film.unlink()
    film.write_bytes(b"another stand-in " + str(time.time()).encode())
