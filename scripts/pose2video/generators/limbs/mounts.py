"""Where the hands of the body model take the place of the picture's own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.hands.drawing import SAMPLES, beside
from pose2video.bodies.hands.mesh import STUB, build_hand
from pose2video.bodies.hands.skin import paint_skin
from pose2video.bodies.hands.tones import SkinTone, skin_tone
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limbs.puppet import Puppet
from pose2video.generators.limbs.wrists import (
    Wrist,
    end_of_forearm,
    upper_arm_without_elbow,
)

TEXELS = (0.35, 1.0)  # millimetres per pixel of the painted skin
PAST_ELBOW = 1.36  # forearms of the model's arm, where the picture's own is left out


@dataclass(frozen=True, eq=False)
class Mounts:
    """What the model's hands are put on.

    Attributes:
        figure: The character's `Body`.
        tone: The `SkinTone` of the picture.
        wrists: `{side: Wrist}` of the forearms that the picture shows.
    """

    figure: Body
    tone: SkinTone
    wrists: dict[str, Wrist]


def mount_hands(puppet: Puppet, character, figure) -> tuple[Mounts, Puppet]:
    """Take the picture's own hands away.

    Args:
        puppet: The character's.
        character: The `Character`.
        figure: Its `Body`.

    Returns:
        The `Mounts`, and the puppet without hands, its forearms cut at the wrist.
    """
    tone = skin_tone(character.picture, character.poses, character.pieces)
    textures = {k: v for k, v in puppet.textures.items() if not k.endswith("hand")}
    wrists = {}
    for side in SIDES:
        name = f"{side}_forearm"
        if name not in puppet.textures:
            continue
        wrists[side], textures[name] = end_of_forearm(
            puppet, name, np.array(tone.tone), tone.light.mean, _usual(figure, puppet)
        )
        above = f"{side}_upper_arm"
        if wrists[side].whole and above in textures:
            textures[above] = upper_arm_without_elbow(puppet, above)
    return Mounts(figure, tone, wrists), replace(puppet, textures=textures)


def painted_hands(mounts: Mounts, millimetre):
    """The hands of a character, painted as finely as they are shown.

    Args:
        mounts: The character's. millimetre: Of the largest hand, in pixels.

    Returns:
        `{side: HandMesh}`, their painted skin, and `{side: (V, 2)}`, where their points lie on it.
    """
    texel = float(np.clip(1 / (1.2 * SAMPLES * millimetre), *TEXELS))
    tone, wrists = mounts.tone.tone, mounts.wrists
    meshes = {
        side: build_hand(mounts.figure, side, PAST_ELBOW if wrist.whole else STUB, texel)
        for side, wrist in wrists.items()
    }
    skins = {side: paint_skin(mesh, tone, wrists[side].tone) for side, mesh in meshes.items()}
    return meshes, *beside(meshes, skins)


def _usual(figure, puppet):
    """Pixels at rest of a forearm that lies in the picture's plane, by the body's proportions."""
    at = figure.rig.index
    heads = figure.rig.heads
    arm = np.linalg.norm(heads[at("wrist.L")] - heads[at("lowerarm01.L")])
    arm *= np.linalg.norm(figure.stretch[at("lowerarm01.L")], 2)
    across = np.linalg.norm(heads[at("upperarm01.L")] - heads[at("upperarm01.R")])
    return puppet.unit * arm / across
