"""How the workflow grows with the clip table: what Snakemake needs, and what this project adds.

A table of N stand-in clips is written, with results that look finished (`finished`). The same is
done for a bare workflow, which has the same jobs with the same files, but no configuration,
functions, parameters, logs or package; it runs with the same profile. What is measured, of both:

- `config`: checking config and clip table, imports not counted; the bare one has none;
- `dry run`: `snakemake -n` with nothing made yet;
- `no-op`: `snakemake` with everything made;
- `by name`: one film of one clip by its name, after the clip's film changed: `--touch`, which is
  the whole way of a run but for the jobs' own processes;
- `one changed`: the same for everything that follows from one changed film.

Run it: `python -m benchmarks.scale FOLDER 100 1000` (with `scripts:tests` on PYTHONPATH). A
folder of 10,000 clips has 350,000 small files and takes some minutes to write.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.finished import (
    FIRST,
    change_film,
    clip_id,
    finish,
    is_folder,
    multiply,
    own_workflow,
    profile,
    records_of,
    run,
    write_project,
)
from pose2video.resources import SCRIPTS

_CONFIG = (
    "import sys, time; sys.path.insert(0, sys.argv[1]); "
    "from pose2video.planning.reading import read_plan; "
    "started = time.process_time(); read_plan(['mine.yaml']); "
    "print(time.process_time() - started)"
)


def write_bare(folder, finished):
    """A folder with a Snakefile of the same jobs with the same files, and nothing else.

    Args:
        folder: One of `write_project`.
        finished: A folder of `write_project` with one clip, after `finish`: its records say which
            rules there are and what they read and write.
    """
    rules: dict[str, tuple[list, list]] = {}
    for output, record in records_of(finished).items():
        _, outputs = rules.setdefault(record["rule"], (record["input"], []))
        outputs.append(output)
    made = {path for _, outputs in rules.values() for path in outputs}
    last = sorted(made - {path for inputs, _ in rules.values() for path in inputs})
    lines = ["CLIPS = [line.split('\\t')[0] for line in open('clips.tsv')][1:]", "rule all:"]
    lines += _paths("input", last, False)
    for rule, (inputs, outputs) in rules.items():
        of_a_clip = any(FIRST in path for path in outputs)
        inputs = [
            os.path.relpath(p, finished) if p.startswith(str(finished)) else p for p in inputs
        ]
        lines += [f"rule {rule}:", *_paths("input", inputs, of_a_clip)]
        lines += [*_paths("output", outputs, of_a_clip), "    shell: 'touch {output}'"]
    (Path(folder) / "Snakefile").write_text("\n".join(lines) + "\n")


def _paths(key, paths, of_a_clip):
    """The lines of a rule that name its files; all clips where it is not of one clip."""
    lines = [f"    {key}:"]
    for path in paths:
        text = repr(path.replace(FIRST, "{clip}"))
        if FIRST in path and not of_a_clip:
            text = f"expand({text}, clip=CLIPS)"
        elif key == "output" and is_folder(path, paths):
            text = f"directory({text})"
        lines.append(f"        {text},")
    return lines


def bare_workflow() -> list[str]:
    """Snakemake's arguments for the bare workflow of `write_bare`."""
    return ["--snakefile", "Snakefile", *profile()]


def config_s(folder) -> float:
    """Seconds of CPU for checking the config and clip table of a folder of `write_project`."""
    command = [sys.executable, "-c", _CONFIG, str(SCRIPTS)]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return float(done.stdout)


def prepare(folder, n) -> dict[Path, list[str]]:
    """Folders of the workflow and of the bare one with `n` clips, nothing made yet.

    Beside them lie `one` and `bare_one`, with one clip and everything made.

    Returns:
        Folder -> Snakemake's arguments, the workflow's first.
    """
    one, ours, bare, bare_one = (Path(folder) / x for x in ("one", "ours", "bare", "bare_one"))
    for place, clips in ((one, 1), (ours, n), (bare, n), (bare_one, 1)):
        write_project(place, clips)
    finish(one, own_workflow())
    for place in (bare, bare_one):
        write_bare(place, one)
    finish(bare_one, bare_workflow())
    return {ours: own_workflow(), bare: bare_workflow()}


def measure(folder, n) -> Iterator[dict]:
    """Measure the workflow and the bare one with `n` clips.

    Args:
        folder: An empty folder to work in.
        n: Number of clips.

    Yields:
        Rows `{what, clips, workflow_s, bare_s, ratio, workflow_cpu_s, bare_cpu_s, workflow_mb,
        bare_mb}`: seconds on the clock, ratio of the processors' seconds, megabytes at the peak.

    Raises:
        RuntimeError: A run failed, or had something to do where all is made.
    """
    folder, clip, quiet = Path(folder), clip_id(n // 2), ["--quiet", "all"]
    both = prepare(folder, n)
    dry = [run(place, ["-n", *quiet, *arguments])[0] for place, arguments in both.items()]
    for (place, arguments), finished in zip(both.items(), ("one", "bare_one"), strict=True):
        multiply(place, folder / finished, n, arguments)
    yield _row("dry run", n, dry)
    yield _row("no-op", n, [no_op(*item) for item in both.items()])
    film = f"results/videos/{clip}/puppet.me.mp4"
    for what, targets in (("by name", [film]), ("one changed", [])):
        costs = []
        for place, arguments in both.items():
            change_film(place, clip)
            costs.append(run(place, [*targets, "--touch", *quiet, *arguments])[0])
        yield _row(what, n, costs)


def no_op(place, arguments):
    """The cost of a run in a folder where everything is made.

    Raises:
        RuntimeError: There was something to do.
    """
    cost, text = run(place, arguments)
    if "Nothing to be done" not in text:
        raise RuntimeError(f"{place} is not finished:\n{text[-3000:]}")
    return cost


def _row(what, n, costs):
    ours, bare = costs
    return {
        "what": what,
        "clips": n,
        "workflow_s": round(ours.wall_s, 2),
        "bare_s": round(bare.wall_s, 2),
        "ratio": round(ours.cpu_s / bare.cpu_s, 2),
        "workflow_cpu_s": round(ours.cpu_s, 2),
        "bare_cpu_s": round(bare.cpu_s, 2),
        "workflow_mb": round(ours.peak_mb),
        "bare_mb": round(bare.peak_mb),
    }


def main(folder, counts):
    """Measure for every number of clips and print a table."""
    rows = []
    for n in counts:
        place = Path(folder) / str(n)
        shutil.rmtree(place, ignore_errors=True)
        for row in measure(place, n):
            if not rows:
                print(*row, sep="\t")
            rows.append(row)
            print(*row.values(), sep="\t", flush=True)
        print(f"# config of {n} clips: {config_s(place / 'ours'):.2f} s of CPU", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], [int(n) for n in sys.argv[2:]])
