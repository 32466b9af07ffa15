"""What a watcher sees of real runs of the workflow: one that fails, one that is killed."""

import os
import signal
import subprocess
import time

from conftest import person_film
from pose2video.watching.following import Record, records
from pose2video.watching.watch import Watch

FRAMES = ("results/frames/one.json", "results/frames/two.json")
DRIVERS = ("results/drivers/one.mp4", "results/drivers/two.mp4")


def test_a_run_that_fails_is_told_from_start_to_end(project):
    (project.folder / "two.mp4").write_text("<html>404</html>")
    done = project.run("--dry-run", *FRAMES)
    assert done.returncode == 0, done.stdout
    assert "no run of" in Watch(project.folder).state()["headline"]

    done = project.run(*FRAMES, *DRIVERS)
    assert done.returncode != 0
    (path,) = records(project.folder)
    assert Record(path).run.blocked == {"encode_driver": 1}
    state = Watch(project.folder).state()
    counts = {"done": 2, "running": 0, "failed": 1, "waiting": 1, "blocked": 0, "total": 4}
    assert state["counts"] == counts
    assert not state["alive"] and ": 1 failed, 1 not made" in state["headline"]
    (failure,) = state["failed"]
    assert failure["sentence"].startswith("extract_frames [two]: ")
    assert "is a web page, not a film" in failure["sentence"]
    rule = state["rules"][0]
    assert rule["rule"] == "extract_frames" and rule["mean"].endswith(" s")


def test_a_run_is_seen_while_it_lives_and_when_it_was_killed(project):
    person_film(project.folder / "one.mp4", n=200)  # seconds of work, so that it is seen
    process = subprocess.Popen(
        project.command("results/poses/one/holistic.json", cores=1),
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    watch = Watch(project.folder)
    end, titles = time.monotonic() + 120, []
    while titles != ["estimate_poses [one holistic]"] and time.monotonic() < end:
        time.sleep(0.2)
        state = watch.state()
        titles = [job["title"] for job in state["running"]]
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert state["alive"]
    assert titles == ["estimate_poses [one holistic]"]
    state = Watch(project.folder).state()
    assert not state["alive"] and "broke off" in state["headline"]
    assert state["counts"]["done"] == 1 and state["counts"]["waiting"] == 1
