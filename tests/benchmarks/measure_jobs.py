"""How much sooner the studio's second job is done: libraries and weights are there already.

Usage: PYTHONPATH=scripts:tests python -m benchmarks.measure_jobs ADDRESS CHARACTER FILM FILM...

ADDRESS is what `make studio` printed, with its token, of a studio that has done nothing yet; the
films are words of some two seconds. CHARACTER is one that was looked at before. Each film in
turn is uploaded, looked at and performed. It prints seconds and their share of the first one's,
seconds of CPU that the jobs' own work took, and what the workers hold in memory.
"""

import json
import re
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pose2video.resources import ROOT

_WORKED = re.compile(r"worked ([\d.]+) s of CPU")


class Asked:
    """A studio, as a program asks it."""

    def __init__(self, address):
        parts = urlsplit(address)
        self.home, self.token = (
            f"{parts.scheme}://{parts.netloc}",
            parse_qs(parts.query)["token"][0],
        )

    def ask(self, path, body=None, kind=None):
        """The answer as plain data."""
        headers = {"Authorization": f"Bearer {self.token}"} | (
            {"Content-Type": kind} if kind else {}
        )
        request = urllib.request.Request(self.home + path, body, headers)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def upload(self, path):
        """Upload a motion, and wait for the look at it; its id."""
        head = f'--b\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        body = head.encode() + path.read_bytes() + b"\r\n--b--\r\n"
        told = self.ask("/api/motions", body, "multipart/form-data; boundary=b")
        while (look := self.ask(f"/api/motions/{told['id']}")["look"]) in ("waiting", "running"):
            time.sleep(0.2)
        assert look == "done", told
        return told["id"]

    def perform(self, character, motion):
        """Make a film, and wait for it."""
        asked = json.dumps({"characters": [character], "motions": [motion]}).encode()
        name = self.ask("/api/jobs", asked, "application/json")["id"]
        while (told := self.ask(f"/api/jobs/{name}"))["state"] in ("waiting", "running"):
            time.sleep(0.2)
        assert told["state"] == "done", told["sentences"]


def worked_s(since) -> float:
    """Seconds of CPU that jobs say in logs that are newer than a moment."""
    logs = [log for log in (ROOT / "logs").rglob("*.log") if log.stat().st_mtime > since]
    found = [_WORKED.search(log.read_text(errors="replace")) for log in logs]
    return sum(float(one[1]) for one in found if one)


def held_mb() -> list[int]:
    """Megabytes that each worker of this machine's checkout holds."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            line = status.with_name("cmdline").read_bytes()
            if str(ROOT / "scripts/serve_jobs.py").encode() in line:
                found.append(int(re.search(r"VmRSS:\s+(\d+)", status.read_text())[1]) // 1000)
        except OSError:
            continue
    return found


def main(address, character, *films):
    """Measure and print."""
    studio = Asked(address)
    times = []
    for film in map(Path, films):
        began, clock = time.perf_counter(), time.time()
        motion = studio.upload(film)
        looked = time.perf_counter() - began
        studio.perform(character, motion)
        times.append(time.perf_counter() - began)
        print(
            f"{film.name}: {times[-1]:.1f} s, {looked:.1f} of it the look at it; "
            f"{times[-1] / times[0]:.2f} of the first; {worked_s(clock):.1f} s of CPU in jobs; "
            f"workers hold {held_mb()} MB",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
