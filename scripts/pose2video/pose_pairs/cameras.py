"""Motions filmed by random cameras: points in pictures, and how each is seen."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import about
from pose2video.pose_pairs.measuring import HIDDEN, OUTSIDE, SEEN
from pose2video.smoothers.motion_net.joints import HIPS, JOINTS, SHOULDERS

# capsules that hide what is behind them: ends and radius in metres
CAPSULES = [
    *((f"{s}_{a}", f"{s}_{b}", r) for s in ("left", "right") for a, b, r in (
        ("shoulder", "elbow", 0.045), ("elbow", "wrist", 0.04),
        ("hip", "knee", 0.075), ("knee", "ankle", 0.05))),
]  # fmt: skip
TRUNK, HEAD = 0.13, 0.09  # metres, radii
BEHIND = {"shoulder": 0.14, "hip": 0.2, "elbow": 0.09, "knee": 0.11, "ankle": 0.09, "ear": 0.07}


def random_cameras(rng, count):
    """Rotations `(N, 3, 3)` of the world and distances `(N,)` in metres of cameras."""
    front = rng.random(count) < 0.55
    yaw = np.where(front, rng.normal(0, 25, count), rng.uniform(-180, 180, count))
    pitch, roll = rng.normal(0, 9, count), rng.normal(0, 2, count)
    x, y, z = (np.broadcast_to(axis, (count, 3)) for axis in np.eye(3))
    turn = about(z, roll) @ about(x, pitch) @ about(y, yaw)
    return turn, np.exp(rng.uniform(np.log(1.8), np.log(8.0), count))


def filmed(rng, points, size_px):
    """Film motions.

    Args:
        rng: A numpy generator. points: `(B, T, 17, 3)` metres.
        size_px: `(B,)`, how many pixels a metre has where the person is at first.

    Returns:
        Pixels `(B, T, 17, 2)` and how each joint is seen `(B, T, 17)`.
    """
    turn, distance = random_cameras(rng, len(points))
    middle = points[:, :, HIPS].mean(axis=(1, 2))[:, None, None]
    seen = np.einsum("bij,btnj->btni", turn, points - middle)
    nearest = seen[..., 2].min(axis=(1, 2))
    distance = np.maximum(distance, 0.7 - nearest)
    depth = seen[..., 2] + distance[:, None, None]
    pixels = seen[..., :2] * (distance[:, None, None] / depth * size_px[:, None, None])[..., None]
    states = np.where(_hidden(seen, depth), HIDDEN, SEEN)
    low = np.where(rng.random(len(points)) < 0.45, rng.uniform(-0.15, 0.5, len(points)), 9.0)
    states[pixels[..., 1] > (low * size_px)[:, None, None]] = OUTSIDE
    return pixels, states


def _hidden(seen, depth):
    """Whether a limb, the trunk or the head lies before a joint, `(B, T, 17)`."""
    seen, depth = seen.astype(np.float32), depth.astype(np.float32)
    flat = seen[..., :2] / depth[..., None]
    hidden = np.zeros(depth.shape, bool)
    rows = [([JOINTS.index(a)], [JOINTS.index(b)], r) for a, b, r in CAPSULES]
    rows += [(SHOULDERS, HIPS, TRUNK), ([0], [3, 4], HEAD)]
    least = np.array([BEHIND.get(name.split("_")[-1], 0.06) for name in JOINTS])
    for a, b, radius in rows:
        pa, pb = flat[..., a, :].mean(axis=-2), flat[..., b, :].mean(axis=-2)
        za, zb = depth[..., a].mean(axis=-1), depth[..., b].mean(axis=-1)
        along = pb - pa
        offset = flat - pa[..., None, :]
        share = (offset * along[..., None, :]).sum(-1) / np.maximum((along**2).sum(-1), 1e-9)[
            ..., None
        ]
        share = np.clip(share, 0, 1)
        gap = np.linalg.norm(offset - share[..., None] * along[..., None, :], axis=-1)
        z = za[..., None] + share * (zb - za)[..., None]
        own = np.isin(np.arange(len(JOINTS)), [*a, *b])
        hidden |= ~own & (gap * z < radius) & (depth - z > least)
    return hidden
