"""The bare loop of every stage: the library that it stands on, with all inputs in memory."""

from __future__ import annotations

from pathlib import Path

from pose2video.benchmarks.bare import motions, pictures
from pose2video.benchmarks.bare.loop import Bare

__all__ = ["Bare", "bare_loops"]


def bare_loops(calls, room) -> dict[str, Bare]:
    """The bare loops of the stages of `calls.stage_calls`, their inputs read from its files.

    Args:
        calls: The stages; their files are there.
        room: A folder to write to.
    """
    room = Path(room)
    room.mkdir(parents=True, exist_ok=True)
    makers = {
        "extract_frames": (pictures.extract, "frames"),
        "estimate_poses": (pictures.estimate, "unused"),
        "smooth_poses": (motions.smooth, "poses.json"),
        "fit_body": (motions.fit, "unused"),
        "retarget_body": (motions.retarget_body, "unused"),
        "retarget_poses": (motions.retarget_poses, "preview.png"),
        "generate_frames": (motions.generate, "made"),
        "encode_video": (pictures.encode, "film.mp4"),
        "compare_video": (pictures.compare, "beside.mp4"),
        "score_clip": (pictures.score, "unused"),
    }
    found = {}
    for name, (_, arguments) in calls.items():
        make, place = makers[name]
        found[name] = make(room / place, *arguments)
    return found
