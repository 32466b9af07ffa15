"""Rotation vectors, smallest turns, and the twist of a limb about itself."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import across
from pose2video.poses.steady import angle_of

Y = np.array([0.0, 1.0, 0.0])


def exponential(vectors):
    """Rotation matrices `(..., 3, 3)` of rotation vectors `(..., 3)` (Rodrigues)."""
    angle = np.linalg.norm(vectors, axis=-1)[..., None, None]
    x, y, z = np.moveaxis(vectors, -1, 0)
    zero = np.zeros_like(x)
    k = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    return np.eye(3) + np.sinc(angle / np.pi) * k + 0.5 * np.sinc(angle / 2 / np.pi) ** 2 * (k @ k)


def logarithm(matrices):
    """Rotation vectors `(..., 3)` of rotation matrices `(..., 3, 3)`."""
    from scipy.spatial.transform import Rotation

    return Rotation.from_matrix(matrices.reshape(-1, 3, 3)).as_rotvec().reshape(matrices.shape[:-1])


def _swing_reference():
    """Direction from which a limb's swing is measured, far from where no limb ever points."""
    arm = np.array([0.6, 0.6, -0.53])
    leg = np.array([0.0, 1.0, -0.2])
    table = np.array([Y, arm, arm * (-1, 1, 1), leg, leg])
    return table / np.linalg.norm(table, axis=1, keepdims=True)


def shortest(a, b):
    """The smallest turns `(..., 3, 3)` from unit vectors `a` to `b`, `(..., 3)`.

    Between opposite vectors every half turn across is as small: one of them is taken. A vector of
    length 0 has no direction, and nothing is turned.
    """
    axis = np.cross(a, b)
    dot = np.sum(a * b, axis=-1)
    x, y, z = np.moveaxis(axis, -1, 0)
    zero = np.zeros_like(x)
    k = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    turns = np.eye(3) + k + (k @ k) / np.maximum(1 + dot, 1e-6)[..., None, None]
    opposite = 1 + dot < 1e-6
    if opposite.any():
        square = across(np.broadcast_to(a, axis.shape)[opposite])
        turns[opposite] = 2 * square[:, :, None] * square[:, None] - np.eye(3)
    return turns


def twist_of(balls):
    """Twists `(T, 5)` of limbs about themselves, radians.

    The twist is what is left of a turn when the smallest swing from a middle direction of the
    joint's range is taken off: so it has no jump where limbs can go.
    """
    middle = _swing_reference()
    to_middle = shortest(np.broadcast_to(Y, middle.shape), middle)
    along = balls[..., :, 1]
    swing = shortest(np.broadcast_to(middle, along.shape), along) @ to_middle
    rest = np.swapaxes(swing, -1, -2) @ balls
    return angle_of(rest[..., 0, 2], rest[..., 0, 0])
