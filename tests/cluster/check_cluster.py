"""The workflow through a real SLURM with `profiles/slurm`, disturbed: `make test-cluster`.

Not part of the suite (its name is not test_*.py): root, Debian, and about a quarter of an hour.
"""

import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import one_node
import pytest
import yaml

import tiny_models
from pose2video.films.videos import encoder

ROOT = Path(__file__).resolve().parents[2]
MODELS = ("sd15", "openpose_controlnet")
TABLE = """\
clip\tgloss\tchoreography\tperformer
hello\tHELLO\tgreet\tchen
mine\tMINE\tmine\tdalia
"""
CONFIG = {
    "clips": "clips.tsv",
    "frames": {"fps": 10},
    "generators": {"tiny": {"use": "controlnet", "device": "cpu", "steps": 2, "batch_size": 4}},
    "recipes": {
        "tiny": {
            "estimator": "holistic",
            "smoother": "steady",
            "retargeter": "own_body",
            "generator": "tiny",
            "short_side_px": 128,
        }
    },
    "make": [
        {"clips": "all", "characters": ["ada"], "recipes": ["puppet"]},
        {"clips": ["hello"], "characters": ["ada"], "recipes": ["tiny"]},
    ],
}
# the generator with weights: one GPU, and at first too little memory for torch
WITH_WEIGHTS = "any('/weights/' in str(path) for path in input)"
GENERATOR = {
    "gpu": f"1 if {WITH_WEIGHTS} else 0",
    "mem_mb": f"500 * attempt ** 2 if {WITH_WEIGHTS} else 3000",
}


FACTS = ("state", "memory", "gpus", "cpus", "nodes", "partition", "comment")  # of a job
STARTED = []  # every Snakemake


@pytest.fixture(scope="module", autouse=True)
def node():
    """The node, up for these tests and down afterwards, also when they fail."""
    try:
        one_node.start()
        yield
    except one_node.Refused as reason:
        pytest.exit(str(reason), returncode=1)
    finally:
        for run in STARTED:
            if run.poll() is None:  # a test failed while it lived
                run.kill()
                run.wait()
        one_node.stop()


class Place:
    """A folder to run in, with what a run on the cluster or on this machine takes."""

    def __init__(self, folder, table, config):
        self.folder = Path(folder)
        self.results = self.folder / "results"
        self.results.mkdir(parents=True)
        (self.folder / "clips.tsv").write_text(table)
        (self.folder / "mine.yaml").write_text(yaml.safe_dump(config))

    def profile(self, **resources):
        """The shipped profile with what a test site decides; by rule the resources of its jobs."""
        profile = yaml.safe_load((ROOT / "profiles/slurm/config.yaml").read_text())
        profile["slurm-init-seconds-before-status-checks"] = 5
        if resources:
            profile["set-resources"] = resources
        path = self.folder / "profile" / "config.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(yaml.safe_dump(profile))
        return path.parent

    def start(self, profile, *arguments):
        """Start Snakemake; what it says goes to run.log."""
        bin = Path(sys.executable).parent
        environment = os.environ | {"PATH": f"{bin}{os.pathsep}{os.environ['PATH']}"}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "HF_HUB_OFFLINE": "1"}
        command = [sys.executable, "-m", "snakemake", *arguments]
        command += ["--snakefile", str(ROOT / "Snakefile"), "--workflow-profile", str(profile)]
        with open(self.folder / "run.log", "w") as log:
            run = subprocess.Popen(
                [*command, "--configfile", "mine.yaml"],
                cwd=self.folder,
                env=environment,
                stdout=log,
                stderr=log,
            )
        STARTED.append(run)
        return run

    def said(self):
        return (self.folder / "run.log").read_text()

    def run_name(self):
        """The name of the run's jobs on the cluster, None before there is one."""
        found = re.search("SLURM run ID: (.*)", self.said())
        return found and found[1]

    def digests(self):
        """Path -> sha256 of every file under results."""
        return {
            str(path.relative_to(self.results)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.results.rglob("*"))
            if path.is_file()
        }


def queue(name):
    """The jobs of one run: `{id: {state, memory, gpus, cpus, nodes, partition, comment}}`."""
    words = ["squeue", "--all", "--states=all", "--noheader", f"--name={name}"]
    fields = ("jobid:|", "state:|", "minmemory:|", "tres-per-job:|", "numcpus:|", "numnodes:|")
    fields += ("partition:|", "comment:200")
    words.append(f"--Format={','.join(fields)}")
    jobs = {}
    for line in subprocess.run(words, capture_output=True, text=True).stdout.splitlines():
        job, *facts = map(str.strip, line.split("|"))
        jobs[job] = dict(zip(FACTS, facts, strict=True))
    return jobs


