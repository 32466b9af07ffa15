"""How a job stands, in numbers and words, for pages and programs."""

from __future__ import annotations

import os
import time

from pose2video.studio import orders
from pose2video.studio.frames import picture_of


def state_of(app_state, order) -> dict:
    """A job as plain data.

    Returns:
        `{id, kind, state, created, since, films, made, sentences, progress, left, picture}`; of a
        job that runs `progress` is a share of its work, `left` a sentence, else None and empty.
        `picture` is whether there is one of it.
    """
    studio = app_state.studio
    made = sum(os.path.isfile(f"{studio.root}/{path}") for path in film_paths(order))
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
        "picture": picture_of(studio, order) is not None,
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
