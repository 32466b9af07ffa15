"""The arms of the body model in the picture's sleeves."""

from __future__ import annotations

from dataclasses import dataclass

from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limb_warp.at_rest.arm_meshes import ArmMesh, build_arm
from pose2video.generators.limb_warp.at_rest.sleeves import Sleeve, sleeves_of
from pose2video.generators.limb_warp.at_rest.strips import half_widths


@dataclass(frozen=True, eq=False)
class Arms:
    """What the model's arms are drawn with.

    Attributes:
        meshes: `{side: ArmMesh}`. sleeves: `{side: Sleeve}`.
    """

    meshes: dict[str, ArmMesh]
    sleeves: dict[str, Sleeve]


def dress_arms(puppet, character, figure, tone) -> Arms | None:
    """Put the picture's sleeves on the model's arms; None where it shows no arm.

    Args:
        puppet: The character's `Puppet`, with its own hands.
        character: The `Character`, with a body. figure: That body.
        tone: Linear RGB of its skin.
    """
    meshes = {side: build_arm(figure, side) for side in SIDES}
    size = (puppet.background.shape[1], puppet.background.shape[0])
    widths = {
        side: half_widths(mesh, figure, character.body, size) for side, mesh in meshes.items()
    }
    sleeves = sleeves_of(puppet, widths, tone)
    return Arms(meshes, sleeves) if sleeves else None
