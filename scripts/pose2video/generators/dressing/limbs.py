"""Arms and hands of a dressed body: those of the body model, in the picture's sleeves and skin."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.hands.drawing import PosedHand
from pose2video.bodies.hands.mesh import HandMesh
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limbs.arms import Arms, dress_arms, with_forearms
from pose2video.generators.limbs.limb_meshes import ARM, LimbMesh, on_line
from pose2video.generators.limbs.limb_shapes import out_of_shoulder, wider_at, worn
from pose2video.generators.limbs.mounts import Mounts, mount_hands, painted_hands
from pose2video.generators.limbs.puppet import lay_out
from pose2video.generators.limbs.strips import ROWS
from pose2video.generators.limbs.wrists import BLEND, CUFFED, Wrist

OWN = (0.5, 0.9)  # share of a point that the arm moves, between which it becomes the arm's
ROUND = 0.08  # of a bone, around which an arm moves as one
WIDEST = 1.4  # arms that fit the picture over the model's
UNDER = 0.025  # metres by which the end of a forearm lies under the hand that is drawn on it
STARTS = 0.09  # of the forearm above the wrist, over which a hand's stub gets as wide as the arm


@dataclass(frozen=True, eq=False)
class DressedLimbs:
    """What arms and hands are drawn with.

    Attributes:
        mounts: What the hands are put on. meshes: `{side: HandMesh}`.
        skin: Their painted skin. charts: `{side: (V, 2)}`, where their points lie on it.
        arms: The arms; None where the picture shows none, and the body's pages are drawn.
        strips: uint8 RGB, the strips of the sleeves, one below the other.
        rows: `{side: first row}` of the strips.
        shares: `{side: (V,)}` in [0, 1], how far the points of a `LimbMesh` are the arm's.
    """

    mounts: Mounts
    meshes: dict[str, HandMesh]
    skin: np.ndarray
    charts: dict[str, np.ndarray]
    arms: Arms | None
    strips: np.ndarray
    rows: dict[str, int]
    shares: dict[str, np.ndarray]

    def lay(self, transforms, points, under, other, first):
        """Bring the points of the arms to where the sleeves are, in place.

        Args:
            transforms: `(J, 4, 4)` of one frame.
            points: `(V, 3)` of the body, camera axes; changed.
            under: `(V,)` zeros; gets how far points lie under the hands, metres.
            other: `(V, 3)`; gets column and row of `strips`, and the share of their colour.
            first: Row at which `strips` begins.

        Returns:
            `(V,)` bool, which points a sleeve changes.
        """
        sleeved = np.zeros(len(points), bool)
        where = self.mounts.figure.rig.joints(transforms[None])[0]
        for side, row in self.rows.items():
            mesh, share = self.arms.meshes[side], self.shares[side]
            at = mesh.vertices
            arm = worn(mesh, self.arms.sleeves[side], transforms, where[mesh.joints])
            points[at] += share[:, None] * (arm.points - points[at])
            other[at] = np.column_stack([arm.place + [0, row + first], share])
            sleeved[at] = True
            begins = 2 - self.mounts.wrists[side].fade[1] - STARTS
            under[at] = UNDER * np.clip((mesh.along - begins) / STARTS, 0, 1)
        return sleeved

    def posed(self, transforms, camera) -> list[PosedHand]:
        """The hands of one frame on a `Camera`'s canvas; `transforms` as in `lay`."""
        hands = []
        for side, mesh in self.meshes.items():
            points, normals = mesh.posed(transforms)
            wrist, rig, s = self.mounts.wrists[side], self.mounts.figure.rig, side[0].upper()
            ends = rig.heads[[rig.index(f"{bone}.{s}") for bone in ("lowerarm01", "wrist")]]
            length = np.linalg.norm(ends[1] - ends[0])
            if self.arms:
                points = self._as_wide(points, side, mesh.up_arm / length, transforms)
            xy, depth = camera.project(points)
            fade = tuple(np.array(wrist.fade) * length)
            gain = self.mounts.gain(side, normals)
            hands.append(
                PosedHand(mesh, self.charts[side], xy, depth, normals, fade, not wrist.bare, gain)
            )
        return hands

    def _as_wide(self, points, side, up, transforms):
        """The stub of a hand, as wide as the arm it lies on; `up` in forearms from the wrist."""
        arm = self.arms.meshes[side]
        joints = self.mounts.figure.rig.joints(transforms[None])[0][arm.joints]
        along = np.clip(2 - up, 0, 2)
        centre = on_line(along, joints)
        wider = wider_at(self.arms.sleeves[side], along) - 1
        share = np.clip(up / STARTS, 0, 1)[:, None]
        return (points + share * wider[:, None] * (points - centre)).astype(np.float32)


