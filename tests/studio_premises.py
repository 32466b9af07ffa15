"""A studio in a folder of a test's own; in Snakemake's place a command that makes its films."""

import sys
import time

from starlette.testclient import TestClient

from pose2video.studio.app import make_app
from pose2video.studio.premises import Studio

# reads what the studio wrote, as `snakemake` would, and writes films of a thousand bytes
COMMAND = """
import sys, time, yaml
from pathlib import Path
words = sys.argv[1:]
config = {}
for file in words[words.index("--configfile") + 1 :]:
    config |= yaml.safe_load(Path(file).read_text()) or {}
if Path("slow").exists():
    time.sleep(60)
if Path("fails").exists():
    sys.exit("config: something is wrong: mend it")
for target in words[words.index("--cores") + 2 : words.index("--configfile")]:
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    Path(target).touch() if Path(target).suffix else Path(target).mkdir(exist_ok=True)
for block in config.get("make", []):
    for clip in block["clips"]:
        for name in (f"drivers/{clip}", *(
            f"videos/{clip}/{recipe}.{who}" for recipe in block["recipes"]
            for who in block["characters"]
        )):
            path = Path(f"results/{name}.mp4")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(range(250)) * 4)
print("ran to its end")
"""
HOST = "http://127.0.0.1"


class Visitor(TestClient):
    """A browser that has the token: it follows, keeps its cookie, and knows the word of forms."""

    def send_form(self, path, data=None, files=None, **more):
        """Send a form as the studio's own pages do."""
        word = {"form_word": self.studio.secrets.word}
        return self.post(path, data=word | (data or {}), files=files, **more)

    def until(self, name, *states):
        """Wait until a job stands so; its state."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            told = self.get(f"/jobs/{name}/state").json()
            if told["state"] in states:
                return told
            time.sleep(0.02)
        raise AssertionError(told)


def open_studio(folder):
    """An application in a folder, not begun yet: use the visitor as a context."""
    command = folder / "command.py"
    command.write_text(COMMAND)
    studio = Studio(folder)
    app = make_app(studio, command=[sys.executable, str(command)], cores=1)
    visitor = Visitor(app, base_url=HOST)
    visitor.studio, visitor.app = studio, app
    return visitor


def let_in(visitor):
    """Let a visitor in by the printed address."""
    answer = visitor.get(f"/?token={visitor.studio.secrets.token}")
    assert answer.status_code == 200
    return visitor
