"""The project's own pose JSON (`pose2video.poses.formats`): everything, in any skeleton.

Loses nothing but decimals: pixels to 0.01, metres to 0.1 mm, confidence to 0.001.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange import documents
from pose2video.exchange.plausible import FAR, believable, far_out, far_words
from pose2video.poses.formats import FORMAT, read_poses, write_poses


def recognises(document) -> bool:
    """Whether a parsed JSON document is a pose file of this project."""
    return isinstance(document, dict) and document.get("format") == FORMAT


def read(path, given):
    """Read a file.

    Raises:
        UserError: It is damaged, or has not the film's number of frames.
    """
    documents.read_bytes(path)
    try:
        poses = read_poses(path)
    except UserError as error:  # it is the user's own file
        said = str(error).replace("delete it and run again", "export or copy it again")
        raise UserError(said) from None
    documents.check_count(poses.n_frames, path)
    documents.frame_size(*poses.frame_size, path)
    if not given.fps and not believable(poses.fps):
        raise UserError(f"{path} says {poses.fps:g} frames a second: fill the column fps")
    if given.n_frames is not None and poses.n_frames != given.n_frames:
        raise UserError(
            f"{path} has {poses.n_frames} frames, the film {given.n_frames}: give the poses of "
            "this film, of its whole length and at its rate"
        )
    if isinstance(given.person, int) and given.person > 1:
        raise UserError(f"{path} holds one person, the column person asks for {given.person}")
    size = tuple(given.frame_size or poses.frame_size)
    lost = far_out(poses.keypoints, size)
    if not ((poses.confidence > 0) & ~lost).any():
        raise UserError(f"{path} shows nobody in any frame: check the file and its frame_size")
    depth = np.where(np.abs(poses.depth) > FAR * max(size), np.nan, poses.depth)
    poses = poses.changed(confidence=np.where(lost, 0, poses.confidence), depth=depth)
    poses = replace(poses, fps=float(given.fps or poses.fps), frame_size=size)
    return poses, far_words(lost.sum())


def write(path, poses):
    """Write one file."""
    write_poses(path, poses)
