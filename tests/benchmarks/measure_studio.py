"""How the studio bears a crowd: many uploads at once, a long queue, kills at any moment.

Usage: PYTHONPATH=scripts:tests python -m benchmarks.measure_studio [UPLOADS] [JOBS] [KILLS]

It serves an empty folder of its own with a command in Snakemake's place (`studio_premises`), so
that the server is measured and not the workflow. It prints seconds of pages beside those of the
empty server, the server's memory, and what was lost.
"""

import http.client
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import yaml

from studio_premises import COMMAND

SERVE = """
import sys, uvicorn
from pose2video.studio.app import make_app
from pose2video.studio.premises import Studio
folder, port = sys.argv[1:]
studio = Studio(folder)
app = make_app(studio, command=[sys.executable, folder + "/command.py"], cores=1)
uvicorn.run(app, port=int(port), log_level="error")
"""
PAGES = ("/", "/characters", "/make", "/jobs")


class Served:
    """A server in a process of its own, and how it is asked."""

    def __init__(self, folder, port=8790):
        self.folder, self.port, self.process = folder, port, None
        (folder / "command.py").write_text(COMMAND)

    def start(self):
        """Begin, and wait until it answers."""
        self.process = subprocess.Popen([sys.executable, "-c", SERVE, self.folder, str(self.port)])
        while True:
            try:
                return self.ask("GET", "/")
            except OSError:
                time.sleep(0.05)

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
    """Numbers of characters and jobs, each seen to be whole."""
    characters = [p for p in (folder / "studio/characters").glob("[a-z]*") if p.is_dir()]
    for path in characters:
        keys = yaml.safe_load((path / "character.yaml").read_text())["characters"][path.name]
        assert cv2.imread(str(path / keys["image"])) is not None, path
    return len(characters), len(list((folder / "studio/jobs").glob("[a-z]*/order.json")))


def main(uploads=200, jobs=1000, kills=10):
    """Measure and print."""
    rng = np.random.default_rng(0)
    picture = cv2.imencode(".png", rng.integers(0, 255, (256, 256, 3), np.uint8))[1].tobytes()
    folder = Path(tempfile.mkdtemp(prefix="studio"))
    (folder / "slow").touch()  # a job takes a minute, so that the others wait
    served = Served(folder)
    served.start()
    empty = {page: served.seconds(page) for page in PAGES}
    print(f"empty: {served.memory_mb():.0f} MB")
    began = time.perf_counter()
    with ThreadPoolExecutor(uploads) as crowd:
        codes = list(crowd.map(served.upload, [picture] * uploads))
    took = time.perf_counter() - began
    there = whole(folder)[0]
    print(f"{uploads} uploads at once: {codes.count(201)} taken in {took:.1f} s; {there} there")
    print(f"then: {served.memory_mb():.0f} MB")
    asked = b'{"characters": ["ada"], "motions": ["hello"], "recipes": ["skeleton"]}'
    began, there = time.perf_counter(), whole(folder)[1]
    kind = "application/json"
    codes = [served.ask("POST", "/api/jobs", asked, kind)[0] for _ in range(jobs - there)]
    took = time.perf_counter() - began
    print(f"{len(codes)} jobs one after the other: {codes.count(201)} taken in {took:.1f} s")
    for page in PAGES:
        now = served.seconds(page)
        print(f"{page}: {1000 * now:.0f} ms, empty {1000 * empty[page]:.0f} ms")
    print(f"with {whole(folder)[1]} jobs: {served.memory_mb():.0f} MB")
    choose, taken = random.Random(1), 0
    before = whole(folder)[0]
    for _ in range(kills):
        with ThreadPoolExecutor(8) as crowd:
            sent = [crowd.submit(served.upload, picture) for _ in range(8)]
            time.sleep(choose.uniform(0.05, 3))
            served.kill()
        taken += sum(one.result() == 201 for one in sent)
        served.start()
    there = whole(folder)[0] - before
    print(
        f"{kills} kills in {8 * kills} uploads: {taken} were answered, {there} are there, all whole"
    )
    assert taken <= there <= 8 * kills
    served.kill()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
