"""The bare loop of every stage: the library that it stands on, with all inputs in memory."""

from __future__ import annotations

from pathlib import Path

from benchmarks.bare import motions, pictures
from benchmarks.bare.loop import Bare

__all__ = ["MAKERS", "Bare", "bare_loop"]


MAKERS = {
    "extract_frames": pictures.extract,
    "estimate_poses": pictures.estimate,
    "smooth_poses": motions.smooth,
    "fit_body": motions.fit,
    "retarget_body": motions.retarget_body,
    "retarget_poses": motions.retarget_poses,
    "generate_frames": motions.generate,
    "encode_video": pictures.encode,
    "compare_video": pictures.compare,
    "find_result": pictures.find_result,
}


def bare_loop(rule, arguments, room) -> Bare:
    """The bare loop of a stage, its inputs read from the files of its own call.

    Args:
        rule: The stage.
        arguments: Those of its script's `main` (`calls.Call.arguments`).
        room: A folder to write to.
    """
    room = Path(room)
    room.mkdir(parents=True, exist_ok=True)
    return MAKERS[rule](room, arguments)
