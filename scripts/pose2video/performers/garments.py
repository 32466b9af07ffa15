"""Clothes that follow the body: shells over its surface, cut along hems."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.performers.mesh import (
    MeshPiece,
    clip,
    hemmed,
    smoothed,
    unit,
    unwrapped,
    vertex_normals,
)

TORSO_RADIUS, LIMB_RADIUS = 0.16, 0.055  # metres per radian on the charts


@dataclass(frozen=True, eq=False)
class Nude:
    """A body at rest with what tailors measure. It is never shown undressed.

    Attributes:
        model: The `BodyModel`. rig: Its `Rig`.
        points: `(V, 3)` float32. normals: `(V, 3)`.
        arm: `(V,)` skinning weight of the arms. along: `(V,)` 0 at the shoulder, 1 at the elbow,
            2 at the wrist, of the nearer arm.
        side: `(V,)` +1 on the left, -1 on the right.
    """

    model: object
    rig: object
    points: np.ndarray
    normals: np.ndarray
    arm: np.ndarray
    along: np.ndarray
    side: np.ndarray

    @classmethod
    def build(cls, model, rig, points):
        """Measure."""
        words = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")
        arms = [i for i, b in enumerate(rig.bones) if any(w in b for w in words)]
        side = np.where(points[:, 0] >= 0, 1, -1)
        normals = vertex_normals(points, model.faces)
        along = along_arm(rig, points)
        return cls(model, rig, points, normals, model.weights[:, arms].sum(1), along, side)

    @property
    def near_floor(self):
        """Whether a vertex belongs to the feet, `(V,)` bool."""
        feet = np.zeros(len(self.points), bool)
        feet[self.model.faces[self.model.segment("foot.L", "foot.R")]] = True
        return feet

    def head(self, bone):
        """Rest position of a bone."""
        return self.rig.heads[self.rig.index(bone)]

    def skin(self):
        """All of the outside of the body and the eyes' and mouth's insides, as one piece."""
        n = len(self.points)
        return MeshPiece(
            self.points,
            self.model.faces,
            self.model.weights,
            np.zeros((n, 2), np.float32),
            np.arange(n, dtype=np.int32),
            "skin",
            "skin",
        )


def along_arm(rig, points):
    """How far down the nearer arm points `(N, 3)` lie, see `Nude.along`."""
    along = np.zeros(len(points))
    for sign, s in zip((1, -1), "LR", strict=True):
        a, b, c = (rig.heads[rig.index(f"{n}.{s}")] for n in ("upperarm01", "lowerarm01", "wrist"))
        upper = (points - a) @ (b - a) / ((b - a) @ (b - a))
        lower = (points - b) @ (c - b) / ((c - b) @ (c - b))
        nearer = np.linalg.norm(points - c, axis=1) < np.linalg.norm(points - a, axis=1)
        value = np.where((lower > 0) & (upper > 0.6) | nearer, 1 + lower, np.minimum(upper, 1.0))
        along = np.where(sign * points[:, 0] >= 0, value, along)
    return along


def folds(points, size, seed):
    """Smooth noise in [-1, 1], `(N,)`: a few crossing waves, bent by each other."""
    rng = np.random.default_rng(seed)
    total, bend = np.zeros(len(points)), np.zeros(len(points))
    for k in range(5):
        direction = unit(rng.normal(size=3) * [1, 0.7, 1])
        wave = np.sin(
            points @ direction * 2 * np.pi / (size * (0.7 + 0.35 * k)) + bend + rng.uniform(0, 6)
        )
        total += wave / (1 + 0.3 * k)
        bend = 1.3 * wave
    return total / 3


def shell(nude: Nude, faces, offset, rounds, fold, seed, cover=True) -> MeshPiece:
    """A smooth skin outside the body.

    Args:
        faces: Bool `(F,)`.
        offset: Metres outward, number or `(V,)`.
        rounds: Of smoothing; hollows are filled, bumps stay covered.
        fold: `(V,)` or number, height of folds in metres.
        cover: Keep outside of the body; without it the shell is only smooth.
    """
    piece = nude.skin().only(faces)
    used = piece.source
    smooth = smoothed(piece.points, piece.faces, rounds)
    normals = vertex_normals(smooth, piece.faces)
    hidden = ((piece.points - smooth) * normals).sum(axis=1)
    away = np.broadcast_to(offset, len(nude.points))[used] + cover * np.maximum(hidden, 0)
    away = away + np.broadcast_to(fold, len(nude.points))[used] * (1 + folds(smooth, 0.16, seed))
    points = smooth + normals * away[:, None].astype(np.float32)
    return replace(piece, points=points.astype(np.float32))


def shirt(nude: Nude, sleeve, neck, length, seed=0, loose=0.008):
    """Torso and two sleeves.

    Args:
        sleeve: Where it ends: 0 shoulder, 1 elbow, 2 wrist.
        neck: `crew`, `v` or `boat`.
        length: Hem in metres below the hip joint.

    Returns:
        Pieces and the field `(V,)` that is positive under the garment.
    """
    collar, hip = nude.head("neck01"), nude.head("upperleg01.L")
    wide, deep = {"crew": (0.074, 0.055), "v": (0.075, 0.05), "boat": (0.11, 0.045)}[neck]
    arm_length = np.linalg.norm(nude.head("lowerarm01.L") - nude.head("upperarm01.L"))

    def covers(p, arm):
        d = (p - collar - [0, -0.012, -0.01]) / [wide, deep, 0.095]
        hole = (np.linalg.norm(d, axis=1) - 1) * 0.08
        if neck == "v":
            drop = (collar[1] + 0.13 - p[:, 1]) * 0.55 - np.abs(p[:, 0])
            hole = np.where(p[:, 2] < collar[2], np.minimum(hole, -drop), hole)
        torso = np.minimum.reduce([hole, hip[1] + length - p[:, 1], p[:, 1] - collar[1] + 0.02])
        cuff = (sleeve - along_arm(nude.rig, p)) * arm_length
        return np.where(arm > 0.6, cuff, np.where(arm > 0.25, np.minimum(torso, cuff), torso))

    p, field = nude.points, covers(nude.points, nude.arm)
    near = (field[nude.model.faces] > -0.04).any(axis=1) & nude.model.segment(
        "body", "hand.L", "hand.R"
    )
    elbow = np.exp(-(((nude.along - 1) / 0.35) ** 2)) * (nude.arm > 0.5)
    waist = np.exp(-(((p[:, 1] - hip[1] + 0.12) / 0.1) ** 2)) * (nude.arm < 0.5)
    fold = 0.0016 + 0.0035 * elbow + 0.0035 * waist
    flare = loose + 0.012 * np.clip((p[:, 1] - (hip[1] - 0.25)) / 0.3, 0, 1) * (nude.arm < 0.5)
    flare = flare + 0.006 * np.clip(nude.along - 0.3, 0, 1) * (nude.arm > 0.5)
    whole = shell(nude, near, flare, 10, fold, seed)
    whole = clip(whole, covers(whole.points, nude.arm[whole.source]))
    source = whole.source
    limb = (nude.arm[source] > 0.5)[whole.faces].sum(axis=1) >= 2
    pieces = [torso_chart(nude, hemmed(whole.only(~limb), 0.006), "shirt")]
    for side, sign in zip(SIDES, (1, -1), strict=True):
        one = limb & (nude.side[source] == sign)[whole.faces].all(axis=1)
        pieces.append(_limb_chart(nude, hemmed(whole.only(one), 0.006), side, "sleeve"))
    return pieces, field


def clip_by(piece, field):
    """`clip` with a field over the body's vertices."""
    return clip(piece, field[piece.source])


