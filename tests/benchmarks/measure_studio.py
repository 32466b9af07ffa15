"""How the studio bears a crowd: many uploads at once, a long queue, kills at any moment.

Usage: PYTHONPATH=scripts:tests python -m benchmarks.measure_studio [UPLOADS] [JOBS] [KILLS]

It serves an empty folder of its own with a command in Snakemake's place (`studio_premises`), so
that the server is measured and not the workflow; `kill_studio` has the workflow. It prints seconds
of pages beside those of the empty server, the server's memory, and what was lost; then the whole
queue runs to its end.
"""

import http.client
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import yaml

from pose2video.resources import SCRIPTS
from studio_premises import COMMAND

SERVE = """
import sys, uvicorn
from pose2video.studio.app import make_app
from pose2video.studio.premises import Studio
folder, port = sys.argv[1:]
studio = Studio(folder, [folder + "/mine.yaml"])
app = make_app(studio, command=[sys.executable, folder + "/command.py"], cores=1)
uvicorn.run(app, port=int(port), log_level="error", access_log=False)
"""
PAGES = ("/", "/characters", "/make", "/jobs")


class Served:
    """A server in a process of its own, and how it is asked."""

    def __init__(self, folder, words, port=8790):
        """It is begun by the words of a command, and the port."""
        self.folder, self.words, self.port = folder, words, port
        self.process = None

    def start(self):
        """Begin, and wait until it answers."""
        words = [sys.executable, *self.words, str(self.port)]
        own = os.environ | {"PYTHONPATH": str(SCRIPTS)}
        self.process = subprocess.Popen(words, cwd=self.folder, env=own, stdout=subprocess.DEVNULL)
        while self.process.poll() is None:
            try:
                return self.ask("GET", "/")
            except OSError:
                time.sleep(0.05)
        sys.exit("the server ended by itself")

    def kill(self):
        """End it in the middle of whatever it does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def ask(self, method, path, body=None, kind=None):
        """Status and body of an answer."""
        token = (self.folder / "studio/token").read_text() if self.has_token() else ""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Authorization": f"Bearer {token}"} | ({"Content-Type": kind} if kind else {})
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()

    def has_token(self):
        """Whether it was begun once."""
        return (self.folder / "studio/token").is_file()

    def upload(self, picture):
        """Send a picture; its status, 0 where the server went away."""
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
        body = head + picture + b"\r\n--b--\r\n"
        try:
            return self.ask("POST", "/api/characters", body, "multipart/form-data; boundary=b")[0]
        except (OSError, http.client.HTTPException):
            return 0

    def memory_mb(self):
        """Megabytes of the server."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.partition("VmRSS:")[2].split()[0]) / 1000

    def order(self):
        """Ask for a film; the status, 0 where the server went away."""
        asked = b'{"characters": ["ada"], "motions": ["hello"], "recipes": ["skeleton"]}'
        try:
            return self.ask("POST", "/api/jobs", asked, "application/json")[0]
        except (OSError, http.client.HTTPException):
            return 0

    def seconds(self, page):
        """Seconds of a page, the median of seven."""
        times = []
        for _ in range(7):
            began = time.perf_counter()
            status, _ = self.ask("GET", page)
            assert status == 200, (page, status)
            times.append(time.perf_counter() - began)
        return statistics.median(times)


def whole(folder):
    """Characters and jobs that are there, each seen to be whole: id -> its file as it says."""
    characters, jobs = {}, {}
    for path in (folder / "studio/characters").glob("[a-z]*"):
        keys = yaml.safe_load((path / "character.yaml").read_text())["characters"][path.name]
        assert cv2.imread(str(path / keys["image"])) is not None, path
        characters[path.name] = keys
    for path in (folder / "studio/jobs").glob("[a-z]*"):
        assert yaml.safe_load((path / "job.yaml").read_text()) is not None, path
        assert json.loads((path / "order.json").read_text())["kind"], path
        jobs[path.name] = json.loads((path / "state.json").read_text())["state"]
    return characters, jobs


def crowded(served, picture, uploads):
    """Uploads at once."""
    print(f"empty: {served.memory_mb():.0f} MB")
    began = time.perf_counter()
    with ThreadPoolExecutor(uploads) as crowd:
        codes = list(crowd.map(served.upload, [picture] * uploads))
    took = time.perf_counter() - began
    there = len(whole(served.folder)[0])
    print(f"{uploads} uploads at once: {codes.count(201)} taken in {took:.1f} s; {there} there")
    print(f"then: {served.memory_mb():.0f} MB")


