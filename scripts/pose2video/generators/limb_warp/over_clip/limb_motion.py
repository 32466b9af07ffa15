"""Arms or legs of the body model over the clip."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.generators.limb_warp.over_clip.signals import unit_vector
from pose2video.generators.limbs.arms import Arms
from pose2video.generators.limbs.legs import Legs
from pose2video.generators.limbs.limb_meshes import ARM, LimbPlan, sideways


@dataclass(frozen=True, eq=False)
class LimbMotion:
    """The model's arms or legs, and where they go.

    Attributes:
        limbs: The `Arms` or `Legs`.
        transforms: `(T, J, 4, 4)`, see `Body.transforms`.
        joints: `{side: (T, 3, 3)}`, the limb's joints in camera axes, metres.
        line: `{side: (T, 3, 2)}`, where they are on the canvas, as the puppet has them.
        scale: `(T,)`, size on the canvas over that of the model before the camera.
        across: `{side: (V, 3)}`, which way the columns of the sleeves go in the picture, unit.
        surfaces: By side, the surface all around, see `arm_surface`; none of legs.
    """

    limbs: Arms | Legs
    transforms: np.ndarray
    joints: dict[str, np.ndarray]
    line: dict[str, np.ndarray]
    scale: np.ndarray
    across: dict[str, np.ndarray]
    surfaces: dict[str, np.ndarray] = field(default_factory=dict)


def follow_limbs(limbs, plan: LimbPlan, figure, body, transforms, stance, puppet, tracks, scale):
    """Pose the model's limbs over a clip.

    Args:
        limbs: The character's `Arms` or `Legs`. plan: Which limbs these are.
        figure: Its `Body`. body: The `BodyMotion` on the canvas. transforms: `(T, J, 4, 4)` of it.
        stance: The `BodyMotion` in the picture. puppet: The `Puppet`. tracks: Its `Tracks`.
        scale: `(T,)`, see `LimbMotion`.

    Returns:
        The `LimbMotion`, of those sides whose lower piece the puppet has.
    """
    where = figure.rig.joints(transforms)
    joints = {side: where[:, mesh.joints] for side, mesh in limbs.meshes.items()}
    found = figure.poses(replace(body, confidence=np.ones_like(body.confidence)))
    line = {}
    for side in limbs.sleeves:
        if f"{side}_{plan.pieces[1]}" not in puppet.textures:
            continue
        upper, lower = (BONES[f"{side}_{piece}"] for piece in plan.pieces)
        # the keypoints that the puppet follows lie beside the joints of the bones
        points = found.layout.indices(upper.start, lower.start, lower.end)
        beside = body.camera.project(joints[side])[0] - found.keypoints[:, points]
        if plan is ARM:
            beside[:, 2] = 0  # the hand's wrist is the puppet's
        line[side] = _line(puppet, tracks, upper, lower) + scale[:, None, None] * beside
    resting = figure.rig.joints(figure.transforms(stance))[0]
    across = {
        side: sideways(mesh.along, resting[mesh.joints]) for side, mesh in limbs.meshes.items()
    }
    return LimbMotion(limbs, transforms, joints, line, scale, across)


def _line(puppet, tracks, upper, lower):
    """The three joints of two bones of the puppet, `(T, 3, 2)` pixels."""
    reach = puppet.bone(lower)[0] * tracks.along[lower.name]
    ahead = reach[:, None] * unit_vector(tracks.angle[lower.name])
    start, middle = tracks.start[upper.name], tracks.start[lower.name]
    return np.stack([start, middle, middle + ahead], axis=1)
