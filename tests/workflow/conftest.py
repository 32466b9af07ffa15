"""The real workflow in a temporary folder, on films of a photograph that scikit-image ships."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import yaml
from PIL import Image

from pose2video.films.videos import encoder
from pose2video.resources import RESOURCES

ROOT = RESOURCES.parent


def person_film(path, n=8, zoom=0.1, seed=0):
    """A film of an astronaut (public domain) who comes a little nearer and drifts."""
    from skimage.data import astronaut

    picture = Image.fromarray(astronaut())
    drift = np.random.default_rng(seed).uniform(-20, 20, 2)
    with encoder(path, (256, 256), 25) as write:
        for i in range(n):
            share = 1 - zoom * i / n
            left, top = np.clip((512 - 512 * share) / 2 + drift * i / n, 0, 512 - 512 * share)
            box = (left, top, left + 512 * share, top + 512 * share)
            write(np.asarray(picture.resize((256, 256), Image.Resampling.BICUBIC, box)))


def command(*arguments, cores=1):
    """Snakemake on this workflow and `mine.yaml`.

    One core, since tests run side by side: a second one has workers of its own, each of which reads
    in the libraries.
    """
    return [
        *(sys.executable, "-m", "snakemake", *arguments),
        *("--snakefile", str(ROOT / "Snakefile"), "--cores", str(cores)),
        *("--workflow-profile", str(ROOT / "profiles" / "default"), "--configfile", "mine.yaml"),
    ]


def environment():
    """The environment of an activated .venv, without any that a run around it has set."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1"}


def finished(words, folder, timeout_s=600):
    """The finished process of a command in a folder; kills it and its jobs when it hangs."""
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    place = {"cwd": folder, "env": environment(), "start_new_session": True}
    with subprocess.Popen(words, **place, **pipes) as process:
        try:
            output = process.communicate(timeout=timeout_s)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return subprocess.CompletedProcess(words, process.returncode, output)


class Project:
    """A user's folder: a table, films, a picture, a config, and the runs in it."""

    def __init__(self, folder):
        from skimage.data import astronaut

        self.folder = Path(folder)
        self.results = self.folder / "results"
        for i, name in enumerate(("one", "two")):
            person_film(self.folder / f"{name}.mp4", seed=i)
        Image.fromarray(astronaut()).save(self.folder / "me.png")
        self.write_table("one", "two")
        self.config = {
            "clips": "clips.tsv",
            "characters": {"me": {"image": "me.png"}},
            "make": [{"clips": "all", "characters": ["me"], "recipes": ["puppet", "skeleton"]}],
        }

    def write_table(self, *clips):
        rows = "".join(f"{clip}\t<b>{clip}</b>\t{clip}.mp4\n" for clip in clips)
        (self.folder / "clips.tsv").write_text("clip\tgloss\tvideo\n" + rows)

    def command(self, *arguments, cores=1):
        (self.folder / "mine.yaml").write_text(yaml.safe_dump(self.config))
        return command(*arguments, cores=cores)

    def run(self, *arguments, cores=1):
        """Run the workflow, return the finished process with its output as text."""
        return finished(self.command(*arguments, cores=cores), self.folder)

    def dates(self):
        """Path -> date of every file under results."""
        return {
            str(path.relative_to(self.results)): path.stat().st_mtime_ns
            for path in self.results.rglob("*")
            if path.is_file() and path.name != ".snakemake_timestamp"
        }

    def changed_by(self, *arguments):
        """Run; the results that were written anew, frames of a folder as the folder."""
        before = self.dates()
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout
        after = self.dates()
        new = {path for path in after if after[path] != before.get(path)}
        return {str(Path(p).parent) if p.endswith(".jpg") else p for p in new}


@pytest.fixture
def project(tmp_path, body_model):
    """A folder to run in; the body model, which takes half a minute, lies there already."""
    project = Project(tmp_path)
    shutil.copytree(body_model, project.results / "body_model")
    return project
