"""What cannot be read is left out, and the others go on: of a data set, not of a film.

Each result of such a job says why: a file of JSON `{"left_out": "a sentence"}`, an empty folder, or
an empty file. Jobs that are given one of these pass it on.
"""

from __future__ import annotations

from pathlib import Path

from pose2video.files import read_json, remove, write_json, writing

KEY = "left_out"
MOST_BYTES = 5000  # of a file that says so


def leave_out(outputs, why):
    """Write a job's results as left out.

    Args:
        outputs: Paths; one without a suffix is a folder. why: A sentence.
    """
    print(f"warning: left out: {why}")
    for path in map(Path, outputs):
        remove(path)
        if path.suffix == ".json":
            write_json(path, {KEY: why[: MOST_BYTES // 2]})
            continue
        with writing(path) as beside:
            beside.touch() if path.suffix else beside.mkdir()


def left_out_in(inputs) -> str | None:
    """Why one of a job's inputs was left out; None where none was."""
    return next(filter(None, map(why_left_out, inputs)), None)


def why_left_out(path) -> str | None:
    """Why a result was left out; None where it was not."""
    path = Path(path)
    if path.suffix != ".json" or not path.is_file() or path.stat().st_size > MOST_BYTES:
        return None
    said = read_json(path)
    return said.get(KEY) if isinstance(said, dict) else None
