"""Kills of the studio in the middle of real jobs: nothing half written, and the queue goes on.

Usage: PYTHONPATH=scripts:tests python -m benchmarks.kill_studio [KILLS [BODY_MODEL]]

A copy of the workflow has as many short clips of a synthetic performer; the studio there is asked
for a film of each by the recipe `skeleton`, the smallest real job. At random moments of the running
job the studio is killed (kill -9), every second time with all that it began, as by a power cut.
After each start all films that are there are read to their ends. BODY_MODEL is a folder
`results/body_model` of another run, which saves a minute.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import yaml

from benchmarks.measure_studio import Served, states
from chaos.place import WORKFLOW, processes
from pose2video.films.videos import decode
from pose2video.resources import ROOT

FRAMES = 5  # of the first clip; each further one has one more
LONGEST_S = 40.0  # that a job runs before a kill


def place(folder, clips):
    """A copy of the workflow with short clips; id -> number of frames."""
    folder.mkdir()
    for name in WORKFLOW:
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy
        copy(source, folder / name)
    told = yaml.safe_load((ROOT / "resources/choreographies/two.yaml").read_text())
    rows, frames = ["clip\tchoreography\tperformer"], {}
    for number in range(clips):
        name = f"short_{number}"
        frames[name] = FRAMES + number
        short = told | {"duration_s": frames[name] / 25}
        short["keys"] = [key for key in told["keys"] if key["at_s"] < short["duration_s"]]
        path = folder / f"resources/choreographies/{name}.yaml"
        path.write_text(yaml.safe_dump(short, sort_keys=False))
        rows.append(f"{name}\t{name}\tchen")
    (folder / "clips.tsv").write_text("\n".join(rows) + "\n")
    config = {
        "clips": "clips.tsv",
        "recipes": {"skeleton": {"retargeter": "as_filmed"}},  # asks for no body
        "make": [{"clips": "all", "characters": ["ada"], "recipes": ["skeleton"]}],
    }
    (folder / "mine.yaml").write_text(yaml.safe_dump(config))
    return frames


def begun(served):
    """Wait until a job runs; its id and for how many seconds, None at the end of the queue."""
    while True:
        for path in (served.folder / "studio/jobs").glob("*/state.json"):
            told = json.loads(path.read_text())
            if told["state"] == "running":
                return path.parent.name, time.time() - told["started"]
        if not states(served.folder)["waiting"]:
            return None
        time.sleep(0.2)


def check(served, frames):
    """Every film that is there is whole; how many there are."""
    films = sorted((served.folder / "results/videos").glob("*/*.mp4"))
    for film in films:
        shown = sum(1 for _ in decode(film))
        assert shown == frames[film.parent.name], (film, shown)
    for name in frames:
        job = json.loads(served.ask("GET", f"/api/jobs/{name}_ada")[1])
        there = (served.folder / f"results/videos/{name}/skeleton.ada.mp4").is_file()
        assert job["films"][0]["made"] <= there and (job["state"] != "done" or there), job
    return len(films)


def main(kills=4, body_model=None):
    """Kill and print."""
    choose = random.Random(2)
    with tempfile.TemporaryDirectory(prefix="studio") as home:
        folder = Path(home) / "place"
        frames = place(folder, kills)
        if body_model:
            shutil.copytree(body_model, folder / "results/body_model")
        words = [str(folder / "scripts/run_studio.py"), "--cores", "1"]
        served = Served(folder, [*words, "--configfile", str(folder / "mine.yaml"), "--port"], 8791)
        served.start()
        start = time.monotonic()
        for name in frames:
            asked = {"characters": ["ada"], "motions": [name], "recipes": ["skeleton"]}
            code, said = served.ask("POST", "/api/jobs", json.dumps(asked), "application/json")
            assert code == 201, said
        for number in range(kills):
            moment = choose.uniform(1, LONGEST_S)
            while (job := begun(served)) and job[1] < moment:
                time.sleep(0.1)
            if job is None:
                break
            served.kill()
            left = 0
            if number % 2:
                for process in processes(folder):
                    os.kill(process, signal.SIGKILL)
                    left += 1
            served.start()
            films = check(served, frames)
            what = f"the studio and {left} processes" if number % 2 else "the studio alone"
            print(
                f"kill {number + 1}, {job[1]:.0f} s into {job[0]}: {what}; {films} films there, "
                f"all whole; {dict(states(folder))}",
                flush=True,
            )
        while begun(served):
            time.sleep(1)
            check(served, frames)
        films, now = check(served, frames), states(folder)
        served.kill()
        print(f"end after {time.monotonic() - start:.0f} s: {dict(now)}, {films} films, all whole")
        assert now == Counter(done=kills) and films == kills


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *sys.argv[2:])