def processes_of(job):
    """Ids of the processes of a SLURM job that run a rule's script."""
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            environment = (entry / "environ").read_bytes().split(b"\0")
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        if f"SLURM_JOB_ID={job}".encode() in environment and b".snakemake/scripts/" in command:
            yield int(entry.name)


def watch(place, run, disturbances):
    """Follow the jobs of a run until it ends; what is to happen to a job happens once.

    Returns:
        The jobs as `queue` tells of them, with `disturbance` where there was one.
    """
    deadline, jobs, waiting, running = time.monotonic() + 3600, {}, dict(disturbances), True
    while running:
        assert time.monotonic() < deadline, "the run does not end"
        running = run.poll() is None
        if name := place.run_name():
            for job, facts in queue(name).items():
                jobs.setdefault(job, {}).update(facts)
        for what, (which, act) in list(waiting.items()):
            for job, facts in jobs.items():
                if facts["state"] == "RUNNING" and which(facts) and act(job):
                    waiting.pop(what)
                    facts["disturbance"] = what
                    print(f"{what}: job {job}, {facts['comment']}", flush=True)
                    break
        time.sleep(0.3)
    assert not waiting, f"did not happen: {list(waiting)}\n{place.said()}"
    return jobs


def kill_a_script(job):
    for process in processes_of(job):
        os.kill(process, signal.SIGKILL)
        return True
    return False


def cancel(job):
    return any(processes_of(job)) and subprocess.run(["scancel", job]).returncode == 0


def test_a_disturbed_run_on_the_cluster_makes_what_a_local_run_makes(tmp_path):
    config = CONFIG | {"weights": {"folder": str(tmp_path / "weights")}}
    tiny_models.tiny_weights(tmp_path / "weights", MODELS)
    cluster, local = (Place(tmp_path / name, TABLE, config) for name in ("cluster", "local"))
    if model := os.environ.get("POSE2VIDEO_BODY_MODEL"):
        for place in (cluster, local):
            shutil.copytree(model, place.results / "body_model")

    begun = time.monotonic()
    run = cluster.start(cluster.profile(generate_frames=GENERATOR))
    jobs = watch(
        cluster,
        run,
        {
            "killed": (lambda job: "rule_motion_" in job["comment"], kill_a_script),
            "cancelled": (lambda job: "mine_puppet" in job["comment"], cancel),
        },
    )
    assert run.returncode == 0, cluster.said()
    print(f"cluster: {time.monotonic() - begun:.0f} s, {len(jobs)} submissions")

    tries = {}
    for job in sorted(jobs, key=int):
        print(job, jobs[job], flush=True)
        tries.setdefault(jobs[job]["comment"], []).append(jobs[job])
    by_name = {job.get("disturbance"): tries[job["comment"]] for job in jobs.values()}
    assert [job["state"] for job in by_name["killed"]] == ["FAILED", "COMPLETED"]
    assert [job["state"] for job in by_name["cancelled"]] == ["CANCELLED", "COMPLETED"]
    too_little, enough = tries["rule_generate_frames_wildcards_hello_tiny_ada"]
    assert (too_little["state"], too_little["memory"]) == ("FAILED", "500M")
    assert (enough["state"], enough["memory"]) == ("COMPLETED", "2000M")
    for job in jobs.values():
        on_gpu = "tiny" in job["comment"]
        assert job["partition"] == ("gpu" if on_gpu else "cpu")
        assert ("gpu" in job["gpus"]) == on_gpu

    begun = time.monotonic()
    run = local.start(ROOT / "profiles" / "default", "--cores", "2")
    assert run.wait(timeout=3600) == 0, local.said()
    print(f"local: {time.monotonic() - begun:.0f} s")
    there, here = cluster.digests(), local.digests()
    films = [name for name in here if name.endswith(".mp4")]
    assert len(films) == 3 + 2 + 2 + 2 + 2 * 2  # made, drivers, compared, rendered, truth and mask
    print(f"{len(here)} files, {len(films)} films")
    assert there == here


