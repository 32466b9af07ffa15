"""Workers: one process for many jobs, for one run, one version and one user only."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from pose2video.jobs.client import _started, ask
from pose2video.jobs.meeting import (
    ALONE,
    KEEPER,
    RUN,
    SCRIPTS,
    code_version,
    run_identity,
    this_run,
    worker_folder,
)
from pose2video.jobs.tasks import Task

pytestmark = pytest.mark.skipif(run_identity() is None, reason="workers need /proc")

SCRIPT = """
import os, subprocess, time
from pose2video.errors import UserError

def note(path):
    print("said by Python", flush=True)
    subprocess.run(["sh", "-c", "echo said by a child >&2"])
    with open(path, "a") as file:
        file.write(f"{os.getpid()}\\n")

def refuse(path):
    raise UserError(f"{path} is not there: look again")

def stumble(path):
    return [][1]

def die(path):
    os.kill(os.getpid(), 9)

def wait_for(path):
    note(path)
    while not os.path.exists(path + ".go"):
        time.sleep(0.02)

def spawn(path):
    child = subprocess.Popen(["sleep", "600"])
    with open(path, "a") as file:
        file.write(f"{os.getpid()}\\n{child.pid}\\n")
    child.wait()
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A run of Snakemake, so far as workers know: a process that lives until it is told."""
    place = tempfile.mkdtemp(prefix="p2v")  # the path of a socket must be short
    monkeypatch.setattr(tempfile, "tempdir", place)
    with subprocess.Popen(["sleep", "600"]) as process:
        monkeypatch.setenv(RUN, f"{run_identity(process.pid)}-")
        (tmp_path / "script.py").write_text(SCRIPT)
        yield process
        process.kill()
    shutil.rmtree(place, ignore_errors=True)  # a worker may be about to remove it, too


@pytest.fixture
def task(tmp_path):
    """Make the task that calls a function of the script."""

    def make(function, mem_mb=4000):
        return Task(
            script=str(tmp_path / "script.py"),
            function=function,
            arguments=[str(tmp_path / "pids")],
            log=str(tmp_path / "logs" / "job.log"),
            name="smooth_poses [one]",
            rule="smooth_poses",
            outputs=[str(tmp_path / "pids")],
            mem_mb=mem_mb,
            header="rule: smooth_poses",
            run=os.environ.get(RUN, ""),
        )

    return make


def pids(tmp_path):
    return [int(line) for line in (tmp_path / "pids").read_text().split()]


def soon(holds, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if holds():
            return True
        time.sleep(0.05)
    return False


def is_gone(pid):
    return run_identity(pid) is None


def test_one_process_does_the_work_of_many_jobs_and_each_has_its_own_log(run, task, tmp_path):
    for _ in range(3):
        assert ask(task("note"), "cpu") == ""
        log = (tmp_path / "logs" / "job.log").read_text()
        assert log.startswith("rule: smooth_poses\n")
        assert log.count("said by Python\nsaid by a child\n") == 1
        assert f"wrote {tmp_path / 'pids'}: 1 file, " in log
    assert len(set(pids(tmp_path))) == 1
    assert pids(tmp_path)[0] != os.getpid()


@pytest.mark.parametrize(
    ("function", "sentence"),
    [
        ("refuse", "smooth_poses [one]: {pids} is not there: look again"),
        ("stumble", "smooth_poses [one]: IndexError: list index out of range (a fault of"),
        ("die", "smooth_poses [one]: its process was killed or crashed, most often for want of"),
    ],
)
def test_what_fails_is_one_sentence_of_that_job_and_the_next_one_is_served(
    run, task, tmp_path, function, sentence
):
    assert ask(task("note"), "cpu") == ""
    failure = ask(task(function), "cpu")
    assert failure.startswith(sentence.format(pids=tmp_path / "pids"))
    last = (tmp_path / "logs" / "job.log").read_text().splitlines()
    assert f"ERROR {failure}" in last[-2:]
    assert ask(task("note"), "cpu") == ""
    assert (len(set(pids(tmp_path))) == 1) == (function != "die")


def test_jobs_at_once_have_a_worker_each(run, task, tmp_path):
    first = threading.Thread(target=ask, args=(task("wait_for"), "cpu"))
    first.start()
    assert soon(lambda: (tmp_path / "pids").exists())
    assert ask(task("note"), "cpu") == ""
    (tmp_path / "pids.go").touch()
    first.join()
    assert len(set(pids(tmp_path))) == 2


def test_another_device_or_environment_is_another_worker(run, task, tmp_path, monkeypatch):
    ask(task("note"), "cpu")
    ask(task("note"), "gpu")
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    ask(task("note"), "cpu")
    assert len(set(pids(tmp_path))) == 3


def test_a_worker_that_holds_more_than_its_jobs_may_use_is_replaced(run, task, tmp_path):
    for _ in range(2):
        assert ask(task("note", mem_mb=1), "cpu") == ""
    assert len(set(pids(tmp_path))) == 2


def test_a_killed_job_takes_its_work_and_its_children_with_it(run, task, tmp_path):
    text = (
        f"import tempfile; tempfile.tempdir = {tempfile.tempdir!r}\n"
        "from pose2video.jobs.client import ask; from pose2video.jobs.tasks import Task\n"
        f"ask(Task.from_json({task('spawn').to_json()!r}), 'cpu')"
    )
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}
    with subprocess.Popen([sys.executable, "-c", text], env=environment) as job:
        assert soon(lambda: (tmp_path / "pids").exists() and len(pids(tmp_path)) == 2)
        job.send_signal(signal.SIGKILL)
    worker, child = pids(tmp_path)
    assert soon(lambda: is_gone(worker))
    assert soon(lambda: is_gone(child))


def test_a_worker_ends_with_its_run_and_leaves_nothing(run, task, tmp_path):
    ask(task("note"), "cpu")
    run.kill()
    run.wait()
    assert soon(lambda: is_gone(pids(tmp_path)[0]))
    assert not list(Path(tempfile.tempdir).glob("*/*"))


def test_who_keeps_workers_has_them_for_one_run_after_the_other(run, task, tmp_path, monkeypatch):
    with subprocess.Popen(["sleep", "600"]) as keeper:
        monkeypatch.setenv(KEEPER, f"{run_identity(keeper.pid)}-")
        assert ask(task("note"), "cpu") == ""
        with subprocess.Popen(["sleep", "600"]) as second:
            monkeypatch.setenv(RUN, f"{run_identity(second.pid)}-")
            assert ask(task("note"), "cpu") == ""
            first, again = pids(tmp_path)
            assert first == again
            # the work of a run ends with it all the same
            at_work = threading.Thread(target=ask, args=(task("wait_for"), "cpu"))
            at_work.start()
            assert soon(lambda: len(pids(tmp_path)) == 3)
            second.kill()
            second.wait()
        assert soon(lambda: is_gone(first))
        at_work.join()
        monkeypatch.setenv(RUN, f"{run_identity(run.pid)}-")
        assert ask(task("note"), "cpu") == ""
        keeper.kill()
    assert soon(lambda: is_gone(pids(tmp_path)[-1]))


@pytest.mark.parametrize("alone", ["", "yes"])
def test_a_job_at_work_ends_with_its_run(run, task, tmp_path, monkeypatch, alone):
    """Another run may have begun, with other settings: nothing may come after."""
    (tmp_path / "job.py").write_text(
        f"import tempfile; tempfile.tempdir = {tempfile.tempdir!r}\n"
        "from types import SimpleNamespace as Told\n"
        "from pose2video.jobs.job import job\n"
        "from pose2video.jobs.tasks import load_script\n"
        f"main = load_script({str(tmp_path / 'script.py')!r}).wait_for\n"
        "told = Told(wildcards={}, params={}, resources={}, rule='x', output=[], log=['job.log'])\n"
        f"job(told, main, {str(tmp_path / 'pids')!r})\n"
    )
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS), ALONE: alone}
    command = [sys.executable, tmp_path / "job.py"]
    with subprocess.Popen(command, env=environment, cwd=tmp_path) as job:
        assert soon(lambda: (tmp_path / "pids").exists() and pids(tmp_path))
        run.kill()
        run.wait()
        assert soon(lambda: is_gone(pids(tmp_path)[0]))
        assert job.wait(20) != 0
        assert (pids(tmp_path)[0] == job.pid) is bool(alone)


def test_without_a_run_or_a_private_place_there_is_no_worker(run, task, monkeypatch):
    home = worker_folder("cpu", "version").parent.parent
    shutil.rmtree(home)
    home.mkdir()
    home.chmod(0o755)  # others may look into it
    assert ask(task("note"), "cpu") is None
    home.rmdir()
    run.kill()
    run.wait()
    assert ask(task("note"), "cpu") is None
    monkeypatch.delenv(RUN)
    assert ask(task("note"), "cpu") is None


def test_only_the_user_may_enter_where_workers_are_met(run):
    folder = worker_folder("cpu", code_version())
    for path in (folder, folder.parent, folder.parent.parent):
        assert path.stat().st_mode & 0o777 == 0o700


def test_code_of_another_version_is_never_used(run):
    path = worker_folder("cpu", "as it was") / "0.socket"
    assert _started(path, "as it was") is None
    assert soon(lambda: not path.exists() or not _listens(path))


def _listens(path):
    with socket.socket(socket.AF_UNIX) as attempt:
        return attempt.connect_ex(str(path)) == 0


def test_a_run_is_a_process_and_inside_a_slurm_job_the_first_one_there(run):
    own = f"{run_identity()}-"
    other = f"{run_identity(run.pid)}-"
    assert this_run({}) == this_run({RUN: other}) == own
    assert this_run({"SLURM_JOB_ID": "7", RUN: other}) == f"{own}7"  # of the one who submitted it
    assert this_run({"SLURM_JOB_ID": "7", RUN: f"{other}7"}) == f"{other}7"
    run.kill()
    run.wait()
    assert this_run({"SLURM_JOB_ID": "7", RUN: f"{other}7"}) == f"{own}7"


def test_steps_of_one_slurm_job_meet(run, monkeypatch):
    def folder():
        return worker_folder("cpu", "version")

    first = folder()
    monkeypatch.setenv("SLURM_STEP_ID", "3")
    assert folder() == first
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    assert folder() != first


def test_a_temporary_folder_with_a_long_path_is_no_hindrance(run, monkeypatch, tmp_path):
    long = tmp_path / ("x" * 80)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    folder = worker_folder("cpu", code_version())
    assert folder.is_relative_to("/tmp") and not folder.is_relative_to(long)
    shutil.rmtree(folder.parent)
