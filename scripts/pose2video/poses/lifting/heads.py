"""How a head stands in the picture: a rigid shape over a few points of its face."""

from __future__ import annotations

import numpy as np

STEPS = 15
DAMPING = 1e-3  # of the normal matrix's own diagonal


def placed(shape, points, known, level):
    """Turn, size and place of a rigid shape over its points in every frame.

    Least squares under weak perspective, `scale * (turn @ shape)[:2] + shift`, by Gauss-Newton from
    a head that faces the camera.

    Args:
        shape: `(K, 3)`, x right, y down, z away from the camera.
        points: Pixels, `(T, K, 3)`; their depth does not count.
        known: bool `(T, K)`.
        level: bool `(K,)`, points of which only y counts.

    Returns:
        Turns `(T, 3, 3)`, scales `(T,)` in pixels per unit of the shape, shifts `(T, 3)` in
        pixels, the middle of the shape at depth 0.
    """
    each = known[..., None] & np.stack([~level, np.ones_like(level)], axis=1)
    weight = known & ~level
    weight = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1)
    points = np.where(known[..., None], points, 0.0)[..., :2]
    centre = (weight[..., None] * shape).sum(axis=1)
    middle = (weight[..., None] * points).sum(axis=1)
    a, b = shape - centre[:, None], points - middle[:, None]
    w = weight[..., None]
    # the best roll and scale of a flat shape, a complex number: how b lies over a
    dot = (w * a[..., :2] * b).sum(axis=(1, 2))
    turned = (weight * (a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0])).sum(axis=1)
    spread = np.maximum((w * a[..., :2] ** 2).sum(axis=(1, 2)), 1e-12)
    roll, scale = np.arctan2(turned, dot), np.hypot(dot, turned) / spread
    cos, sin, none = np.cos(roll), np.sin(roll), np.zeros_like(roll)
    turn = np.stack([cos, -sin, none, sin, cos, none, none, none, none + 1], axis=1)
    turn, shift = turn.reshape(-1, 3, 3), np.zeros((len(points), 2))
    for _ in range(STEPS):
        x, y, z = np.moveaxis(np.einsum("tij,tkj->tki", turn, a), 2, 0)
        s = scale[:, None]
        off = b - s[..., None] * np.stack([x, y], axis=2) - shift[:, None]
        one, zero = np.ones_like(x), np.zeros_like(x)
        slopes = np.stack(
            [
                np.stack([zero, s * z, -s * y, s * x, one, zero], axis=2),
                np.stack([-s * z, zero, s * x, s * y, zero, one], axis=2),
            ],
            axis=2,
        )
        slopes[..., 4:] *= s[..., None, None]  # a shift in units of the shape
        matrix = np.einsum("tkc,tkci,tkcj->tij", each, slopes, slopes)
        side = np.einsum("tkc,tkci,tkc->ti", each, slopes, off)
        diagonal = np.einsum("tii->ti", matrix)
        diagonal += DAMPING * diagonal.mean(axis=1, keepdims=True) + 1e-12
        step = np.linalg.solve(matrix, side[..., None])[..., 0]
        step[:, :3] = np.clip(step[:, :3], -0.5, 0.5)
        rx, ry, rz = step[:, :3].T
        none = np.zeros_like(rx)
        spin = np.stack([none, -rz, ry, rz, none, -rx, -ry, rx, none], axis=1).reshape(-1, 3, 3)
        u, _, vt = np.linalg.svd(turn + spin @ turn)
        turn = u @ vt
        scale = scale * np.exp(np.clip(step[:, 3], -0.5, 0.5))
        shift = shift + step[:, 4:] * s
    shift = np.concatenate([shift + middle, 0 * shift[:, :1]], axis=1)
    return turn, scale, shift - scale[:, None] * np.einsum("tij,tj->ti", turn, centre)


def placed_in_depth(shape, points, known, _level=None):
    """The same over points whose depth is known too.

    Source: Umeyama, "Least-squares estimation of transformation parameters between two point
    patterns", IEEE PAMI 13, 1991.
    """
    weight = (known / np.maximum(known.sum(axis=1, keepdims=True), 1))[..., None]
    points = np.where(known[..., None], points, 0.0)
    centre, middle = (weight * shape).sum(axis=1), (weight * points).sum(axis=1)
    a, b = shape - centre[:, None], points - middle[:, None]
    u, s, vt = np.linalg.svd(np.einsum("tki,tkj->tij", weight * b, a))
    flip = np.ones((len(points), 3))
    flip[:, 2] = np.sign(np.linalg.det(u @ vt))
    turn = (u * flip[:, None]) @ vt
    scale = (s * flip).sum(axis=1) / np.maximum((weight * a**2).sum(axis=(1, 2)), 1e-12)
    return turn, scale, middle - scale[:, None] * np.einsum("tij,tj->ti", turn, centre)
