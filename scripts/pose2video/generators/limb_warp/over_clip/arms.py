"""The arms of the body model over the clip."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limb_warp.at_rest.arms import Arms


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


def follow_arms(arms: Arms, figure, hands, puppet, tracks) -> ArmMotion:
    """Pose the model's arms over a clip.

    Args:
        arms: The character's. figure: Its `Body`.
        hands: The `HandMotion`. puppet: The `Puppet`. tracks: Its `Tracks`.
    """
    where = figure.rig.joints(hands.transforms)
    joints = {side: where[:, mesh.joints] for side, mesh in arms.meshes.items()}
    drawn = {
        side: _line(puppet, tracks, side) for side in SIDES if f"{side}_forearm" in tracks.start
    }
    return ArmMotion(arms, joints, drawn)


def _line(puppet, tracks, side):
    """Shoulder, elbow and wrist of the puppet, `(T, 3, 2)` pixels."""
    upper, lower = (BONES[f"{side}_{piece}"] for piece in ("upper_arm", "forearm"))
    reach = puppet.bone(lower)[0] * tracks.along[lower.name]
    angle = tracks.angle[lower.name]
    wrist = tracks.start[lower.name] + reach[:, None] * np.stack(
        [np.cos(angle), np.sin(angle)], axis=1
    )
    return np.stack([tracks.start[upper.name], tracks.start[lower.name], wrist], axis=1)