def test_two_processes_train_as_one_job_each(tmp_path):
    """Both stages of a training, the second told of bodies; a CPU and a GPU for each process.

    The GPUs are none, so that it learns on CPUs.
    """
    block = {"use": "magicpose", "data_set": "made", "processes": 2}
    block |= {"size": 64, "batch_size": 2, "steps": 4, "checkpoint_every": 2}
    block |= {"smoother": "raw", "checkpointing": False}
    few = {"layout": "performers", "people": 3, "motions": 1, "size_px": 64, "seconds": 0.2}
    config = {
        "clips": "clips.tsv",
        "weights": {"folder": str(tmp_path / "weights")},
        "datasets": {"made": few | {"held_out": 0.4}},
        "trainings": {
            "looks": block,
            "both": block | {"stage": "joint", "begin": "looks", "body_control": "depth"},
        },
        "make": CONFIG["make"][:1],
    }
    tiny_models.tiny_weights(tmp_path / "weights", (*MODELS, "depth_controlnet"))
    place = Place(tmp_path / "taught", TABLE, config)
    if model := os.environ.get("POSE2VIDEO_BODY_MODEL"):
        shutil.copytree(model, place.results / "body_model")
    run = place.start(place.profile(teach_model={"mem_mb": 6000}), "results/models/trainings/both")
    jobs = watch(place, run, {})
    assert run.returncode == 0, place.said()
    taught = [job for job in jobs.values() if "teach_model" in job["comment"]]
    for job in jobs.values():
        print(job, flush=True)
    assert [job["state"] for job in taught] == ["COMPLETED"] * 2
    assert [(job["cpus"], job["nodes"]) for job in taught] == [("2", "1")] * 2
    assert all("gpu:2" in job["gpus"] and job["partition"] == "gpu" for job in taught)
    both = place.results / "models" / "trainings" / "both"
    assert {"appearance", "pose", "body"} <= {path.name for path in both.iterdir()}


@pytest.fixture
def films(tmp_path):
    """Two clips, one of which is no film."""
    place = Place(
        tmp_path / "films",
        "clip\tvideo\ngood\tgood.mp4\nbroken\tbroken.mp4\n",
        {"clips": "clips.tsv", "make": [{"clips": "all", "characters": "all", "recipes": "all"}]},
    )
    with encoder(place.folder / "good.mp4", (64, 64), 25) as write:
        for shade in range(0, 250, 50):
            write(np.full((64, 64, 3), shade, np.uint8))
    (place.folder / "broken.mp4").write_bytes(b"no film")
    return place


GOOD, BROKEN = "results/frames/good.json", "results/frames/broken.json"


def test_a_broken_clip_takes_its_submission_along_until_each_has_its_own(films):
    run = films.start(films.profile(), GOOD, BROKEN)
    assert run.wait(timeout=600) != 0
    assert not (films.folder / GOOD).exists()

    run = films.start(films.profile(), GOOD, BROKEN, "--group-components", "motion=1")
    assert run.wait(timeout=600) != 0
    assert (films.folder / GOOD).exists()
    assert not (films.folder / BROKEN).exists()


def test_jobs_outlive_a_killed_snakemake_and_are_cancelled_by_the_name_of_the_run(films):
    host = subprocess.run(["hostname", "-s"], capture_output=True, text=True).stdout.strip()
    node = ["scontrol", "update", f"nodename={host}"]
    subprocess.run([*node, "state=drain", "reason=test"], check=True)  # jobs wait
    run = films.start(films.profile(), GOOD)
    try:
        deadline = time.monotonic() + 120
        while not (films.run_name() and waiting(films.run_name())):
            assert run.poll() is None and time.monotonic() < deadline, films.said()
            time.sleep(0.3)
    finally:
        run.kill()
        run.wait()
        subprocess.run([*node, "state=resume"], check=True)
    name = films.run_name()
    assert waiting(name)
    subprocess.run(["scancel", f"--name={name}"], check=True)
    while waiting(name):
        time.sleep(0.3)

    run = films.start(films.profile(), GOOD)
    assert run.wait(timeout=120) != 0
    assert "cannot be locked" in films.said()
    assert films.start(films.profile(), "--unlock").wait(timeout=120) == 0
    run = films.start(films.profile(), GOOD)
    assert run.wait(timeout=600) == 0, films.said()
    assert (films.folder / GOOD).exists()


def waiting(name):
    """Ids of the jobs of a run that wait or run."""
    words = ["squeue", "--noheader", "--format=%i", f"--name={name}"]
    return subprocess.run(words, capture_output=True, text=True).stdout.split()
