"""A face as networks that tell people apart want it: 112 x 112 pixels, five points in place.

Source of the places: the template of ArcFace (Deng et al., CVPR 2019, arXiv 1801.07698).
"""

from __future__ import annotations

import cv2
import numpy as np

SIDE = 112
# eyes, tip of the nose, corners of the mouth; the person's right ones, on the picture's left, first
TEMPLATE = np.array(
    [[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655],
     [70.7299, 92.2041]]
)  # fmt: skip
# the same in MediaPipe's face mesh: corners of an eye, of which the middle is taken
MESH = ((33, 133), (362, 263), (1,), (61,), (291,))
LEAST_PX = 8.0  # between the eyes: a smaller face tells nobody apart


def five_points(poses, number) -> np.ndarray | None:
    """The points of the face in a frame, `(5, 2)` pixels; None where it is not seen or too small.

    Args:
        poses: A `PoseSequence`, `holistic`. number: Of the frame.
    """
    face = poses.part("face")[number].astype(np.float64)
    points = np.stack([face[list(which)].mean(axis=0) for which in MESH])
    if not np.isfinite(points).all() or np.linalg.norm(points[1] - points[0]) < LEAST_PX:
        return None
    return points


def aligned(image, points) -> np.ndarray:
    """The face of a picture, turned, scaled and shifted onto the template: uint8 `(112, 112, 3)`.

    The map is the least-squares similarity (Umeyama 1991); the points of a picture are no mirror
    image of the template's, so that its closed form in complex numbers is the whole of it.

    Args:
        image: uint8 RGB. points: `(5, 2)` pixels.
    """
    a, b = (p[:, 0] + 1j * p[:, 1] for p in (np.asarray(points, np.float64), TEMPLATE))
    turn = (np.conj(a - a.mean()) * (b - b.mean())).sum() / (np.abs(a - a.mean()) ** 2).sum()
    shift = b.mean() - turn * a.mean()
    there = np.array([[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag]])
    return cv2.warpAffine(image, there, (SIDE, SIDE), flags=cv2.INTER_LINEAR)


def cosine(a, b) -> float:
    """The cosine between two features; 0 where one is nothing."""
    length = np.linalg.norm(a) * np.linalg.norm(b)
    return float(a @ b / length) if length else 0.0
