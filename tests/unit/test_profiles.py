"""The profiles, as far as they hold without a cluster."""

import os
import re
import subprocess
import sys

import pytest
import yaml

from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent
# what a cluster has in place of this machine's: its GPUs, its cores, its rate of submission
OF_THIS_MACHINE = {"resources", "cores", "max-jobs-per-timespan"}


def profile(name):
    return yaml.safe_load((ROOT / "profiles" / name / "config.yaml").read_text(encoding="utf-8"))


def dry_run(folder, *arguments):
    """The config's jobs on a cluster, which need not be there: what a dry run says."""
    pytest.importorskip("snakemake_executor_plugin_slurm")
    (folder / "mine.yaml").write_text(
        "make:\n  - {clips: [hello, two], characters: [ada], recipes: [puppet]}\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "-n", "--snakefile", str(ROOT / "Snakefile")]
        + ["--workflow-profile", str(ROOT / "profiles" / "slurm"), *arguments]
        + ["--configfile", "mine.yaml"],
        cwd=folder,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_slurm_repeats_what_it_needs_of_default():
    """With --workflow-profile profiles/slurm, profiles/default is not read."""
    default, slurm = profile("default"), profile("slurm")
    shared = {key: default[key] for key in default if key not in OF_THIS_MACHINE}
    assert {key: slurm.get(key) for key in shared} == shared


def jobs():
    """The rules that a cluster may be given: not those that only name targets, nor local ones."""
    for file in (ROOT / "rules").glob("*.smk"):
        text = file.read_text(encoding="utf-8")
        pattern = r"^(use )?rule (?:\w+ as )?(\w+)(?: with)?:\n((?:[ \n].*\n?)*)"
        for inherits, name, body in re.findall(pattern, text, flags=re.M):
            if (inherits or "output:" in body) and "localrule: True" not in body:
                yield name


def test_slurm_names_every_rule_that_becomes_a_job():
    rules, slurm = set(jobs()), profile("slurm")
    assert {"encode_driver", "generate_frames"} <= rules
    assert set(slurm["set-resources"]) == rules
    assert set(slurm["groups"]) <= rules
    assert set(slurm["group-components"]) <= set(slurm["groups"].values())


def test_a_rule_s_own_retries_would_be_spent_inside_one_submission():
    for file in (ROOT / "rules").glob("*.smk"):
        assert "retries:" not in file.read_text(encoding="utf-8"), file.name


def test_two_clips_share_a_submission_before_the_generator_and_one_after_it(tmp_path):
    said = dry_run(tmp_path)
    groups = re.findall(r"Group job (\w+) ", said)
    assert sorted(groups) == ["character", "film", "motion", "pages"]
    for line in ("generate_frames          2", "estimate_poses           2"):
        assert line in said

    alone = dry_run(tmp_path, "--group-components", "motion=1", "film=1")
    groups = re.findall(r"Group job (\w+) ", alone)
    assert groups.count("motion") == 2
    assert groups.count("film") > 2


def test_the_check_on_a_cluster_is_no_part_of_the_suite():
    assert not list((ROOT / "tests" / "cluster").glob("test_*.py"))
