"""The arms of the body model in the picture's sleeves."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from pose2video.bodies.hands.drawing import Light
from pose2video.bodies.hands.grain import Grain
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limbs.arm_light import light_on_arms
from pose2video.generators.limbs.limb_meshes import (
    SHOULDER,
    LimbMesh,
    build_limb,
    sideways,
)
from pose2video.generators.limbs.limb_shapes import light_before
from pose2video.generators.limbs.materials import cloth_grain, pixels_per_mm
from pose2video.generators.limbs.puppet import Puppet, Texture
from pose2video.generators.limbs.sleeves import Sleeve, sleeves_of
from pose2video.generators.limbs.strips import COLUMNS, ROWS, model_widths, unroll
from pose2video.generators.limbs.wrists import BLEND

ARMPIT = 0.12  # along the arm
CUFF = (1.14, 1.4)  # of a wrist's width
TAPER = 0.3  # of the forearm, over which it gets as wide as the picture's


@dataclass(frozen=True, eq=False)
class Arms:
    """What the model's arms are drawn with.

    Attributes:
        meshes: `{side: LimbMesh}`. sleeves: `{side: Sleeve}`.
        shoulders: `{side: LimbMesh}`, from the collar bone to the upper arm.
        cloth: The `Grain` of the sleeves. light: The `Light` on bare arms.
    """

    meshes: dict[str, LimbMesh]
    sleeves: dict[str, Sleeve]
    shoulders: dict[str, LimbMesh]
    cloth: Grain
    light: Light = field(default_factory=Light)


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


def dress_arms(puppet, character, figure, skin, bare=False, short=()) -> Arms | None:
    """Put the picture's sleeves on the model's arms; None where it shows no arm.

    Args:
        puppet: The character's `Puppet`, with its own hands.
        character: The `Character`, with a body. figure: That body.
        skin: The `SkinTone` of its picture.
        bare: Whether arms are bare where the picture does not show them.
        short: Sides whose forearm the picture shows from its end: nothing is read from it.
    """
    meshes = {side: build_limb(figure, side) for side in SIDES}
    size = (puppet.background.shape[1], puppet.background.shape[0])
    widths = {
        side: model_widths(mesh, figure, character.body, size)[0] for side, mesh in meshes.items()
    }
    strips = {side: unroll(puppet, side, widths[side]) for side in SIDES}
    strips = {side: strip for side, strip in strips.items() if strip}
    if not strips:
        return None
    where = figure.rig.joints(figure.transforms(character.body))[0]
    joints = {side: where[mesh.joints] for side, mesh in meshes.items()}
    light = light_on_arms(strips, joints, skin)
    shades = {side: _shade(joints[side], light) for side in meshes}
    sleeves = sleeves_of(strips, skin, shades, bare, short)
    shoulders = {side: _above_armpit(build_limb(figure, side, SHOULDER)) for side in SIDES}
    cloth = cloth_grain(character, skin.tone, pixels_per_mm(figure, puppet, character))
    return Arms(meshes, sleeves, shoulders, cloth, light)


def above_hands(arms: Arms, wrists) -> Arms:
    """The same, at bare wrists as thin as the hands' stubs of a forearm, at cuffs wider than these.

    Args:
        arms: The arms. wrists: `{side: Wrist}`.
    """
    share = np.clip((2 - (np.arange(2 * ROWS) + 0.5) / ROWS - BLEND[0]) / TAPER, 0, 1)
    share = share * share * (3 - 2 * share)
    sleeves = dict(arms.sleeves)
    for side in sleeves.keys() & wrists.keys():
        own = sleeves[side].wider
        wide = 1 if wrists[side].bare else np.clip(own, *CUFF)
        sleeves[side] = replace(sleeves[side], wider=wide + share * (own - wide))
    return replace(arms, sleeves=sleeves)


def _shade(joints, light):
    """Light on each place of an arm's strip as it stands in the picture, `(2 ROWS, COLUMNS)`."""
    rows, columns = np.indices((2 * ROWS, COLUMNS)).reshape(2, -1)
    across = sideways((rows + 0.5) / ROWS, joints)
    return light_before(light, columns, across).reshape(2 * ROWS, COLUMNS)


def _above_armpit(mesh):
    return replace(mesh, faces=mesh.faces[mesh.along[mesh.faces].max(axis=1) < ARMPIT])