def trousers(nude: Nude, length, seed=1, loose=0.007, rise=0.10):
    """Two legs and a seat.

    Args:
        length: Where the legs end: 0 knee, 1 ankle.
        loose: Metres off the skin. rise: Metres that the waist lies above the hip joint.
    """
    p = nude.points
    hip, knee, ankle = (nude.head(f"{b}.L") for b in ("upperleg01", "lowerleg01", "foot"))
    hem = knee[1] + length * (ankle[1] - knee[1])

    def covers(p, arm):
        return np.where(arm > 0.3, -0.2, np.minimum(p[:, 1] - (hip[1] - rise), hem - p[:, 1]))

    field = covers(p, nude.arm)
    near = (field[nude.model.faces] > -0.05).any(axis=1) & ~(nude.arm > 0.3)[nude.model.faces].any(
        axis=1
    )
    near &= nude.model.segment("body", "foot.L", "foot.R")
    low = np.clip((p[:, 1] - knee[1]) / (ankle[1] - knee[1]), 0, 1)
    bend = np.exp(-(((p[:, 1] - knee[1]) / 0.08) ** 2)) + np.exp(
        -(((p[:, 1] - ankle[1]) / 0.09) ** 2)
    )
    crotch = np.exp(-(((p[:, 1] - hip[1] - 0.04) / 0.07) ** 2))
    piece = shell(nude, near, loose + 0.014 * low, 8, 0.0012 + 0.003 * bend + 0.002 * crotch, seed)
    piece = hemmed(clip(piece, covers(piece.points, nude.arm[piece.source])), 0.006)
    return [torso_chart(nude, piece, "trousers")], field


def torso_chart(nude, piece, chart):
    """Lay a piece out round the body's upright axis, as cloth."""
    x, z = piece.points[:, 0], piece.points[:, 2] - nude.head("spine03")[2] - 0.02
    u = np.arctan2(x, -z) * TORSO_RADIUS
    uv = np.stack([u, piece.points[:, 1] - nude.head("upperleg01.L")[1]], 1).astype(np.float32)
    piece = replace(piece, uv=uv, chart=chart, material="cloth", two_sided=True)
    return unwrapped(piece, 2 * np.pi * TORSO_RADIUS)


def _limb_chart(nude, piece, side, chart):
    s = "L" if side == "left" else "R"
    a, b, c = (nude.head(f"{n}.{s}") for n in ("upperarm01", "lowerarm01", "wrist"))
    lower = (piece.points - b) @ unit(c - b)
    upper = (piece.points - a) @ unit(b - a)
    length = np.linalg.norm(b - a)
    middle = unit(unit(b - a) + unit(c - b))  # square to the plane that halves the elbow
    past = (piece.points - b) @ middle
    far = np.where(past > 0, lower, upper - length)
    mix = np.clip(np.abs(past) / 0.07, 0, 1)
    v = length + past / (middle @ unit(c - b)) * (1 - mix) + far * mix
    axis = np.where(
        (v > length)[:, None],
        b + np.maximum(lower, 0)[:, None] * unit(c - b),
        a + upper[:, None] * unit(b - a),
    )
    out = piece.points - axis
    forward = np.array([0, 0, -1.0])
    sideways = unit(np.cross(unit(b - a), forward))
    u = np.arctan2(out @ sideways, out @ np.cross(sideways, unit(b - a))) * LIMB_RADIUS
    piece = replace(
        piece,
        uv=np.stack([u, v], 1).astype(np.float32),
        chart=chart,
        material="cloth",
        two_sided=True,
    )
    return unwrapped(piece, 2 * np.pi * LIMB_RADIUS)
