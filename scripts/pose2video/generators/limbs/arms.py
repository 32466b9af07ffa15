"""The arms of the body model in the picture's sleeves."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limbs.limb_meshes import SHOULDER, LimbMesh, build_limb
from pose2video.generators.limbs.puppet import Puppet, Texture
from pose2video.generators.limbs.sleeves import Sleeve, sleeves_of
from pose2video.generators.limbs.strips import model_widths

ARMPIT = 0.12  # along the arm


@dataclass(frozen=True, eq=False)
class Arms:
    """What the model's arms are drawn with.

    Attributes:
        meshes: `{side: LimbMesh}`. sleeves: `{side: Sleeve}`.
        shoulders: `{side: LimbMesh}`, from the collar bone to the upper arm.
    """

    meshes: dict[str, LimbMesh]
    sleeves: dict[str, Sleeve]
    shoulders: dict[str, LimbMesh]


def with_forearms(puppet: Puppet) -> Puppet:
    """The puppet with an empty forearm below every upper arm that the picture cuts off."""
    textures = dict(puppet.textures)
    for side in SIDES:
        name = f"{side}_forearm"
        if f"{side}_upper_arm" in textures and name not in textures:
            at = np.rint(puppet.joints[BONES[name].start]).astype(int)
            empty = np.zeros((3, 3, 4), np.uint8)
            textures[name] = Texture(empty, (int(at[0]), int(at[1])), at[None].astype(float))
    return replace(puppet, textures=textures)


def dress_arms(puppet, character, figure, tone, bare=False) -> Arms | None:
    """Put the picture's sleeves on the model's arms; None where it shows no arm.

    Args:
        puppet: The character's `Puppet`, with its own hands.
        character: The `Character`, with a body. figure: That body.
        tone: Linear RGB of its skin.
        bare: Whether arms are bare where the picture does not show them.
    """
    meshes = {side: build_limb(figure, side) for side in SIDES}
    size = (puppet.background.shape[1], puppet.background.shape[0])
    widths = {
        side: model_widths(mesh, figure, character.body, size)[0] for side, mesh in meshes.items()
    }
    sleeves = sleeves_of(puppet, widths, tone, bare)
    shoulders = {side: _above_armpit(build_limb(figure, side, SHOULDER)) for side in SIDES}
    return Arms(meshes, sleeves, shoulders) if sleeves else None


def _above_armpit(mesh):
    return replace(mesh, faces=mesh.faces[mesh.along[mesh.faces].max(axis=1) < ARMPIT])
