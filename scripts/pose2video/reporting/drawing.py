"""Pictures of a plan: the rules with their numbers of jobs, and the jobs of its first clip."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from pose2video.errors import UserError
from pose2video.files import read_json, writing
from pose2video.reporting.graphs import Graph, as_dot, as_svg, read_dot
from pose2video.reporting.stages import rule_boxes
from pose2video.reporting.survey import RULES_TO
from pose2video.resources import ROOT


def graphs(plan, files) -> tuple[Graph, Graph]:
    """The graph of the rules, and that of the jobs of the first film's clip and character.

    One `snakemake --dag` of that clip gives both: the rules need no graph of all clips.

    Args:
        plan: A `Plan`. files: The config files of one's own that it was read from.

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


def draw(path, graph, title, graphviz=None):
    """Write the picture of a graph as SVG, by Graphviz or by ourselves.

    Args:
        path: Of the picture. graph: A `Graph`. title: Of our own picture.
        graphviz: Path of Graphviz' `dot`, or None.
    """
    with writing(path) as beside:
        if graphviz:
            command = [graphviz, "-Tsvg", "-o", beside]
            subprocess.run(command, input=as_dot(graph), text=True, check=True)
        else:
            beside.write_text(as_svg(graph, title), encoding="utf-8")
