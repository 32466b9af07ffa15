"""Feet that stand still on the driver's body stand still on the character's, flat on its ground."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.retargeting.ground import ground_plane
from pose2video.bodies.retargeting.limbs import BonePaths, turned_about
from pose2video.bodies.rotations import from_vector, slerp, to_matrices, to_quaternions, to_vectors

STILL = 0.25  # leg lengths a second below which an ankle stands
SHORTEST_S = 0.12  # a shorter rest is none
RAMP_S = 0.15  # seconds in which the correction comes and goes
# Leg lengths above the ground, and a second: up to where an ankle belongs to a foot that stands or
# turns on the ground, and from where it is in the air.
LOW, SLOW = (0.1, 0.2), (0.6, 1.2)


def standing_runs(ankle, leg, fps):
    """Runs `[start, end)` of frames in which an ankle `(T, 3)` stands, as an int array `(n, 2)`."""
    if len(ankle) < 3:
        return np.zeros((0, 2), int)
    speed = np.linalg.norm(np.gradient(ankle, axis=0), axis=1) * fps / leg
    still = np.concatenate([[False], speed < STILL, [False]])
    edges = np.flatnonzero(np.diff(still.astype(np.int8))).reshape(-1, 2)
    return edges[edges[:, 1] - edges[:, 0] >= SHORTEST_S * fps]


def planted(own, runs, fps):
    """The path `(T, 3)` of the character's ankle, at one place in every run, eased in and out.

    Args:
        own: `(T, 3)`, its path as the rotations give it. runs: Of the driver's, `standing_runs`.
    """
    correction, weight = np.zeros_like(own), np.zeros(len(own))
    frames = np.arange(len(own))
    for start, end in runs:
        place = np.median(own[start:end], axis=0)
        away = np.maximum(np.maximum(start - frames, frames - (end - 1)), 0) / (RAMP_S * fps + 1)
        share = np.clip(1 - away, 0, 1)
        share = share * share * (3 - 2 * share)
        held = np.clip(frames, start, end - 1)  # outside of the run the correction of its end
        correction += share[:, None] * (place - own[held])
        weight += share
    return own + correction / np.maximum(weight, 1)[:, None]


def stances(ankles, leg, fps):
    """How far each foot stands on the ground, `(T, 2)` in [0, 1].

    Args:
        ankles: `(T, 2, 3)`, paths of both ankles, metres. leg: Length of a leg.
    """
    from scipy.ndimage import gaussian_filter1d

    height, rise = ground_plane(ankles[..., 2], ankles[..., 1])
    above = (height + rise * ankles[..., 2] - ankles[..., 1]) / leg
    speed = np.zeros_like(above)
    if len(ankles) > 2:
        speed = np.linalg.norm(np.gradient(ankles, axis=0), axis=2) * fps / leg
    share = np.clip((LOW[1] - above) / np.ptp(LOW), 0, 1)
    share = share * np.clip((SLOW[1] - speed) / np.ptp(SLOW), 0, 1)
    return gaussian_filter1d(share, RAMP_S / 2 * fps, axis=0, mode="nearest")


def flattened(body, motion, s, resting, share):
    """A motion whose foot lies, where it stands, on the whole as it does in the picture.

    A film that looks down on its driver shows toes that hang. What a foot is off that of the
    picture, turned about the ground's normal to where the driver's points, in the median of the
    time that it stands, is taken off it; when it rises on its toes it still does.

    Args:
        body: The motion's `Body`. motion: A `BodyMotion`. s: Side, `L` or `R`.
        resting: `(3, 3)`, how the foot is turned in the picture, see `Rig.turns`.
        share: `(T,)` in [0, 1], how far it stands.
    """
    stands = share > 0.5
    if not stands.any():
        return motion
    foot = body.rig.index(f"foot.{s}")
    turns = BonePaths.of(body, motion).turns
    up = -resting[:, 1] * [0, 1, 1]  # no camera is taken to lean to its side
    up /= np.linalg.norm(up)
    ahead, own = (
        -way + np.multiply.outer(way @ up, up) for way in (turns[:, foot, :, 2], resting[:, 2])
    )
    about = np.arctan2(np.cross(own, ahead) @ up, ahead @ own)
    flat = turned_about(np.broadcast_to(up, ahead.shape), about) @ resting
    off = to_vectors(np.swapaxes(flat, 1, 2) @ turns[:, foot])
    back = from_vector(-np.median(off[stands], axis=0))
    turn = slerp(to_quaternions(turns[:, foot]), to_quaternions(turns[:, foot] @ back), share)
    above = np.swapaxes(turns[:, body.rig.parents[foot]], 1, 2)
    rotations = motion.rotations.copy()
    rotations[:, foot] = to_quaternions(above @ to_matrices(turn))
    return replace(motion, rotations=rotations)
