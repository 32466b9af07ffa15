"""Clothes with a form of their own, lofted from rings: a skirt and shoes."""

from __future__ import annotations

import numpy as np

from pose2video.performers.garments import Nude, torso_chart
from pose2video.performers.mesh import MeshPiece, hemmed, unit, vertex_normals


def shoes(nude: Nude, height=0.03, rows=22, columns=28):
    """Two lofted shoes with soles, as high above the ankle joint as `height` metres."""
    field = nude.points[:, 1] - (nude.head("foot.L")[1] - height + 0.01)
    front = (
        nude.points[:, 2] < nude.head("foot.L")[2] - 0.05
    )  # the shoe covers all of the front foot
    field = np.where(front & nude.near_floor, 0.1, field)
    return [_shoe(nude, s, height, rows, columns) for s in "LR"], field


def _shoe(nude, s, height, rows, columns):
    faces = nude.model.faces[nude.model.segment(f"foot.{s}")]
    p = nude.points[np.unique(faces)]
    ankle, toe = nude.head(f"foot.{s}"), nude.head(f"toe3-1.{s}")
    forward = unit((toe - ankle) * [1, 0, 1])
    across = np.cross(forward, [0, 1.0, 0])
    along, wide, sole = (p - ankle) @ forward, (p - ankle) @ across, p[:, 1].max()
    heel, tip = along.min() - 0.008, along.max() + 0.010
    share = (1 - np.cos(np.linspace(0, np.pi, rows))) / 2
    at = heel + (tip - heel) * share
    low, high, top = np.zeros(rows), np.zeros(rows), np.zeros(rows)
    for r, x in enumerate(at):
        near = np.abs(along - np.clip(x, heel + 0.02, tip - 0.03)) < 0.018
        foot = near & (p[:, 1] > ankle[1] - height)
        low[r], high[r] = (
            wide[near & (p[:, 1] > sole - 0.05)].min(),
            wide[near & (p[:, 1] > sole - 0.05)].max(),
        )
        top[r] = p[foot, 1].min()
    kernel = np.array([1, 2, 1]) / 4
    low, high, top = (np.convolve(np.pad(v, 1, "edge"), kernel, "valid") for v in (low, high, top))
    ends = np.sqrt(np.clip(1 - np.abs(2 * share - 1) ** 3.2, 0, 1))  # rounded heel and toe
    middle, half = (low + high) / 2, ((high - low) / 2 + 0.007) * ends
    under = sole + 0.012
    tall = (under - top + 0.006) * (0.35 + 0.65 * ends)
    angles = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    x = np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** 0.75
    y = np.where(np.cos(angles) > 0, np.abs(np.cos(angles)) ** 0.8, 0.0)
    y = np.where(np.cos(angles) <= 0, -0.02 * np.abs(np.cos(angles)), y)
    narrow = 1 - 0.45 * np.clip(y, 0, 1)[None] ** 2 * (tall / tall.max())[:, None]
    side = middle[:, None] + half[:, None] * x[None] * narrow
    up = under - 0.006 - tall[:, None] * np.clip(y, 0, 1)[None] + 0.006 * (y < 0.12)[None]
    points = ankle + at[:, None, None] * forward + side[..., None] * across
    points[..., 1] = up
    points = points.reshape(-1, 3).astype(np.float32)
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    a, b = r * columns + c, r * columns + (c + 1) % columns
    faces = np.concatenate(
        [
            np.stack([a, b, a + columns], -1).reshape(-1, 3),
            np.stack([b, b + columns, a + columns], -1).reshape(-1, 3),
        ]
    )
    centre = np.repeat(points.reshape(rows, columns, 3).mean(axis=1), columns, axis=0)
    if (vertex_normals(points, faces) * (points - centre)).sum() < 0:
        faces = faces[:, ::-1]
    weights = np.zeros((len(points), len(nude.rig.bones)), np.float32)
    front = np.repeat(np.clip((at - (toe - ankle) @ forward + 0.01) / 0.03, 0, 1), columns)
    weights[:, nude.rig.index(f"foot.{s}")] = 1 - front
    weights[:, nude.rig.index(f"toe3-1.{s}")] = front
    uv = np.stack([np.repeat(at, columns), points[:, 1] - under], 1).astype(np.float32)
    return MeshPiece(
        points,
        faces.astype(np.int32),
        weights,
        uv,
        np.full(len(points), -1, np.int32),
        "shoes",
        "leather",
    )


def skirt(nude: Nude, length, flare=0.05, rows=26, columns=72):
    """A lofted skirt from the waist down; `length` 0 is the hip joint, 1 the knee."""
    p, hip, knee = nude.points, nude.head("upperleg01.L"), nude.head("lowerleg01.L")
    top, hem = hip[1] - 0.12, hip[1] + length * (knee[1] - hip[1])
    body = nude.arm < 0.1
    angles = np.linspace(0, 2 * np.pi, columns, endpoint=False)
    rings = []
    reach = np.zeros(columns)
    for r in range(rows):
        y = top + (hem - top) * r / (rows - 1)
        near = p[body & (np.abs(p[:, 1] - y) < 0.02)]
        a = np.arctan2(near[:, 0], -near[:, 2])
        radius = np.linalg.norm(near[:, [0, 2]], axis=1)
        gap = np.abs((a[None] - angles[:, None] + np.pi) % (2 * np.pi) - np.pi)
        here = np.where(gap < 0.3, radius * np.cos(np.minimum(gap, 0.3)), 0).max(axis=1)
        kernel = np.array([1, 2, 3, 2, 1]) / 9
        here = np.convolve(np.concatenate([here[-2:], here, here[:2]]), kernel, "valid")
        reach = np.maximum(here + 0.020, reach)
        share = r / (rows - 1)
        wave = 1 + share * 0.05 * np.sin(9 * angles) + share * 0.02 * np.sin(14 * angles + 1)
        out = (reach + flare * share) * wave
        rings.append(
            np.stack([np.sin(angles) * out, np.full(columns, y), -np.cos(angles) * out], 1)
        )
    points = np.concatenate(rings).astype(np.float32)
    r, c = np.meshgrid(np.arange(rows - 1), np.arange(columns), indexing="ij")
    a, b = r * columns + c, r * columns + (c + 1) % columns
    faces = np.concatenate(
        [
            np.stack([a, b, a + columns], -1).reshape(-1, 3),
            np.stack([b, b + columns, a + columns], -1).reshape(-1, 3),
        ]
    )
    weights = np.zeros((len(points), len(nude.rig.bones)), np.float32)
    share = np.clip((points[:, 1] - hip[1] + 0.05) / (knee[1] - hip[1] + 0.05), 0, 1) * 0.85
    left = 0.5 + 0.5 * np.tanh(points[:, 0] / 0.07)
    weights[:, 0] = 1 - share
    for s, part in (("L", left), ("R", 1 - left)):
        weights[:, nude.rig.index(f"upperleg02.{s}")] = share * part
    out = vertex_normals(points, faces)
    if (out * points * [1, 0, 1]).sum() < 0:
        faces = faces[:, ::-1]
    piece = MeshPiece(
        points,
        faces.astype(np.int32),
        weights,
        np.zeros((len(points), 2), np.float32),
        np.full(len(points), -1, np.int32),
        "skirt",
        "cloth",
        True,
    )
    field = np.minimum(p[:, 1] - top, hem - 0.06 - p[:, 1])
    return [torso_chart(nude, hemmed(piece, 0.006), "skirt")], np.where(nude.arm > 0.3, -0.2, field)
