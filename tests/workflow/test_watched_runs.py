"""What a watcher sees of real runs of the workflow: one that fails, one that is killed."""

import os
import signal
import subprocess
import time

from pose2video.watching.following import records
from pose2video.watching.watch import Watch

FRAMES = ("results/frames/one.json", "results/frames/two.json")


def test_a_run_that_fails_is_told_from_start_to_end(project):
    (project.folder / "two.mp4").write_text("<html>404</html>")
    done = project.run("--dry-run", *FRAMES)
    assert done.returncode == 0, done.stdout
    assert "no run of" in Watch(project.folder).state()["headline"]

    done = project.run(*FRAMES)
    assert done.returncode != 0
    assert len(records(project.folder)) == 1
    state = Watch(project.folder).state()
    assert state["counts"] == {"done": 1, "running": 0, "failed": 1, "waiting": 0, "total": 2}
    assert not state["alive"] and ": 1 failed" in state["headline"]
    (failure,) = state["failed"]
    assert failure["sentence"].startswith("extract_frames [two]: ")
    assert "cannot be read as a film" in failure["sentence"]
    (rule,) = state["rules"]
    assert rule["rule"] == "extract_frames" and rule["mean"].endswith(" s")


def test_a_run_is_seen_while_it_lives_and_when_it_was_killed(project):
    process = subprocess.Popen(
        project.command(FRAMES[0], cores=1),
        cwd=project.folder,
        env=project.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    watch = Watch(project.folder)
    end = time.monotonic() + 60
    while not (state := watch.state())["running"] and time.monotonic() < end:
        time.sleep(0.2)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert state["alive"]
    assert [job["title"] for job in state["running"]] == ["extract_frames [one]"]
    state = Watch(project.folder).state()
    assert not state["alive"] and "broke off" in state["headline"]
    assert state["counts"]["done"] == 0 and state["counts"]["waiting"] == 1
