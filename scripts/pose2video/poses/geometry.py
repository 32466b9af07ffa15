"""Plain geometry of pose sequences."""

from __future__ import annotations

import numpy as np


def place(poses, frame_size, scale, shift=0.0):
    """`poses` with pixels scaled, then moved, on a frame of another size.

    Args:
        poses: A `PoseSequence`.
        frame_size: The new `(width, height)` in pixels.
        scale: One factor, or one for x and one for y.
        shift: Pixels to add, one number or `(x, y)`.
    """
    return poses.changed(
        keypoints=poses.keypoints * np.asarray(scale) + np.asarray(shift),
        depth=poses.depth * float(np.mean(scale)),
        frame_size=frame_size,
    )


ALIKE = 1 / 64  # a side of 64 pixels or more that is rounded to an even number differs no more


def fitting(size, canvas):
    """How many times larger a canvas is than a frame that it shows whole, in each direction.

    Both are the same but where the canvas has the frame's proportions up to whole pixels: there the
    frame fills it, as a picture that is resized does.

    Args:
        size: `(width, height)` of the frame. canvas: Likewise.

    Returns:
        float64 `(2,)`; where proportions differ the smaller one twice.
    """
    scale = np.array(canvas, float) / np.array(size, float)
    return scale if scale.max() <= (1 + ALIKE) * scale.min() else np.full(2, scale.min())


def resize(poses, frame_size):
    """`poses` stretched with its frame to another size, as a picture is resized."""
    return place(poses, frame_size, np.array(frame_size) / np.array(poses.frame_size))


def similarity_over(points, targets, rigid):
    """Clouds of points moved, turned and scaled so that their rigid ones lie best over `targets`.

    Source: Umeyama, "Least-squares estimation of transformation parameters between two point
    patterns", IEEE PAMI 13, 1991.

    Args:
        points: `(T, K, 3)`.
        targets: `(T, K, 3)`, or `(K, 3)` for all frames. A frame with NaN in either becomes NaN.
        rigid: Indices of the points that count.

    Returns:
        The moved points `(T, K, 3)`, and the rotations `(T, 3, 3)` that were applied to them.
    """
    targets = np.broadcast_to(targets, points.shape)
    known = np.isfinite(points).all(axis=(1, 2)) & np.isfinite(targets).all(axis=(1, 2))
    points, targets = (np.where(known[:, None, None], of, 0.0) for of in (points, targets))
    a, b = points[:, rigid], targets[:, rigid]
    mean_a, mean_b = a.mean(axis=1, keepdims=True), b.mean(axis=1, keepdims=True)
    a, b = a - mean_a, b - mean_b
    u, s, vt = np.linalg.svd(np.einsum("tki,tkj->tij", a, b))
    flip = np.sign(np.linalg.det(u @ vt))
    u[:, :, 2] *= flip[:, None]
    s[:, 2] *= flip
    scale = s.sum(axis=1) / np.maximum((a**2).sum(axis=(1, 2)), 1e-12)
    turn = u @ vt
    moved = scale[:, None, None] * ((points - mean_a) @ turn) + mean_b
    return np.where(known[:, None, None], moved, np.nan), np.swapaxes(turn, 1, 2)
