"""A copy of the workflow with small films, to be run as `make run` and `make resume` do."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import yaml

from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent
WORKFLOW = ("Snakefile", "config.yaml", "envs", "profiles", "resources", "rules", "scripts")
OF_A_RUN = ("index.html", "summary.txt")  # they name dates and folders
DEADLINE_S = 900
RUN, JOB, WORKER = b"run_workflow.py", b".snakemake/scripts/", b"serve_jobs.py"


def processes(folder, kind=b""):
    """Ids of the processes that work in a folder; of a kind those whose words name it."""
    home, found = os.stat(folder), []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes()
            here = os.path.samestat(os.stat(entry / "cwd"), home)
        except OSError:
            continue
        if here and kind in words and int(entry.name) != os.getpid():
            found.append(int(entry.name))
    return found


class Place:
    """A user's clone: the workflow, a clip table, films, a picture, and the runs in it.

    Args:
        folder: Where; made here.
        films: Files; their names become the clips.
        picture: The character's picture.
        body_model: A folder that `build_body_model` made.
        recipes: What is made of every clip.
    """

    def __init__(self, folder, films, picture, body_model, recipes=("puppet", "skeleton")):
        self.folder = Path(folder)
        self.results = self.folder / "results"
        self.body_model = body_model
        self.folder.mkdir()
        for name in WORKFLOW:
            source = ROOT / name
            if source.is_dir():
                skipped = shutil.ignore_patterns("__pycache__")
                shutil.copytree(source, self.folder / name, ignore=skipped)
            else:
                shutil.copy(source, self.folder)
        for film in films:
            shutil.copy(film, self.folder)
        shutil.copy(picture, self.folder / "me.png")
        self.write_table(*(Path(film).stem for film in films))
        config = {
            "clips": "clips.tsv",
            "characters": {"me": {"image": "me.png"}},
            "make": [{"clips": "all", "characters": ["me"], "recipes": list(recipes)}],
        }
        (self.folder / "mine.yaml").write_text(yaml.safe_dump(config))
        self.begin_again()

    def write_table(self, *clips):
        rows = "".join(f"{clip}\t{clip}.mp4\n" for clip in clips)
        (self.folder / "clips.tsv").write_text("clip\tvideo\n" + rows)

    def begin_again(self):
        """Remove all that runs have left; the body model, which takes a minute, lies there."""
        for name in ("results", "logs", "benchmarks", ".snakemake"):
            shutil.rmtree(self.folder / name, ignore_errors=True)
        self.results.mkdir()
        shutil.copytree(self.body_model, self.results / "body_model")

    def start(self, *arguments):
        """Start a run; what it prints goes to `printed.txt`."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        own = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "POSE2VIDEO_RUN")}
        command = [sys.executable, str(self.folder / "scripts" / "run_workflow.py")]
        with open(self.folder / "printed.txt", "w") as out:
            return subprocess.Popen(
                [*command, *arguments, "--cores", "2", "--configfile", "mine.yaml"],
                cwd=self.folder,
                env=own | {"PATH": path},
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def run(self, *arguments):
        """Run to the end; the exit code and what was printed."""
        code = self.start(*arguments).wait(DEADLINE_S)
        return code, self.printed()

    def printed(self):
        return (self.folder / "printed.txt").read_text(errors="replace")

    def processes(self, kind=b""):
        """See `processes`."""
        return processes(self.folder, kind)

    def kill(self, processes):
        """Kill processes as the system does that has no memory left; how many there were."""
        number = 0
        for process in processes:
            try:
                os.kill(process, signal.SIGKILL)
                number += 1
            except ProcessLookupError:
                continue
        return number

    def be_alone(self):
        """Kill what is left of all runs, and wait until it is gone."""
        while self.kill(self.processes()):
            time.sleep(0.1)

    def digests(self):
        """Path -> SHA-256 of every result but those that name dates."""
        return {
            str(path.relative_to(self.results)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.results.rglob("*"))
            if path.is_file()
            and path.name not in (*OF_A_RUN, ".snakemake_timestamp")
            and path.parent.name not in ("body_model", "gallery")
            and not any(part.startswith(".tmp.") for part in path.parts)
        }

    def newest(self, number):
        """The newest results and records of Snakemake, newest first.

        Not the logs: their last lines are on the disk before a job ends.
        """
        folders = (self.results, self.folder / ".snakemake" / "metadata")
        files = [f for folder in folders for f in folder.rglob("*") if f.is_file()]
        files = [file for file in files if file.parent.name != "body_model"]
        return sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)[:number]
