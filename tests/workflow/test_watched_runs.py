"""What a watcher sees of a real run that is killed; for one that fails see test_runs."""

import os
import signal
import subprocess
import time

from conftest import environment, person_film
from pose2video.watching.watch import Watch


def test_a_run_is_seen_while_it_lives_and_when_it_was_killed(project):
    person_film(project.folder / "one.mp4", n=200)  # seconds of work, so that it is seen
    process = subprocess.Popen(
        project.command("results/poses/one/holistic.json", cores=1),
        cwd=project.folder,
        env=environment(),
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