def queued(served, jobs, empty):
    """So many jobs in the queue, looks at what was uploaded among them; how pages bear it."""
    began, there = time.perf_counter(), len(whole(served.folder)[1])
    codes = [served.order() for _ in range(jobs - there)]
    took = time.perf_counter() - began
    print(f"{len(codes)} jobs one after the other: {codes.count(201)} taken in {took:.1f} s")
    for page in PAGES:
        now = served.seconds(page)
        print(f"{page}: {1000 * now:.0f} ms, empty {1000 * empty[page]:.0f} ms")
    print(f"with {len(whole(served.folder)[1])} jobs: {served.memory_mb():.0f} MB")


def killed(served, picture, kills):
    """Kills while eight upload and two order, and jobs run."""
    choose, before = random.Random(1), whole(served.folder)
    taken = [0, 0]
    for _ in range(kills):
        with ThreadPoolExecutor(10) as crowd:
            sent = [crowd.submit(served.upload, picture) for _ in range(8)]
            asked = [crowd.submit(served.order) for _ in range(2)]
            time.sleep(choose.uniform(0.05, 3))
            served.kill()
        taken[0] += sum(one.result() == 201 for one in sent)
        taken[1] += sum(one.result() == 201 for one in asked)
        served.start()
    now = whole(served.folder)
    people, jobs = (len(now[kind]) - len(before[kind]) for kind in (0, 1))
    # each upload has its look
    print(
        f"{kills} kills: of {8 * kills} uploads {taken[0]} were answered, {people} are there; of "
        f"{2 * kills} orders {taken[1]}, and {jobs - people} are there; all whole"
    )
    assert taken[0] <= people <= 8 * kills and taken[1] <= jobs - people <= 2 * kills


def states(folder):
    """How the jobs stand: state -> number."""
    files = (folder / "studio/jobs").glob("*/state.json")
    return Counter(json.loads(file.read_text())["state"] for file in files)


def ended(served, empty):
    """The whole queue runs to its end, and pages are asked for meanwhile."""
    began, start = time.perf_counter(), states(served.folder)
    alive = sum(start[state] for state in ("waiting", "running"))
    times = {page: [] for page in PAGES}
    while any(states(served.folder)[state] for state in ("waiting", "running")):
        for page, taken in times.items():
            taken.append(served.seconds(page))
        time.sleep(10)
    took = time.perf_counter() - began
    now, logs = states(served.folder), (served.folder / "studio/jobs").glob("*/log.txt")
    runs = Counter(log.read_text().count("ran to its end") for log in logs)
    films = list((served.folder / "results/videos").rglob("*.mp4"))
    print(
        f"{alive} jobs to the end in {took:.0f} s, {took / alive:.2f} s each: {dict(now)}; ran to "
        f"the end once {runs[1]}, more often {sum(runs.values()) - runs[0] - runs[1]}, never "
        f"{runs[0]}; {served.memory_mb():.0f} MB"
    )
    for page, taken in times.items():
        middle = 1000 * statistics.median(taken)
        print(f"{page} while they ran: {middle:.0f} ms, empty {1000 * empty[page]:.0f} ms")
    assert set(now) == {"done"} and not runs[0]
    assert all(film.stat().st_size == 1000 for film in films)


def main(uploads=200, jobs=1000, kills=10):
    """Measure and print."""
    rng = np.random.default_rng(0)
    picture = cv2.imencode(".png", rng.integers(0, 255, (256, 256, 3), np.uint8))[1].tobytes()
    folder = Path(tempfile.mkdtemp(prefix="studio"))
    (folder / "mine.yaml").write_text(f"studio: {{waiting_jobs: {2 * jobs}}}")
    slow = folder / "slow"
    slow.touch()  # a job takes a minute, so that the others wait
    (folder / "command.py").write_text(COMMAND)
    served = Served(folder, ["-c", SERVE, str(folder)])
    served.start()
    try:
        empty = {page: served.seconds(page) for page in PAGES}
        crowded(served, picture, uploads)
        queued(served, jobs, empty)
        slow.unlink()
        killed(served, picture, kills)
        ended(served, empty)
    finally:
        served.kill()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
