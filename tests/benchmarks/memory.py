"""The memory of every stage at its peak, for a short film and one that is much longer."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from benchmarks.calls import STAGES, calls_of
from benchmarks.costs import call_of, cost_of
from benchmarks.materials import FPS, LENGTH_S, clip_name, copy_tree
from benchmarks.table import Figure

SIDE_PX, FILM_PX = 128, 160
LOOKING = ("estimate_poses", "find_result")  # MediaPipe looks at every frame: slow
LONGEST_LOOK_S = 60.0
AIM = 1.25


def measure_memory(folder, finished, lengths_s=(10.0, 60.0), look_at_all=False) -> list[Figure]:
    """Run every stage alone on two films, one much longer than the other.

    The films are the clip of a finished project, small and repeated; so are its poses, so that
    MediaPipe need not look at a long film for the stages behind it.

    Args:
        folder: A folder to work in.
        finished: A finished project of one clip.
        lengths_s: Seconds of both films, the shorter first.
        look_at_all: Whether the stages that run MediaPipe do so for films over a minute too.
    """
    found, peaks = calls_of(finished), {}
    for length_s in lengths_s:
        home = Path(folder) / f"film_{length_s:g}s"
        write_film(home, finished, length_s)
        calls = {name: _of_film(found[name], home, length_s) for name in STAGES}
        if length_s > LONGEST_LOOK_S and not look_at_all:
            calls = {name: call for name, call in calls.items() if name not in LOOKING}
        peaks[length_s] = _peaks(home, calls)
        shutil.rmtree(home)
    short, long = lengths_s
    figures = []
    for name, peak in peaks[long].items():
        a_minute = 60 * (peak - peaks[short][name]) / (long - short)
        note = f"{long:g} s of film against {short:g} s; {a_minute:+.0f} MB a minute"
        figures.append(Figure("memory", name, peak, peaks[short][name], "MB", AIM, note))
    return figures


def _of_film(call, home, length_s):
    """A call for the film of another project: of its length, and small."""
    if call.rule == "extract_frames":
        film = str(home / f"{clip_name(0)}.mp4")
        return call.changed(film=film, clip=call.arguments["clip"] | {"end_s": length_s})
    if call.rule == "estimate_poses":  # what it finds is not what the others read
        return call.changed(poses="found.json")
    if call.rule == "retarget_poses":
        framing = call.arguments["framing"] | {"short_side_px": SIDE_PX}
        return call.changed(framing=framing)
    return call


def _peaks(home, calls):
    """Megabytes of every stage; two stages at a time where neither needs the other's files.

    The poses lie there from the beginning: looking at the film is nobody's input.
    """
    peaks = {}

    def run(names):
        for name in names:
            command = call_of(calls[name].script, calls[name].arguments)
            peaks[name] = cost_of(command, home, log=home / f"{name}.log").peak_mb

    run(["extract_frames", "smooth_poses"])
    chain = [name for name in calls if name not in ("extract_frames", "smooth_poses", *LOOKING)]
    looking = [name for name in LOOKING if name in calls]
    with ThreadPoolExecutor(2) as pool:
        both = pool.submit(run, chain), pool.submit(run, looking[:1])
        for side in both:
            side.result()
    run(looking[1:])
    return {name: peaks[name] for name in calls}


def write_film(home, finished, length_s):
    """A project's folder with a film of a length, small, and the poses in it."""
    from pose2video.films.videos import ffmpeg_binary
    from pose2video.poses.formats import read_poses, write_poses
    from pose2video.poses.geometry import resize

    home, finished, clip = Path(home), Path(finished), clip_name(0)
    home.mkdir(parents=True)
    for name in ("body_model", "characters"):
        copy_tree(finished / "results" / name, home / "results" / name)
    command = [ffmpeg_binary(), "-v", "error", "-stream_loop", "-1", "-i", finished / f"{clip}.mp4"]
    command += ["-t", str(length_s), "-vf", f"scale={FILM_PX}:{FILM_PX}", "-an"]
    command += ["-preset", "ultrafast", home / f"{clip}.mp4"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    poses = read_poses(finished / "results" / "poses" / clip / "holistic.json")
    poses = resize(poses, (FILM_PX, FILM_PX))
    times = np.arange(round(length_s * FPS)) % round(LENGTH_S * FPS)
    names = ("keypoints", "confidence", "depth", "world")
    poses = poses.changed(**{name: getattr(poses, name)[times] for name in names})
    write_poses(home / "results" / "poses" / clip / "holistic.json", poses)
