"""Which part of a character's film is learned from: the head; its tail may be held out."""

from __future__ import annotations

from dataclasses import replace

from pose2video.errors import UserError

SHORTEST_S = 0.5  # of a tail that something can be judged by


def learned_frames(n_frames, held_out) -> int:
    """How many of a film's first frames are learned from.

    Args:
        n_frames: Frames of the film's part.
        held_out: Share of its end that nothing learns from; None or 0 for none.
    """
    return n_frames - round((held_out or 0) * n_frames)


def learned_part(frames, poses, held_out):
    """The head of a film.

    Args:
        frames: The `FrameFolder` of the footage. poses: Its poses, of as many frames.
        held_out: See `learned_frames`.

    Returns:
        Both, of the first frames alone.
    """
    count = learned_frames(frames.n_frames, held_out)
    return replace(frames, n_frames=count), poses.cut(slice(0, count))


def tail_start(frames, held_out, name) -> int:
    """The first frame of a film's tail.

    Args:
        frames: The `FrameFolder` of the footage. held_out: See `learned_frames`.
        name: The character's, for messages.

    Raises:
        UserError: The tail is too short to judge by.
    """
    first = learned_frames(frames.n_frames, held_out)
    seconds = (frames.n_frames - first) / float(frames.fps)
    if seconds < SHORTEST_S:
        raise UserError(
            f"characters.{name}.held_out: {held_out:g} of the film's {frames.n_frames} frames is "
            f"{seconds:.2f} s; at least {SHORTEST_S:g} s are needed: hold out more, or take a "
            "longer part of the film"
        )
    return first
