"""Unit quaternions `(..., 4)`, x y z w, and rotation matrices `(..., 3, 3)`, through SciPy."""

from __future__ import annotations

import numpy as np

IDENTITY = np.array([0.0, 0.0, 0.0, 1.0])


def to_matrices(quaternions):
    """Rotation matrices `(..., 3, 3)` of quaternions `(..., 4)`."""
    from scipy.spatial.transform import Rotation

    flat = Rotation.from_quat(np.reshape(quaternions, (-1, 4))).as_matrix()
    return flat.reshape(*np.shape(quaternions)[:-1], 3, 3)


def to_quaternions(matrices):
    """Quaternions `(..., 4)` with w at or above 0 of rotation matrices `(..., 3, 3)`."""
    from scipy.spatial.transform import Rotation

    flat = Rotation.from_matrix(np.reshape(matrices, (-1, 3, 3))).as_quat(canonical=True)
    return flat.reshape(*np.shape(matrices)[:-2], 4)


def to_vectors(matrices):
    """Rotation vectors `(T, 3)`, axis times radians, of rotation matrices `(T, 3, 3)`."""
    from scipy.spatial.transform import Rotation

    return Rotation.from_matrix(matrices).as_rotvec()


def from_vector(vector):
    """The rotation matrix `(3, 3)` of a rotation vector `(3,)`."""
    from scipy.spatial.transform import Rotation

    return Rotation.from_rotvec(vector).as_matrix()


def angle_between(a, b):
    """Angle in degrees `(...)` of the rotation from quaternions `a` to `b`, both `(..., 4)`."""
    dot = np.abs(np.einsum("...i,...i->...", a, b))
    return np.degrees(2 * np.arccos(np.clip(dot, 0, 1)))


def slerp(a, b, share):
    """Between quaternions `a` and `b` `(..., 4)` on the shorter arc; `share` `(...)` in [0, 1].

    Source: Shoemake, "Animating rotation with quaternion curves", SIGGRAPH 1985.
    """
    dot = np.einsum("...i,...i->...", a, b)
    b = np.where(dot[..., None] < 0, -b, b)
    angle = np.arccos(np.clip(np.abs(dot), 0, 1))
    sine = np.sin(angle)
    near = sine < 1e-6
    sine = np.where(near, 1, sine)
    share = np.broadcast_to(share, angle.shape)
    first = np.where(near, 1 - share, np.sin((1 - share) * angle) / sine)
    second = np.where(near, share, np.sin(share * angle) / sine)
    mixed = first[..., None] * a + second[..., None] * b
    return mixed / np.linalg.norm(mixed, axis=-1, keepdims=True)
