"""Draw the rules with their numbers of jobs, and the jobs of one clip, as SVG.

Usage: python scripts/draw_dag.py [--configfile mine.yaml]

Writes results/dag/rules.svg and results/dag/clip.svg, by Graphviz where its `dot` is installed.
"""

import argparse
import shutil
import sys
from pathlib import Path

from pose2video.errors import UserError
from pose2video.planning.reading import read_plan
from pose2video.reporting.drawing import draw, graphs


def main(files, folder, graphviz):
    """Draw both pictures into a folder; `files` are config files of one's own.

    `graphviz` is the path of Graphviz' `dot`, or None.
    """
    plan = read_plan(files)
    rules, jobs = graphs(plan, files)
    jobs = jobs.without("all")
    title = f"The jobs of {plan.films[0].clip}"
    for name, graph, said in (("rules", rules, "The rules and their jobs"), ("clip", jobs, title)):
        path = Path(folder) / f"{name}.svg"
        draw(path, graph, said, graphviz)
        print(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--configfile", nargs="+", default=[], help="config files of your own")
    parser.add_argument("--own-layout", action="store_true", help="do not use Graphviz")
    given = parser.parse_args()
    try:
        main(given.configfile, "results/dag", None if given.own_layout else shutil.which("dot"))
    except UserError as error:
        sys.exit(str(error))
