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
from performer_figure import waving_figure
from pose2video.poses.formats import write_poses
from pose2video.reporting.survey import RULES_TO

CLIPS = 30
OF_A_CLIP = {
    *("extract_frames", "estimate_poses", "smooth_poses", "fit_body", "retarget_body"),
    *("retarget_poses", "generate_frames", "encode_video", "encode_driver", "compare_video"),
    *("find_result", "score_clip"),
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


def test_other_limits_of_scores_look_at_no_film_again(finished):
    folder, _ = finished
    (folder / "strict.yaml").write_text("scores: {min_sign_fidelity: 0.9}\n")
    _, printed = run(folder, ["-n", *own_workflow(), "strict.yaml"])
    assert jobs_in(printed) == {"score_clip": CLIPS} | dict.fromkeys(OF_ALL, 1)


def test_a_changed_film_makes_its_clip_again_and_no_other(finished):
    change_film(finished[0], "w00007")
    _, printed = run(finished[0], ["-n", *own_workflow()])
    assert jobs_in(printed) == dict.fromkeys(OF_A_CLIP | OF_ALL, 1)
    _, printed = run(finished[0], ["results/videos/w00007/puppet.me.mp4", "-n", *own_workflow()])
    others = {"encode_driver", "compare_video", "find_result", "score_clip"}
    assert jobs_in(printed) == dict.fromkeys(OF_A_CLIP - others, 1)


def test_a_batch_is_a_tenth_of_the_clips(tmp_path):
    write_project(tmp_path, CLIPS)
    batch = ["results/scores.tsv", "--batch", "collect_scores=2/10"]
    _, printed = run(tmp_path, [*batch, "-n", *own_workflow()])
    jobs = jobs_in(printed)
    assert jobs["score_clip"] == jobs["extract_frames"] == CLIPS / 10
    assert not OF_ALL & set(jobs)


@pytest.fixture
def surveyed(tmp_path, monkeypatch):
    """What a run says of its rules: a function of the folder and Snakemake's arguments."""

    def told(folder, arguments):
        file = tmp_path / "rules.json"
        monkeypatch.setenv(RULES_TO, str(file))
        _, printed = run(folder, ["-n", *arguments])
        monkeypatch.delenv(RULES_TO)
        return printed, json.loads(file.read_text())

    return told


def numbers(rules):
    return {rule: told["jobs"] for rule, told in rules.items()}


def test_the_rules_count_the_jobs_that_snakemake_finds(finished, surveyed):
    folder, jobs = finished
    _, rules = surveyed(folder, own_workflow())
    assert numbers(rules) == jobs
    assert jobs["generate_frames"] == CLIPS


def edges_of(folder, arguments):
    """Pairs of rules of which one reads files of the other, in Snakemake's own graph."""
    command = [sys.executable, "-m", "snakemake", "--d3dag", *arguments]
    graph = json.loads(subprocess.run(command, cwd=folder, capture_output=True).stdout)
    rules = {node["id"]: node["value"]["rule"] for node in graph["nodes"]}
    return {(rules[edge["u"]], rules[edge["v"]]) for edge in graph["edges"]}


def test_the_demo_is_counted_too_and_its_edges_are_snakemake_s(tmp_path, surveyed):
    own = [*own_workflow()[:-2]]
    printed, rules = surveyed(tmp_path, own)
    assert numbers(rules) == jobs_in(printed)
    edges = {(a, b) for a, b in edges_of(tmp_path, own) if b != "all"}
    assert edges == {(a, b) for b, told in rules.items() for a in told["reads"]}


# films, poses alone, poses beside a film, two estimators, an adaptation whose character is also
# another, exports, and a character of a name that others have too
MIXED = """
clips: mixed.tsv
estimators: {reading: {use: precomputed}}
adaptations: {learnt: {use: two_phase}}
generators: {taught: {use: controlnet, adaptation: learnt}, retrieved: {use: nearest}}
characters:
  steady: {image: me.png, also: [other]}
  other: {image: me.png}
  filmed: {film: films/w00004.mp4}
recipes:
  read: {estimator: reading, smoother: steady, retargeter: scaled, generator: warp}
  taught: {estimator: holistic, smoother: steady, retargeter: scaled, generator: taught}
  retrieved: {estimator: holistic, smoother: steady, retargeter: scaled, generator: retrieved}
exports: {poses: [openpose_18], smoothed: [openpose_18], retargeted: [openpose_18]}
make:
  - {clips: all, characters: [steady, other], recipes: [puppet]}
  - {clips: [drawn, both], characters: [other], recipes: [read]}
  - {clips: [w0], characters: [steady], recipes: [taught]}
  - {clips: [w0, w1], characters: [filmed], recipes: [puppet, retrieved]}
  - {clips: [danced], characters: [ada], recipes: [puppet, skeleton]}
"""


def test_films_of_every_kind_are_counted(finished, surveyed):
    folder, _ = finished
    write_poses(folder / "poses.json", waving_figure())
    columns = "clip\tvideo\tposes\tchoreography\tperformer\n"
    rows = [f"w{i}\tfilms/w0000{i}.mp4\t\t\t\n" for i in range(3)]
    rows += ["drawn\t\tposes.json\t\t\n", "both\tfilms/w00003.mp4\tposes.json\t\t\n"]
    rows += ["danced\t\t\tgreet\tdalia\n"]
    (folder / "mixed.tsv").write_text(columns + "".join(rows))
    (folder / "mixed.yaml").write_text(MIXED)
    own = [*own_workflow()[:-1], "mixed.yaml"]
    printed, rules = surveyed(folder, ["--forceall", *own])
    assert numbers(rules) == jobs_in(printed)
    edges = {(a, b) for a, b in edges_of(folder, ["--forceall", *own]) if b != "all"}
    assert edges == {(a, b) for b, told in rules.items() for a in told["reads"]}
    assert {"import_poses", "import_film_poses", "draw_poses", "adapt_character"} <= set(rules)
    assert {"choose_frame", "mask_frames", "train_model"} <= set(rules)


def test_dag_pictures_are_drawn_without_graphviz(finished):
    command = [sys.executable, ROOT / "scripts" / "draw_dag.py", "--own-layout"]
    done = subprocess.run(
        [*command, "--configfile", "mine.yaml"], cwd=finished[0], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    rules, clip = (finished[0] / f"results/dag/{name}.svg" for name in ("rules", "clip"))
    assert f"{CLIPS} jobs" in rules.read_text()
    assert clip.read_text().count(">generate_frames<") == 1
