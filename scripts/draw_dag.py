"""Draw the rules with their numbers of jobs, and the jobs of one clip, as SVG.

Usage: python scripts/draw_dag.py [--configfile mine.yaml]

Writes results/dag/rules.svg and results/dag/clip.svg, by Graphviz where its `dot` is installed. One
`snakemake --dag` of the first clip, for its first character, gives the jobs of that clip, and the
rules with their numbers, which need no graph of all clips.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import read_json, writing
from pose2video.planning.reading import read_plan
from pose2video.reporting.graphs import Graph, as_dot, as_svg, read_dot
from pose2video.reporting.stages import rule_boxes
from pose2video.reporting.survey import RULES_TO
from pose2video.resources import ROOT


def graphs(plan, files):
    """The graph of the rules, and that of the jobs of the first film's clip and character.

    Raises:
        UserError: Snakemake cannot make a graph of them.
    """
    clip, character = plan.films[0].clip, plan.films[0].character
    names = [f"{recipe}.{character}" for recipe in plan.recipes_of(clip, character)]
    targets = [f"results/compared/{clip}/{character}.mp4", f"results/drivers/{clip}.mp4"]
    targets += [f"results/videos/{clip}/{name}.mp4" for name in names]
    targets += [f"results/scores/{clip}/{name}.json" for name in names]
    command = [sys.executable, "-m", "snakemake", *targets, "--dag", "--forceall"]
    command += ["--snakefile", ROOT / "Snakefile"]
    command += ["--configfile", *files] if files else []
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules.json"
        environment = os.environ | {RULES_TO: str(rules)}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            raise UserError(done.stderr.strip() or "snakemake --dag failed")
        known = Graph(*rule_boxes(read_json(rules)))
    return known, read_dot(done.stdout, known.stages)


def draw(path, graph, title, graphviz):
    """Write the picture of a graph, by Graphviz or by ourselves."""
    with writing(path) as beside:
        if graphviz:
            command = [graphviz, "-Tsvg", "-o", beside]
            subprocess.run(command, input=as_dot(graph), text=True, check=True)
        else:
            beside.write_text(as_svg(graph, title), encoding="utf-8")
    print(path)


def main(files, folder, graphviz):
    """Draw both pictures into a folder.

    Args:
        files: Config files of one's own.
        folder: Where to.
        graphviz: Path of Graphviz' `dot`, or None.
    """
    plan = read_plan(files)
    rules, jobs = graphs(plan, files)
    draw(Path(folder) / "rules.svg", rules, "The rules and their jobs", graphviz)
    title = f"The jobs of {plan.films[0].clip}"
    draw(Path(folder) / "clip.svg", jobs.without("all"), title, graphviz)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--configfile", nargs="+", default=[], help="config files of your own")
    parser.add_argument("--own-layout", action="store_true", help="do not use Graphviz")
    given = parser.parse_args()
    try:
        main(
            given.configfile,
            "results/dag",
            None if given.own_layout else shutil.which("dot"),
        )
    except UserError as error:
        sys.exit(str(error))
