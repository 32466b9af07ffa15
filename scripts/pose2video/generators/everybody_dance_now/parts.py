"""Where the face and the hands are in a window, and how large."""

from __future__ import annotations

import numpy as np

PARTS = ("face", "left_hand", "right_hand")
NETWORKS = {"face": "face", "left_hand": "hand", "right_hand": "hand"}
USUAL, AROUND = 90, 1.5  # per cent of the extents that fit, and how much wider a crop is
LEAST_PX, STEP_PX = 32, 8  # the least side of a crop, and what it is a multiple of
FACE_SHARE, HAND_SHARE = 0.25, 0.25  # of the window, where the film shows no points of them
BEYOND = 0.35  # of a forearm: how far from the wrist a hand's middle is that was not found


def middles_of(poses) -> np.ndarray:
    """Middles of `PARTS` in every frame: float64 `(T, 3, 2)` pixels, NaN where they are not known.

    A face is at the nose, or between the ears; a hand in the middle of its points, or else beyond
    the wrist.
    """
    names = list(poses.layout.names)

    def at(name):
        missing = np.full((poses.n_frames, 2), np.nan)
        return poses.keypoints[:, names.index(name)].astype(float) if name in names else missing

    ears = (at("left_ear") + at("right_ear")) / 2
    found = [_either(at("nose"), ears)]
    for side in ("left", "right"):
        wrist, elbow = at(f"{side}_wrist"), at(f"{side}_elbow")
        found.append(_either(_hand(poses, side), wrist + BEYOND * (wrist - elbow)))
    return np.stack(found, axis=1)


def sides_of(poses, to_frame, frames, size, step=STEP_PX) -> tuple[int, int]:
    """Sides of the crops at the face and at the hands, in pixels of the window.

    Args:
        poses: A film's `PoseSequence`. to_frame: `(T, 2, 3)`, from the window to each frame.
        frames: Numbers that count. size: `(width, height)` of the window.
        step: What the face's side is a multiple of.
    """
    scale = 1 / to_frame[frames, 0, 0]
    face = _extents(poses, "face")[frames] * scale
    hands = [_extents(poses, f"{side}_hand")[frames] * scale for side in ("left", "right")]
    hands = np.concatenate(hands)
    return _side(face, FACE_SHARE, size, step), _side(hands, HAND_SHARE, size, STEP_PX)


def _side(extents, share, size, step):
    known = extents[np.isfinite(extents)]
    wanted = AROUND * np.percentile(known, USUAL) if len(known) else share * min(size)
    wanted = max(LEAST_PX, -(-int(np.ceil(wanted)) // step) * step)
    return min(wanted, min(size) // step * step)


def _hand(poses, side):
    part = f"{side}_hand"
    middles = np.full((poses.n_frames, 2), np.nan)
    if part in poses.layout.parts:
        known = poses.found(part)
        middles[known] = np.nanmean(poses.part(part)[known], axis=1)
    return middles


def _extents(poses, part):
    """The longer side of a part's points, pixels `(T,)`; NaN where they are not known."""
    extents = np.full(poses.n_frames, np.nan)
    if part in poses.layout.parts:
        known, points = poses.found(part), poses.part(part)
        low, high = np.nanmin(points[known], axis=1), np.nanmax(points[known], axis=1)
        extents[known] = (high - low).max(axis=1)
    return extents


def _either(first, second):
    return np.where(np.isfinite(first).all(axis=1, keepdims=True), first, second)
