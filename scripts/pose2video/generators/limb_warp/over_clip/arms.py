"""The arms of the body model over the clip."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.generators.limb_warp.over_clip.signals import unit_vector
from pose2video.generators.limbs.arms import Arms


@dataclass(frozen=True, eq=False)
class ArmMotion:
    """The model's arms, and where they go.

    Attributes:
        arms: The `Arms`.
        joints: `{side: (T, 3, 3)}`, shoulder, elbow and wrist in camera axes, metres.
        line: `{side: (T, 3, 2)}`, where they are on the canvas, as the puppet has them.
    """

    arms: Arms
    joints: dict[str, np.ndarray]
    line: dict[str, np.ndarray]


def follow_arms(arms: Arms, figure, body, hands, puppet, tracks) -> ArmMotion:
    """Pose the model's arms over a clip.

    Args:
        arms: The character's. figure: Its `Body`. body: The `BodyMotion` on the canvas.
        hands: The `HandMotion`. puppet: The `Puppet`. tracks: Its `Tracks`.
    """
    where = figure.rig.joints(hands.transforms)
    joints = {side: where[:, mesh.joints] for side, mesh in arms.meshes.items()}
    found = figure.poses(replace(body, confidence=np.ones_like(body.confidence)))
    line = {}
    for side in arms.sleeves:
        if f"{side}_forearm" not in puppet.textures:
            continue
        # the keypoints that the puppet follows lie beside the joints of the bones
        names = (f"{side}_{joint}" for joint in ("shoulder", "elbow", "wrist"))
        beside = (
            body.camera.project(joints[side])[0] - found.keypoints[:, found.layout.indices(*names)]
        )
        line[side] = _line(puppet, tracks, side) + hands.scale * beside
    return ArmMotion(arms, joints, line)


def _line(puppet, tracks, side):
    """Shoulder, elbow and wrist of the puppet, `(T, 3, 2)` pixels."""
    upper, lower = (BONES[f"{side}_{piece}"] for piece in ("upper_arm", "forearm"))
    reach = puppet.bone(lower)[0] * tracks.along[lower.name]
    ahead = reach[:, None] * unit_vector(tracks.angle[lower.name])
    start, elbow = tracks.start[upper.name], tracks.start[lower.name]
    return np.stack([start, elbow, elbow + ahead], axis=1)
