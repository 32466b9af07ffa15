"""Whether the film of a character is fit to learn from, and what is wrong with it."""

from __future__ import annotations

import numpy as np

from pose2video.characters.filmed.looks import cuts_of
from pose2video.characters.filmed.merits import inside_frame
from pose2video.errors import UserError
from pose2video.jobs.progress import progress

SHORTEST_S = 1.0  # of what shows somebody
MOSTLY = 0.2  # a fault in a larger share of the frames is said
NAMED_CUTS = 5
WRISTS = ("left_wrist", "right_wrist")


def film_second(frames, number) -> float:
    """The second of the whole film at which a frame of its part stands."""
    return (frames.origin.get("start_s") or 0.0) + number / float(frames.pace)


def check_footage(frames, poses, name) -> list[str]:
    """Look at the film of a character.

    Args:
        frames: The `FrameFolder` of the footage.
        poses: Its poses, a `PoseSequence` of as many frames.
        name: The character's, for messages.

    Returns:
        What is wrong with the film, a sentence without its subject each: where it cuts to another
        scene, in seconds of the whole film, and what the frame cuts off.

    Raises:
        UserError: It is too short, or shows nobody in most of its frames.
    """
    there = poses.found("body")
    if there.sum() < SHORTEST_S * poses.fps:
        raise UserError(
            f"the film of {name} shows somebody for {there.sum() / poses.fps:.1f} s: take a longer "
            f"part, or hold out less; at least {SHORTEST_S:g} s are needed, a minute teaches more"
        )
    if there.mean() < 0.5:
        raise UserError(
            f"the film of {name} shows nobody in {1 - there.mean():.0%} of its frames: take the "
            "part that shows the person by start_s and end_s"
        )
    cuts = cuts_of(progress(frames, "frames looked at", frames.n_frames))
    return _said_of_cuts(frames, cuts) + _said_of_edges(poses, there)


def _said_of_cuts(frames, cuts):
    if not cuts:
        return []
    times = ", ".join(f"{film_second(frames, cut):.2f} s" for cut in cuts[:NAMED_CUTS])
    more = f" and {len(cuts) - NAMED_CUTS} more times" if len(cuts) > NAMED_CUTS else ""
    return [f"it cuts to another scene at {times}{more}: take one part by start_s and end_s"]


def _said_of_edges(poses, there):
    inside = inside_frame(poses)
    outside = {
        name: (poses.confidence[:, poses.layout.index(name)] > 0)
        & ~inside[:, poses.layout.index(name)]
        for name in ("nose", *WRISTS)
    }
    lost = {"head": outside["nose"], "hands": np.any([outside[w] for w in WRISTS], axis=0)}
    said = []
    for what, frames in lost.items():
        share = (frames & there).sum() / there.sum()
        if share > MOSTLY:
            said.append(
                f"the edge of the frame cuts off the {what} in {share:.0%} of it: what is not in "
                "the frame cannot be learned"
            )
    return said