def dress_limbs(character, figure, fitted, millimetre) -> DressedLimbs:
    """Put arms and hands on a character's body.

    Args:
        character: A `Character` with `body`. figure: Its `Body`.
        fitted: `(V, 3)` metres at rest, its points as they fit the picture.
        millimetre: Of the largest hand of the clip, in pixels.
    """
    puppet = with_forearms(lay_out(character, character.size))
    mounts, _ = mount_hands(puppet, character, figure)
    arms = dress_arms(puppet, character, figure, mounts.tone)
    seen = {s: w for s, w in mounts.wrists.items() if puppet.textures[f"{s}_forearm"].image.any()}
    usual = next(iter(seen.values()), CUFFED)
    wrists = {side: _below_arm(seen.get(side, usual)) for side in SIDES}
    mounts = replace(mounts, wrists=wrists)
    arms = arms and _fitted(arms, wrists, fitted)
    mounts = mounts.next_to(arms.sleeves, arms.light) if arms else mounts
    meshes, skin, charts = painted_hands(mounts, millimetre)
    shown = arms.sleeves if arms else {}
    strips = [shown[side].strip for side in shown] or [np.zeros((2, 2, 3), np.uint8)]
    return DressedLimbs(
        mounts=mounts,
        meshes=meshes,
        skin=skin,
        charts=charts,
        arms=arms,
        strips=np.concatenate(strips),
        rows={side: 2 * ROWS * k for k, side in enumerate(shown)},
        shares={side: _share(arms.meshes[side], figure, side) for side in shown},
    )


def _fitted(arms: Arms, wrists, fitted):
    """The arms where the picture has them, and as wide; a bare one is the model's at the wrist."""
    meshes, sleeves = {}, dict(arms.sleeves)
    for side, mesh in arms.meshes.items():
        near = np.exp(-0.5 * ((mesh.along[:, None] - mesh.along) / ROUND) ** 2)
        near /= near.sum(axis=1, keepdims=True)
        own = near @ mesh.rest
        there = near @ fitted[mesh.vertices]
        meshes[side] = replace(mesh, rest=(mesh.rest + there - own).astype(np.float32))
        if side in sleeves:
            wide = np.linalg.norm(fitted[mesh.vertices] - there, axis=1)
            wider = near @ (wide / np.maximum(np.linalg.norm(mesh.rest - own, axis=1), 1e-3))
            order = np.argsort(mesh.along)
            rows = (np.arange(2 * ROWS) + 0.5) / ROWS
            found = np.interp(rows, mesh.along[order], wider[order])
            found = np.maximum(sleeves[side].wider, np.minimum(found, WIDEST))
            if wrists[side].bare:
                found = 1 + (found - 1) * np.clip((2 - rows) / BLEND[1], 0, 1)
            sleeves[side] = replace(sleeves[side], wider=found)
    return replace(arms, meshes=meshes, sleeves=sleeves)


def _below_arm(wrist: Wrist):
    """A wrist whose forearm is drawn, whatever the picture shows of it."""
    return replace(wrist, whole=False, fade=BLEND) if wrist.whole else wrist


def _share(mesh: LimbMesh, figure, side):
    """How far points of an arm are the arm's, `(V,)`: the shoulder is the trunk's."""
    model, bones = figure.model, ARM.bones[1:]
    own = [figure.rig.index(f"{bone}.{side[0].upper()}") for bone in bones]
    own = model.weights[mesh.vertices][:, own].sum(axis=1)
    share = np.clip((own - OWN[0]) / (OWN[1] - OWN[0]), 0, 1) * out_of_shoulder(mesh)
    inside = np.zeros(len(model.template), bool)
    inside[mesh.vertices] = True
    edge = np.zeros(len(model.template), bool)  # points of triangles that leave the mesh
    leaves = inside[model.faces].any(axis=1) & ~inside[model.faces].all(axis=1)
    edge[model.faces[leaves]] = True
    return share * ~(edge[mesh.vertices] & (mesh.along < 1))
