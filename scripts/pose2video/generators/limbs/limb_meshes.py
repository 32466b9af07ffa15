"""An arm or a leg of the body model from shoulder to wrist or hip to ankle, and its line."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pose2video.triangles.finer import in_four

FARTHEST = -0.24  # along a limb, before its first joint
BELOW = 0.06  # of a bone: so far a limb is kept beyond its last joint
ROUND, SMOOTHED = 0.16, 5  # of a bone, about the middle joint; how often points are averaged
BEND = 0.15  # of a bone, over which the direction of the upper one becomes the lower one's


@dataclass(frozen=True)
class LimbPlan:
    """Which limb.

    Attributes:
        bones: Those that move it. joints: Those that begin at its three joints.
        pieces: The pieces of a picture along its two bones.
        least: Share of a point that they move, from which it is the limb's.
        above: Of the upper bone, so far it is kept beyond the first joint.
    """

    bones: tuple[str, ...]
    joints: tuple[str, str, str]
    pieces: tuple[str, str]
    least: float = 0.2
    above: float = 0.12


ARM = LimbPlan(
    ("shoulder01", "upperarm01", "upperarm02", "lowerarm01", "lowerarm02", "wrist"),
    ("upperarm01", "lowerarm01", "wrist"),
    ("upper_arm", "forearm"),
)
SHOULDER = LimbPlan(("clavicle", "shoulder01", "upperarm01"), ARM.joints, ARM.pieces, above=1.0)
LEG = LimbPlan(
    ("upperleg01", "upperleg02", "lowerleg01", "lowerleg02"),
    ("upperleg01", "lowerleg01", "foot"),
    ("thigh", "shin"),
    least=0.1,  # trunks of pictures end above the crotch
)


@dataclass(frozen=True, eq=False)
class LimbMesh:
    """One limb at rest; V points, F triangles, B bones.

    Attributes:
        vertices: `(V,)`, which ones of the body they are.
        rest: `(V, 3)` metres, in the axes of the body at rest.
        faces: `(F, 3)` int32. bones: Indices of the bones that move it.
        weights: `(V, B)` float32, rows sum to 1.
        along: `(V,)`, 0 where it begins, 1 at elbow or knee, 2 at wrist or ankle.
        own: `(V,)` in [0, 1], how far the limb's bones move them.
        joints: Indices of the bones that begin there, `(3,)`.
    """

    vertices: np.ndarray
    rest: np.ndarray
    faces: np.ndarray
    bones: np.ndarray
    weights: np.ndarray
    along: np.ndarray
    own: np.ndarray
    joints: np.ndarray

    @cached_property
    def divided(self) -> tuple[np.ndarray, np.ndarray]:
        """Its edges, and four triangles for each, see `in_four`."""
        return in_four(self.faces, len(self.rest))

    @cached_property
    def around(self) -> np.ndarray:
        """Which side of the limb each point is on, `(V, 2)`: unit vectors, none has a seam."""
        line = np.stack(
            [self.rest[np.abs(self.along - k) < 0.1].mean(axis=0) for k in (0.3, 1, 1.7)]
        )
        axis = np.diff(line, axis=0)
        off = self.rest - on_line(np.interp(self.along, (0.3, 1, 1.7), (0, 1, 2)), line)
        share = np.clip((self.along - 1) / (2 * BEND) + 0.5, 0, 1)[:, None]
        axis = axis[0] * (1 - share) + axis[1] * share
        first = np.cross(axis, [0, 0, 1.0])
        first /= np.linalg.norm(first, axis=1, keepdims=True)
        second = np.cross(axis / np.linalg.norm(axis, axis=1, keepdims=True), first)
        sides = np.stack([(off * way).sum(axis=1) for way in (first, second)], axis=1)
        return sides / np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-9)

    @cached_property
    def _rounding(self):
        """What points about the middle joint are as means of their neighbours, `(V, V)`."""
        beside = np.zeros((len(self.rest),) * 2, np.float32)
        for k in range(3):
            beside[self.faces[:, k], self.faces[:, k - 1]] = 1
        beside = np.maximum(beside, beside.T)
        beside /= np.maximum(beside.sum(axis=1, keepdims=True), 1)
        share = 0.5 * np.exp(-(((self.along - 1) / ROUND) ** 2))[:, None]
        once = np.eye(len(beside), dtype=np.float32) * (1 - share) + share * beside
        return np.linalg.matrix_power(once.astype(np.float32), SMOOTHED)

    def posed(self, transforms):
        """Points `(V, 3)` in camera axes; what skinning pinches at elbow and knee is round.

        Args:
            transforms: `(J, 4, 4)` of one frame, see `Body.transforms`.
        """
        blend = self.weights @ transforms[self.bones, :3].reshape(-1, 12).astype(np.float32)
        blend = blend.reshape(-1, 3, 4)
        return self._rounding @ (np.einsum("nab,nb->na", blend[..., :3], self.rest) + blend[..., 3])


def build_limb(body, side, plan=ARM) -> LimbMesh:
    """Cut a limb out of a `Body`.

    Args:
        body: The body. side: `left` or `right`. plan: Which limb.
    """
    model, rig, s = body.model, body.rig, side[0].upper()
    own = [rig.index(f"{bone}.{s}") for bone in plan.bones]
    joints = np.array([rig.index(f"{bone}.{s}") for bone in plan.joints])
    along = _along(body.vertices, rig.heads[joints])
    own = model.weights[:, own].sum(axis=1)
    kept = own > plan.least
    kept &= (along > -plan.above) & (along < 2 + BELOW)
    faces = model.faces[kept[model.faces].all(axis=1)]
    used = np.unique(faces)
    number = np.full(len(kept), -1, np.int32)
    number[used] = np.arange(len(used))
    bones = np.flatnonzero(model.weights[used].max(axis=0) > 0)
    weights = model.weights[used][:, bones]
    return LimbMesh(
        vertices=used,
        rest=body.vertices[used].astype(np.float32),
        faces=number[faces].astype(np.int32),
        bones=bones,
        weights=(weights / weights.sum(axis=1, keepdims=True)).astype(np.float32),
        along=along[used],
        own=own[used],
        joints=joints,
    )


def _along(points, joints):
    """How far along the limb points `(V, 3)` lie, by its three joints at rest."""
    shares = []
    for start, axis in zip(joints, np.diff(joints, axis=0), strict=False):
        shares.append((points - start) @ axis / (axis @ axis))
    return np.clip(shares[0], FARTHEST, 1) + np.clip(shares[1], 0, 1 + 2 * BELOW)


def on_line(along, joints):
    """Places `(V, D)` on the line through three joints `(3, D)`, for `along` `(V,)`."""
    upper, lower = np.diff(joints, axis=0)
    first, second = np.minimum(along, 1), np.maximum(along - 1, 0)
    return joints[0] + first[:, None] * upper + second[:, None] * lower


def sideways(along, joints):
    """Unit directions across the limb and across the line of sight.

    Args:
        along: `(V,)`. joints: `(3, 3)` metres in camera axes.

    Returns:
        `(V, 3)`; on the canvas they point to the right of who looks from its beginning to its end.
    """
    axes = np.diff(joints, axis=0)
    axes /= np.linalg.norm(axes, axis=1, keepdims=True)
    share = np.clip((along - 1) / (2 * BEND) + 0.5, 0, 1)[:, None]
    side = np.cross(joints.mean(axis=0), axes[0] * (1 - share) + axes[1] * share)
    return side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
