"""The profiles, as far as they hold without a cluster."""

import os
import re
import shutil
import subprocess
import sys

import pytest
import yaml

from pose2video.estimators import ESTIMATORS
from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent
# what a cluster has in place of this machine's: its GPUs, its cores, its rate of submission
OF_THIS_MACHINE = {"resources", "cores", "max-jobs-per-timespan"}


def profile(name):
    return yaml.safe_load((ROOT / "profiles" / name / "config.yaml").read_text(encoding="utf-8"))


MINE = "make: [{clips: [hello, two], characters: [ada], recipes: [puppet]}]\n"


def dry_run(folder, *arguments, config=MINE, root=ROOT):
    """The config's jobs on a cluster, which need not be there: what a dry run says."""
    pytest.importorskip("snakemake_executor_plugin_slurm")
    (folder / "mine.yaml").write_text(config)
    done = subprocess.run(
        [sys.executable, "-m", "snakemake", "-n", "--snakefile", str(root / "Snakefile")]
        + ["--workflow-profile", str(root / "profiles" / "slurm"), *arguments]
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


RULES = "".join(file.read_text("utf-8") for file in (ROOT / "rules").glob("*.smk"))


def rules():
    """Rule -> its text, of those that become jobs on a cluster: no mere targets, no local ones."""
    found = {}
    for file in (ROOT / "rules").glob("*.smk"):
        text = file.read_text(encoding="utf-8")
        pattern = r"^(use )?rule (?:\w+ as )?(\w+)(?: with)?:\n((?:[ \n].*\n?)*)"
        for _, name, body in re.findall(pattern, text, flags=re.M):
            if "output:" in body and "localrule: True" not in body:
                found[name] = body
    return found


def test_every_rule_says_what_its_jobs_need_and_asks_for_more_in_a_second_attempt():
    for name, body in rules().items():
        if not re.search(rf"^use rule \w+ as {name} ", RULES, flags=re.M):  # as the one it uses
            assert re.search(r"runtime=(growing|lasting)\(\d+\)", body), name
            assert re.search(r"mem_mb=(growing\(\d+\)|\w+_memory),", body), name


def test_where_a_component_runs_its_environment_and_its_gpu_follow_from_its_table_line():
    found = {}
    for name, body in rules().items():
        found[name] = set(re.findall(r'environment\("(\w+)"', body))
        assert set(re.findall(r'gpu=needed_gpu\("(\w+)"', body)) == found[name], name
        assert ("slurm_partition=partition" in body) == bool(found[name]), name
    assert found["estimate_poses"] == found["find_result"] == {"estimators"}


def test_groups_that_the_profile_counts_are_those_of_the_rules():
    text = "".join(rules().values())
    known = set(re.findall(r'sharing\(\s*"(\w+)"|otherwise="(\w+)"', text))
    assert set(profile("slurm")["group-components"]) <= {name for pair in known for name in pair}


def test_a_rule_s_own_retries_would_be_spent_inside_one_submission():
    for file in (ROOT / "rules").glob("*.smk"):
        assert "retries:" not in file.read_text(encoding="utf-8"), file.name


def test_two_clips_share_a_submission_before_the_generator_and_one_after_it(tmp_path):
    said = dry_run(tmp_path)
    groups = re.findall(r"Group job (\w+) ", said)
    assert sorted(groups) == ["character", "film", "motion", "pages"]
    for rule in ("generate_frames", "estimate_poses"):
        assert re.search(rf"^{rule} +2$", said, re.MULTILINE)

    alone = dry_run(tmp_path, "--group-components", "motion=1", "film=1")
    groups = re.findall(r"Group job (\w+) ", alone)
    assert groups.count("motion") == 2
    assert groups.count("film") > 2


NEW_ESTIMATOR = """
from dataclasses import dataclass

from pose2video.registry import Needs


@dataclass(frozen=True)
class Guessing:
    def needs(self):
        return Needs(gpu=1, weights=("{weights}",))
"""
LAST = '"precomputed": Entry('
LINE = '"guessing": Entry("pose2video.estimators.guessing:Guessing", revision=1),'


def test_a_new_estimator_is_a_module_and_a_line_of_the_table(tmp_path):
    """It gets its weights, its GPU and the GPU's partition in every rule that runs it."""
    root = tmp_path / "workflow"
    for name in ("rules", "scripts", "resources", "envs", "profiles"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Snakefile", "config.yaml"):
        shutil.copy(ROOT / name, root)
    for file in (root / "rules").glob("*.smk"):  # of a job with a message no resources are told
        text = re.sub(r"    message:\n        .*\n", "", file.read_text(encoding="utf-8"))
        file.write_text(text, encoding="utf-8")
    weights = ESTIMATORS.needs({"use": "whole_body", "settings": {}}).weights[0]
    folder = root / "scripts" / "pose2video" / "estimators"
    (folder / "guessing.py").write_text(NEW_ESTIMATOR.format(weights=weights))
    table = (folder / "__init__.py").read_text()
    (folder / "__init__.py").write_text(table.replace(LAST, LINE + LAST))
    config = MINE + "estimators: {quick: {use: guessing}}\nrecipes: {puppet: {estimator: quick}}\n"
    said = dry_run(tmp_path, config=config, root=root)
    jobs = dict(re.findall(r"^ *rule (\w+):\n((?: +\w+: .*\n)+)", said, flags=re.M))
    running_it = {"estimate_poses", "prepare_character", "find_result"}
    assert jobs.pop("fetch_weights")
    for name, words in jobs.items():
        assert (f"results/weights/{weights}" in words) == (name in running_it), name
        assert ("slurm_partition=gpu" in words and "gpu=1" in words) == (name in running_it), name
    # what stands before and behind them is not held up by the GPU, nor holds it
    groups = re.findall(r"Group job (\w+) ", said)
    assert set(groups) == {"character", "motion", "fitting", "film", "pages"}
