"""Measure where the workflow's time, memory and disk space go: `make bench`.

Prints one table and writes it to `results/bench.tsv`. Every line holds two numbers of this run
against each other; `ratio` is how many times the other's cost the first is, `!` one over its aim.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import materials, table
from pose2video.resources import ROOT

SECTIONS = ("stages", "workers", "memory", "scale", "disk")


def figures_of(section, room, options):
    """The figures of a section, measured in the folder `room`."""
    model = materials.body_model(room)
    if section == "scale":
        return [figure for n in options.scale for figure in scale_figures(room / f"scale_{n}", n)]
    source = room / "materials"
    materials.make_materials(source, model)
    finished = materials.finished_project(room / "finished", source, model)
    if section == "memory":
        from benchmarks.memory import measure_memory

        lengths = (60.0, 600.0) if options.long else (10.0, 60.0)
        return measure_memory(room, finished, lengths)
    if section == "disk":
        from benchmarks.disk import measure_disk

        return measure_disk(room, finished)
    work = room / "work"
    shutil.rmtree(work, ignore_errors=True)
    materials.copy_tree(finished, work)
    if section == "stages":
        from benchmarks.stages import measure_stages

        return measure_stages(work)
    from benchmarks.diffusion import measure_diffusion
    from benchmarks.workers import measure_workers

    found = measure_workers(room, work, source, model, options.clips)
    return found + measure_diffusion(room, source, model)


def scale_figures(room, n):
    """What Snakemake needs for `n` clips of stand-in media, against a bare Snakefile."""
    from benchmarks.scale import measure

    room.mkdir()
    figures = []
    for row in measure(room, n):
        note = (
            f"CPU, bare Snakefile of as many jobs; {row['workflow_s']:.1f} s of the clock against "
            f"{row['bare_s']:.1f}, {row['workflow_mb']} MB against {row['bare_mb']}"
        )
        pair = (row["workflow_cpu_s"], row["bare_cpu_s"])
        aim = 1.2 if row["what"] == "no-op" else None
        figures.append(table.Figure("scale", f"{n} clips, {row['what']}", *pair, "s", aim, note))
    shutil.rmtree(room)
    return figures


def main(options):
    """Measure, print, write."""
    lines = table.circumstances(ROOT)
    print("\n".join(lines), flush=True)
    found = []
    with tempfile.TemporaryDirectory(prefix="pose2video-bench-", dir=options.folder) as folder:
        for section in options.only:
            started = time.monotonic()
            found += figures_of(section, Path(folder), options)
            table.write_table(options.out, found, lines)  # a run that is stopped leaves what it has
            print(f"{section}: measured in {time.monotonic() - started:.0f} s", file=sys.stderr)
    print(table.printed(found))
    print(f"written to {options.out}")


def parsed(arguments):
    """The options of a command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])

    def chosen(text):
        names = text.split(",")
        if unknown := set(names) - set(SECTIONS):
            raise argparse.ArgumentTypeError(f"no section {', '.join(unknown)}: {SECTIONS}")
        return names

    parser.add_argument("--only", type=chosen, default=SECTIONS, metavar="stages,workers,...")
    parser.add_argument("--clips", type=int, default=20, help="clips of 2 s for `workers`")
    parser.add_argument("--scale", default="100,1000", help="sizes of clip tables for `scale`")
    parser.add_argument("--long", action="store_true", help="films of 60 and 600 s for `memory`")
    parser.add_argument("--out", type=Path, default=ROOT / "results" / "bench.tsv")
    parser.add_argument("--folder", help="where the scratch folder is made, 1 GB and more")
    options = parser.parse_args(arguments)
    options.scale = [int(number) for number in options.scale.split(",")]
    return options


if __name__ == "__main__":
    main(parsed(sys.argv[1:]))
