"""Which way a head looks: yaw, pitch and roll from face points with depth.

Axes: x to the right, y down, z away from the camera. A head's axes are the columns of
`Rz(roll) Ry(yaw) Rx(pitch)`: the first points to the person's left ear, the second down to the
chin, the third to the back of the head. Yaw is positive towards the left of the image, pitch
towards its floor. Angles are radians.
"""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import face_mesh
from pose2video.poses.steady import angle_of

TOP, CHIN = 10, 152  # ends of the face's height
FREE, MOST = np.radians(25), np.radians(33)  # a turn up to FREE is exact, MOST is never passed
CHEEK = np.radians(55)  # how far aside of the nose the front of a cheek looks


def head_axes(faces):
    """Axes of heads from their face points.

    The first is the mean of the lines between the two sides of the face's oval: of a face as
    good as symmetric, so that yaw and roll are absolute. The second lies along the height of the
    face, whose slope is each person's own: pitches of two people compare up to a constant.

    Args:
        faces: float `(..., 478, 3)`, depth in the unit of x and y.

    Returns:
        Orthonormal columns, `(..., 3, 3)`.
    """
    oval = face_mesh()["oval"]
    x = _unit((faces[..., oval[1:18], :] - faces[..., oval[:18:-1], :]).mean(axis=-2))
    y = faces[..., CHIN, :] - faces[..., TOP, :]
    y = _unit(y - (y * x).sum(axis=-1, keepdims=True) * x)
    return np.stack([x, y, np.cross(x, y)], axis=-1)


def _unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def angles_of(axes):
    """Yaw, pitch and roll of axes `(..., 3, 3)`, each `(...)`."""
    yaw = angle_of(-axes[..., 2, 0], np.hypot(axes[..., 0, 0], axes[..., 1, 0]))
    pitch = angle_of(axes[..., 2, 1], axes[..., 2, 2])
    return yaw, pitch, angle_of(axes[..., 1, 0], axes[..., 0, 0])


def axes_of(yaw, pitch, roll):
    """The axes `(3, 3)` of three angles."""
    (cy, sy), (cp, sp), (cr, sr) = ((np.cos(a), np.sin(a)) for a in (yaw, pitch, roll))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return about_z @ about_y @ about_x


def limited(turn, most=MOST):
    """`turn` in radians: as it is up to a share of `most`, then slower, always below `most`."""
    size, free = np.abs(turn), most * FREE / MOST
    slow = free + (most - free) * np.tanh((size - free) / (most - free))
    return np.sign(turn) * np.where(size > free, slow, size)


def most_yaw(yaw, turn):
    """How far a face that the picture shows at `yaw` may make a `turn`, radians.

    A turn that brings the cheek on the far side into view stretches what the picture shows of it.
    That of a frontal face grows by a certain factor at `MOST`; no other's may grow by more.
    """
    if yaw * turn >= 0:
        return MOST
    far = CHEEK + min(abs(yaw), np.pi / 2 - CHEEK - 0.01)
    grows = np.cos(CHEEK - MOST) / np.cos(CHEEK)
    return float(far - np.arccos(grows * np.cos(far)))
