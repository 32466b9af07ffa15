"""A project to measure: a rendered film of two seconds, copies of it, and a rendered character."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import yaml

from benchmarks.costs import call_of, cost_of
from pose2video.resources import ROOT, SCRIPTS

FPS, LENGTH_S = 25.0, 2.0
CHOREOGRAPHY, DRIVER, CHARACTER = "greet", "chen", "ada"


def clip_name(number) -> str:
    """The id of a clip: c0007."""
    return f"c{number:04d}"


def body_model(folder) -> Path:
    """The body model: that of POSE2VIDEO_BODY_MODEL or of an earlier run, else built (a minute)."""
    for place in (os.environ.get("POSE2VIDEO_BODY_MODEL"), ROOT / "results" / "body_model"):
        if place and (Path(place) / "body.npz").is_file():
            return Path(place)
    made = Path(folder) / "body_model"
    if not made.is_dir():
        cost_of(call_of(SCRIPTS / "build_body_model.py", {"folder": str(made)}), folder)
    return made


def make_materials(folder, model):
    """Render a performer who greets, `film.mp4`, and the picture of another, `me.png`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    film, picture = folder / "film.mp4", folder / "me.png"
    resources = ROOT / "resources"
    if not film.is_file():
        arguments = {
            "model": str(model),
            "choreography": str(resources / "choreographies" / f"{CHOREOGRAPHY}.yaml"),
            "performer": str(resources / "performers" / f"{DRIVER}.yaml"),
            "fps": FPS,
            "clip": "film",
            "out_video": str(film),
            "out_poses": str(folder / "film.json"),
        }
        cost_of(call_of(SCRIPTS / "render_clip.py", arguments), folder)
    if not picture.is_file():
        arguments = {
            "model": str(model),
            "performer": str(resources / "performers" / f"{CHARACTER}.yaml"),
            "out_picture": str(picture),
            "out_poses": str(folder / "me.json"),
        }
        cost_of(call_of(SCRIPTS / "render_character.py", arguments), folder)


def write_project(folder, materials, model, n=1, length_s=LENGTH_S, **config):
    """Write a user's folder: a table of `n` clips, their films, a picture, `mine.yaml`.

    Args:
        folder: Where to; must not be there.
        materials: Folder of `make_materials`.
        model: The body model's folder.
        n: Number of clips; each has a film of its own, all the same.
        length_s: How much of the film is a clip.
        **config: Members of the config beside the usual.
    """
    folder, materials = Path(folder), Path(materials)
    (folder / "results").mkdir(parents=True)
    copy_tree(model, folder / "results" / "body_model")
    shutil.copy(materials / "me.png", folder)
    rows = "".join(f"{clip_name(i)}\tword\t{clip_name(i)}.mp4\t{length_s}\n" for i in range(n))
    (folder / "clips.tsv").write_text("clip\tgloss\tvideo\tend_s\n" + rows)
    for i in range(n):
        shutil.copy(materials / "film.mp4", folder / f"{clip_name(i)}.mp4")
    settings = {
        "clips": "clips.tsv",
        "characters": {"me": {"image": "me.png"}},
        "make": [{"clips": "all", "characters": ["me"], "recipes": ["puppet"]}],
    }
    (folder / "mine.yaml").write_text(yaml.safe_dump(settings | config))


def copy_tree(source, target):
    """Copy a folder by links to its files: every writer renames, so that no link is written to."""

    def link(file, place):
        try:
            os.link(file, place)
        except OSError:  # another disk
            shutil.copy2(file, place)

    shutil.copytree(source, target, copy_function=link)


def run_workflow(folder, *arguments, cores=1, configs=(), environment=None):
    """Run the workflow in the folder of a project; what it cost (`costs.Cost`).

    Args:
        folder: The project's.
        *arguments: Snakemake's, beside the usual.
        cores: How many jobs at once.
        configs: Config files beside the project's.
        environment: Variables beside this process's own.
    """
    command = [sys.executable, "-m", "snakemake", *arguments, "--cores", str(cores)]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--configfile", "mine.yaml", *configs]
    command += ["--workflow-profile", str(ROOT / "profiles" / "default")]
    return cost_of(command, folder, environment, log=Path(folder) / "printed.txt")


def finished_project(folder, materials, model) -> Path:
    """A project of one clip that was run, its jobs' scripts kept; made if it is not there."""
    folder = Path(folder)
    if not (folder / "results" / "summary.txt").is_file():
        shutil.rmtree(folder, ignore_errors=True)
        write_project(folder, materials, model)
        run_workflow(folder, "--skip-script-cleanup", cores=2)
    return folder
