"""The workflow's own tidiness; faults that the dry run finds stand in the table `bad_input`."""

import subprocess
import sys

from pose2video.resources import RESOURCES
from pose2video.watching.watch import Watch

ROOT = RESOURCES.parent


def test_nothing_of_the_demo_runs_for_ones_own_films(project):
    done = project.run("-n")
    assert done.returncode == 0 and "performers" not in done.stdout, done.stdout
    assert "no run of" in Watch(project.folder).state()["headline"]  # a dry run is none


def test_snakemakes_linter_is_content():
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "--lint"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
