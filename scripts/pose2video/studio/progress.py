"""How a job stands, in numbers and words, for pages and programs."""

from __future__ import annotations

import contextlib
import os
import re
import time
from pathlib import Path

from pose2video.studio import orders

FRAME = re.compile(r"\d{6}\.(jpg|png)\Z")
SHOWN = 4  # films of which the newest frame is shown while they are made


def state_of(app_state, order) -> dict:
    """A job as plain data.

    Returns:
        `{id, kind, state, created, since, films, made, sentences, progress, left}`; of a job that
        runs `progress` is a share of its work, `left` a sentence, else None and empty.
    """
    studio = app_state.studio
    made = sum((studio.root / path).is_file() for path in film_paths(order))
    told = {
        "id": order.id,
        "kind": order.kind,
        "state": order.state,
        "characters": list(order.characters),
        "motions": list(order.clips),
        "recipes": list(order.recipes),
        "created": order.created,
        "since": order.told.get("since"),
        "films": len(order.films),
        "made": made,
        "sentences": list(order.told.get("sentences", [])),
        "progress": None,
        "left": "",
        "working": [],
    }
    if order.state == orders.RUNNING:
        told |= _running(app_state.watch.state(), order)
    return told


def film_paths(order) -> list[str]:
    """Where the films of a job lie in the run folder."""
    return [f"results/videos/{clip}/{recipe}.{who}.mp4" for clip, recipe, who in order.films]


def _running(state, order):
    counts = state["counts"]
    started = order.told.get("started", 0)
    fresh = state["alive"] and counts["total"] and state["seconds"] < time.time() - started + 1
    if not fresh:
        return {"progress": 0.0, "left": ""}
    return {
        "progress": round(counts["done"] / counts["total"], 3),
        "left": state["left"],
        "working": [job["title"] for job in state["running"][:6]],
        "sentences": [job["sentence"] for job in state["failed"][:6]],
    }


def newest_frames(studio, order) -> list[tuple[str, Path]]:
    """Of films that are being made, or of which only frames are there, the newest frame.

    Frames are written in a folder beside their own, which they get when all are there.

    Returns:
        Pairs of what a film is called and a picture, a few.
    """
    if order.state != orders.RUNNING:
        return []
    found = []
    for clip, recipe, who in order.films:
        name = f"{recipe}.{who}"
        home = studio.root / "results/generated" / clip
        if (studio.root / "results/videos" / clip / f"{name}.mp4").is_file() or not home.is_dir():
            continue
        rooms = [home / name, *(room / name for room in home.glob(".tmp.*"))]
        frames = [frame for frame in map(_newest, rooms) if frame is not None]
        if frames:
            found.append((f"{clip} {recipe} {who}", frames[-1]))
        if len(found) == SHOWN:
            break
    return found


def _newest(folder):
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        names = sorted(entry.name for entry in entries if FRAME.match(entry.name))
        # the last one may be half written
        return folder / names[-2] if len(names) > 1 else None
    return None
