"""Whether poses that were read can be of somebody in such frames: one check for every format."""

from __future__ import annotations

import numpy as np

from pose2video.errors import UserError
from pose2video.exchange.metres import LEFT_OUT, fit_a_body, from_the_hips
from pose2video.exchange.upright import upright

FAR = 4  # longer sides of the frame; a point farther out is an error of the file
BELIEVED_FPS = (0.1, 240)  # frames a second that a file without times may say
LEAST_PX, LEAST_SHARE, LEAST_OF_TINY = 8, 0.01, 1 / 8  # of the longer side: a smaller person's size
LEAST_FRAME_PX = 24  # of the longer side of a frame: in smaller ones nobody can be told
LARGEST = 3  # longer sides of the frame: a larger person's size
SURE = 0.3  # confidence from which a point is seen, not guessed beyond the picture's edge
INSIDE = 0.1  # share of a person's points that lie in the picture
CORNER, OUTSIDE = 0.02, 0.3  # of the longer side, and of the points, see `_check_place`
NORMALISED = "give the poses in pixels, as they were before they were normalised"


def far_out(points, frame_size):
    """Which points `(..., 2)` lie too far outside the frame to be anybody's, bool `(...)`."""
    with np.errstate(invalid="ignore"):
        off = np.abs(points - np.array(frame_size) / 2).max(axis=-1)
        return off > FAR * max(frame_size)


def far_words(n_points):
    """What is said of points that are too far outside."""
    return [f"{n_points} points far outside the frame are taken as lost"] if n_points else []


def believable(fps) -> bool:
    """Whether a rate that a file without times says of itself can be."""
    return BELIEVED_FPS[0] <= fps <= BELIEVED_FPS[1]


def check(poses, path):
    """Refuse a person of no plausible size or place; leave out metres that are none.

    Args:
        poses: The `PoseSequence` that was read.
        path: Its file, for messages.

    Returns:
        The sequence, and sentences.

    Raises:
        UserError: The person cannot be somebody in such frames.
    """
    known = poses.confidence > 0
    frames = known.any(axis=1)
    _check_size(poses, known, frames, path)
    _check_place(poses, known, frames, path)
    poses, words = upright(poses, path)
    if not np.isfinite(poses.world).any():
        return poses, words
    if not fit_a_body(poses.world, poses.layout):
        return poses.changed(world=np.full_like(poses.world, np.nan)), [*words, LEFT_OUT]
    return poses.changed(world=from_the_hips(poses.world, poses.layout)), words


def _check_size(poses, known, frames, path):
    longer = max(poses.frame_size)
    if longer < LEAST_FRAME_PX:
        raise UserError(
            f"{path} has frames of {poses.frame_size[0]} x {poses.frame_size[1]} pixels: correct "
            f"the column frame_size, or {NORMALISED}"
        )
    least = min(max(LEAST_PX, LEAST_SHARE * longer), LEAST_OF_TINY * longer)
    size = _size(poses, known, frames)
    sure = poses.confidence >= SURE
    large = _size(poses, sure, sure.any(axis=1)) if sure.any() else size
    if size.max() >= least and large.max() <= LARGEST * longer:
        return
    size = size if size.max() < least else large
    raise UserError(
        f"{path} shows a person of {size[0]:.3g} x {size[1]:.3g} pixels in frames of "
        f"{poses.frame_size[0]} x {poses.frame_size[1]}: correct the column frame_size, or "
        f"{NORMALISED}"
    )


def _size(poses, known, frames):
    """Width and height of the box around the known points, medians over `frames`."""
    points = np.where(known[frames][..., None], poses.keypoints[frames], np.nan)
    boxes = np.nanmax(points, axis=1) - np.nanmin(points, axis=1)
    return np.median(boxes.astype(np.float64), axis=0)


def _check_place(poses, known, frames, path):
    """Refuse somebody who is outside the picture, or whose shoulders are its origin."""
    points, size = poses.keypoints, poses.frame_size
    with np.errstate(invalid="ignore"):
        inside = ((points >= 0) & (points <= size)).all(axis=2)
    share = float(np.median(inside[frames].sum(axis=1) / known[frames].sum(axis=1)))
    what = f"{share:.0%} of the person's points lie in frames of {size[0]} x {size[1]}"
    if share < INSIDE:
        raise UserError(f"{path}: {what}: correct the column frame_size, or {NORMALISED}")
    names = [name for name in ("left_shoulder", "right_shoulder") if name in poses.layout.names]
    if len(names) == 2 and share < 1 - OUTSIDE:
        middle = points[:, poses.layout.indices(*names)].mean(axis=1)
        middle = middle[np.isfinite(middle).all(axis=1)]
        if len(middle) and np.abs(middle.mean(axis=0)).max() < CORNER * max(size):
            raise UserError(
                f"{path}: the shoulders lie on the corner of the picture and {what}: {NORMALISED}"
            )
