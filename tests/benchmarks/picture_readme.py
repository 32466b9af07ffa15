"""The README's picture of the studio, from the demo: its pages as a browser shows them.

Usage: PYTHONPATH=scripts:tests python -m benchmarks.picture_readme; a part of `make pictures`

It starts a studio over this folder, uploads what the demo has made (a synthetic person's picture,
the film of another one), makes films of them, takes pictures of four pages, and deletes all that.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from pose2video.resources import ROOT

OUT = Path("resources/readme/studio.jpg")
WIDTH, HEIGHT, SHOWN_PX = 900, 1100, 560  # of a page, and how wide it is in the picture
FILM, PICTURE = "results/drivers/hello.mp4", "results/characters/ada/holistic/picture.png"


class Studio:
    """A studio of this folder, and how a program asks it."""

    def __enter__(self):
        """Start it."""
        words = [sys.executable, str(ROOT / "scripts/run_studio.py")]
        self.process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        found = re.search(r"(http\S+)/\?token=(\S+)", self.process.stdout.readline())
        self.home, self.token = found.groups()
        return self

    def __exit__(self, *error):
        """Stop it."""
        self.process.terminate()
        self.process.wait()

    def ask(self, method, path, body=None, kind=None):
        """The answer as plain data."""
        headers = {"Authorization": f"Bearer {self.token}"}
        headers |= {"Content-Type": kind} if kind else {}
        request = urllib.request.Request(self.home + path, body, headers, method=method)
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def upload(self, what, file, **said):
        """Upload a file, and wait for the look at it; its id."""
        part = "--b\r\nContent-Disposition: form-data; name="
        fields = "".join(f'{part}"{key}"\r\n\r\n{text}\r\n' for key, text in said.items())
        head = f'{fields}{part}"file"; filename="{Path(file).name}"\r\n\r\n'
        body = head.encode() + (ROOT / file).read_bytes() + b"\r\n--b--\r\n"
        kind = "multipart/form-data; boundary=b"
        name = self.ask("POST", f"/api/{what}", body, kind)["id"]
        while (look := self.ask("GET", f"/api/{what}/{name}")["look"]) in ("waiting", "running"):
            time.sleep(0.5)
        assert look == "done", (name, look)
        return name

    def perform(self, character, motion, *recipes):
        """Make films, and wait for them; the job's id."""
        asked = {"characters": [character], "motions": [motion], "recipes": recipes}
        body = json.dumps(asked).encode()
        name = self.ask("POST", "/api/jobs", body, "application/json")["id"]
        while (told := self.ask("GET", f"/api/jobs/{name}"))["state"] in ("waiting", "running"):
            time.sleep(0.5)
        assert told["state"] == "done", told["sentences"]
        return name


def shots(studio, character, motion, job):
    """Pictures of four pages."""
    pages = {
        f"/motions/{motion}": "section.panel + form",
        f"/characters/{character}": "h1",
        f"/jobs/{job}/films/0": "h1",
        f"/jobs/{job}/review/0": "h1",
    }
    browser = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if browser is None:
        sys.exit("no browser takes the studio's picture: install chromium")
    words = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=browser, args=words)
        page = found.new_context(viewport={"width": WIDTH, "height": HEIGHT}).new_page()
        page.goto(f"{studio.home}/?token={studio.token}")
        for place, top in pages.items():
            page.goto(studio.home + place, wait_until="load")
            page.wait_for_timeout(1500)  # films show a frame
            page.evaluate(MIDDLE)
            page.wait_for_timeout(1000)
            if top != "h1":
                page.locator(top).first.evaluate("e => e.scrollIntoView()")
            yield Image.open(io.BytesIO(page.screenshot())).convert("RGB")
        found.close()


# films stand still in the middle, and a motion is trimmed
MIDDLE = """() => {
  for (const film of document.querySelectorAll("video")) {
    film.pause();
    film.currentTime = film.duration * 0.45;
  }
  const begins = document.querySelector("#start_s");
  if (begins && document.querySelector(".trimmer")) {
    begins.value = "0.3";
    begins.dispatchEvent(new Event("input"));
  }
}"""


def composed(images):
    """Write four pictures as one."""
    size = (SHOWN_PX, round(SHOWN_PX * HEIGHT / WIDTH))
    picture = Image.new("RGB", (2 * size[0] + 12, 2 * size[1] + 12), (225, 224, 220))
    for number, image in enumerate(images):
        place = ((number % 2) * (size[0] + 12), (number // 2) * (size[1] + 12))
        picture.paste(image.resize(size, Image.Resampling.LANCZOS), place)
    picture.save(ROOT / OUT, quality=80, optimize=True)
    print(f"{OUT}: {(ROOT / OUT).stat().st_size / 1000:.0f} kB")


def main():
    """Write the picture."""
    with Studio() as studio:
        made = []
        try:
            made += [("characters", studio.upload("characters", PICTURE, name="Anna"))]
            made += [("motions", studio.upload("motions", FILM, gloss="HELLO"))]
            (_, character), (_, motion) = made
            job = studio.perform(character, motion, "puppet", "figure")
            images = list(shots(studio, character, motion, job))
        finally:
            for what, name in made:
                studio.ask("DELETE", f"/api/{what}/{name}")
    composed(images)


if __name__ == "__main__":
    main()
