"""Many clips: what runs again is what changed, and the counted rules are Snakemake's own.

Nothing is computed here: the results are stand-ins that look finished (benchmarks/finished.py).
"""

import json
import re
import subprocess
import sys

import pytest

from benchmarks.finished import (
    ROOT,
    change_film,
    finish,
    multiply,
    own_workflow,
    run,
    write_project,
)
from pose2video.planning.reading import read_plan
from pose2video.reporting.stages import RULES, count_jobs

CLIPS = 30
OF_A_CLIP = {
    *("extract_frames", "estimate_poses", "smooth_poses", "fit_body", "retarget_body"),
    *("retarget_poses", "generate_frames", "encode_video", "encode_driver", "compare_video"),
    "score_clip",
}
OF_ALL = {"collect_scores", "write_gallery", "write_summary"}


def jobs_in(printed):
    """Rule -> number in the table that a dry run prints."""
    table = printed.split("Job stats:")[1].split("\n\n")[0] if "Job stats:" in printed else ""
    found = {rule: int(n) for rule, n in re.findall(r"^(\w+) +(\d+)$", table, re.MULTILINE)}
    return {rule: n for rule, n in found.items() if rule not in ("all", "total")}


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder in which everything of 30 clips is made, as far as Snakemake sees."""
    home = tmp_path_factory.mktemp("scale")
    for place, n in (("one", 1), ("many", CLIPS)):
        write_project(home / place, n)
    finish(home / "one", own_workflow())
    _, before = run(home / "many", ["-n", *own_workflow()])
    multiply(home / "many", home / "one", CLIPS, own_workflow())
    return home / "many", jobs_in(before)


def test_what_is_made_is_made(finished):
    _, printed = run(finished[0], own_workflow())
    assert "Nothing to be done" in printed


def test_a_shard_of_the_table_leaves_the_whole_nothing_but_its_reports(finished):
    folder, _ = finished
    rows = (folder / "clips.tsv").read_text().splitlines(keepends=True)
    (folder / "shard.tsv").write_text("".join(rows[:11]))
    _, printed = run(folder, ["-n", *own_workflow(), "--config", "clips=shard.tsv"])
    assert jobs_in(printed) == dict.fromkeys(OF_ALL, 1)


def test_a_changed_film_makes_its_clip_again_and_no_other(finished):
    change_film(finished[0], "w00007")
    _, printed = run(finished[0], ["-n", *own_workflow()])
    assert jobs_in(printed) == dict.fromkeys(OF_A_CLIP | OF_ALL, 1)
    _, printed = run(finished[0], ["results/videos/w00007/puppet.me.mp4", "-n", *own_workflow()])
    others = {"encode_driver", "compare_video", "score_clip"}
    assert jobs_in(printed) == dict.fromkeys(OF_A_CLIP - others, 1)


def test_a_batch_is_a_tenth_of_the_clips(tmp_path):
    write_project(tmp_path, CLIPS)
    batch = ["results/scores.tsv", "--batch", "collect_scores=2/10"]
    _, printed = run(tmp_path, [*batch, "-n", *own_workflow()])
    jobs = jobs_in(printed)
    assert jobs["score_clip"] == jobs["extract_frames"] == CLIPS / 10
    assert not OF_ALL & set(jobs)


def test_the_plan_counts_the_jobs_that_snakemake_finds(finished):
    folder, jobs = finished
    assert count_jobs(read_plan(["mine.yaml"], folder)) == jobs
    assert jobs["generate_frames"] == CLIPS


def test_the_demo_is_counted_too_and_its_edges_are_the_known_ones(tmp_path):
    own = [*own_workflow()[:-2]]
    _, printed = run(tmp_path, ["-n", *own])
    assert jobs_in(printed) == count_jobs(read_plan())
    command = [sys.executable, "-m", "snakemake", "--d3dag", *own]
    graph = json.loads(subprocess.run(command, cwd=tmp_path, capture_output=True).stdout)
    rules = {node["id"]: node["value"]["rule"] for node in graph["nodes"]}
    edges = {(rules[edge["u"]], rules[edge["v"]]) for edge in graph["edges"]}
    assert edges
    unknown = {(a, b) for a, b in edges if b != "all" and a not in RULES[b][1]}
    assert not unknown


def test_dag_pictures_are_drawn_without_graphviz(finished):
    command = [sys.executable, ROOT / "scripts" / "draw_dag.py", "--own-layout"]
    done = subprocess.run(
        [*command, "--configfile", "mine.yaml"], cwd=finished[0], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rules, clip = (finished[0] / f"results/dag/{name}.svg" for name in ("rules", "clip"))
    assert f"{CLIPS} jobs" in rules.read_text()
    assert clip.read_text().count(">generate_frames<") == 1
