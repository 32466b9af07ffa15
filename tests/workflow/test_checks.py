"""Faults that the dry run finds, and the workflow's own tidiness."""

import subprocess
import sys

import pytest

from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: (p.folder / "one.mp4").unlink(), "line 2: the film"),
        (lambda p: p.config.update(colour="red"), "unknown key 'colour'"),
        (
            lambda p: p.config.update(smoothers={"steady": {"use": "one_euro", "bta": 1}}),
            "did you mean 'beta'?",
        ),
        (lambda p: p.write_table("one", "one"), "stands in an earlier line"),
    ],
)
def test_faults_are_found_by_the_dry_run(project, spoil, sentence):
    spoil(project)
    done = project.run("-n")
    assert done.returncode != 0
    assert sentence in " ".join(done.stdout.split())
    assert "Traceback" not in done.stdout


def test_the_graphs_can_be_drawn(project):
    for option in ("--dag", "--rulegraph"):
        done = project.run(option)
        assert done.returncode == 0 and "digraph" in done.stdout, done.stdout


def test_nothing_of_the_demo_runs_for_ones_own_films(project):
    done = project.run("-n", "--quiet", "rules")
    assert done.returncode == 0, done.stdout
    assert "performers" not in project.run("-n").stdout


def test_snakemakes_linter_is_content():
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--lint"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
