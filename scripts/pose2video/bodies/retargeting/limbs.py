"""Arms and legs of a moving body brought to given places, bones keeping their length."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.angles import across
from pose2video.bodies.rotations import to_quaternions
from pose2video.poses.steady import applied

# limb -> bones of its two halves (each in two parts), and what hangs at its end
LIMBS = {
    "arm": ("upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"),
    "leg": ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02", "foot"),
}
BEND = {"arm": -1.0, "leg": 1.0}  # sense about the hinge's x axis in which the limb bends
STRAIGHT = 0.999  # share of its length to which a limb is stretched at most


@dataclass(frozen=True, eq=False)
class BonePaths:
    """A motion worked out: `turns` `(T, J, 3, 3)` and `heads` `(T, J, 3)`, see `Rig`."""

    turns: np.ndarray
    heads: np.ndarray

    @classmethod
    def of(cls, body, motion):
        """Work out a motion on its body."""
        turns = body.rig.turns(motion.rotations)
        return cls(turns, body.rig.heads_at(turns, motion.translation, body.stretch))


def reach(body, motion, limb, s, targets):
    """Bring the end of a limb to a place; what hangs there keeps its direction in space.

    The angle between its halves gives the distance (law of cosines), the smallest rotation of the
    whole limb the direction; a place out of reach is approached as far as the limb goes.

    Args:
        body: The motion's `Body`. motion: A `BodyMotion`.
        limb: `arm` or `leg`. s: Side, `L` or `R`.
        targets: `(T, 3)` metres in camera axes, where the wrist or ankle shall be.

    Returns:
        The changed motion.
    """
    first, second, fore, far, end = (body.rig.index(f"{b}.{s}") for b in LIMBS[limb])
    pose = BonePaths.of(body, motion)
    start, joint, tip = (pose.heads[:, j] for j in (first, fore, end))
    upper, lower = (np.linalg.norm(v, axis=1) for v in (joint - start, tip - joint))
    longest = STRAIGHT * (upper + lower)
    wanted = targets - start
    distance = np.clip(np.linalg.norm(wanted, axis=1), np.abs(upper - lower) + 1e-4, longest)
    # angle at the joint between the two halves: pi when straight
    before = _inner_angle(start - joint, tip - joint)
    after = np.arccos(np.clip((upper**2 + lower**2 - distance**2) / (2 * upper * lower), -1, 1))
    hinge = applied(pose.turns[:, second], np.array([BEND[limb], 0, 0]))
    bent = turned_about(hinge, before - after)
    tip = joint + np.einsum("tab,tb->ta", bent, tip - joint)
    swing = _between(tip - start, wanted)
    turns = pose.turns
    rotations = motion.rotations.copy()
    parent = body.rig.parents[first]
    turned = swing @ turns[:, first]
    rotations[:, first] = to_quaternions(np.swapaxes(turns[:, parent], 1, 2) @ turned)
    mid = swing @ turns[:, second]
    lower_turn = swing @ bent @ turns[:, fore]
    rotations[:, fore] = to_quaternions(np.swapaxes(mid, 1, 2) @ lower_turn)
    last = swing @ bent @ turns[:, far]
    rotations[:, end] = to_quaternions(np.swapaxes(last, 1, 2) @ turns[:, end])
    return replace(motion, rotations=rotations)


def _inner_angle(a, b):
    cross = np.linalg.norm(np.cross(a, b), axis=1)
    return np.arctan2(cross, np.einsum("ta,ta->t", a, b))


def turned_about(axis, radians):
    """Rotation matrices `(T, 3, 3)` about axes `(T, 3)` (Rodrigues)."""
    x, y, z = (axis / np.linalg.norm(axis, axis=1, keepdims=True)).T
    zero = np.zeros_like(x)
    k = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=1).reshape(-1, 3, 3)
    sine, cosine = (f(radians)[:, None, None] for f in (np.sin, np.cos))
    return np.eye(3) + sine * k + (1 - cosine) * (k @ k)


def _between(a, b):
    """The smallest rotations that turn directions `a` into `b`, `(T, 3, 3)`."""
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis, axis=1)
    cosine = np.einsum("ta,ta->t", a, b)
    told = sine > 1e-9
    axis = np.where(told[:, None], axis, [1.0, 0, 0])
    opposite = ~told & (cosine < 0)
    axis[opposite] = across(a[opposite])
    angle = np.where(told, np.arctan2(sine, cosine), np.where(opposite, np.pi, 0.0))
    return turned_about(axis, angle)
