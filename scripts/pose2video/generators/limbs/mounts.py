"""Where the hands of the body model take the place of the picture's own."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from pose2video.bodies.body import Body
from pose2video.bodies.hands.drawing import SAMPLES, beside
from pose2video.bodies.hands.grain import Grain
from pose2video.bodies.hands.mesh import STUB, build_hand
from pose2video.bodies.hands.skin import paint_skin
from pose2video.bodies.hands.tones import GREY, SkinTone, is_skin, skin_tone
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limbs.materials import pixels_per_mm, skin_grain
from pose2video.generators.limbs.puppet import Puppet
from pose2video.generators.limbs.wrists import (
    BLEND,
    Wrist,
    end_of_forearm,
    upper_arm_without_elbow,
)

TEXELS = (0.35, 1.0)  # millimetres per pixel of the painted skin
FOOTPRINT = 0.4  # of a pixel of the canvas, over which skin is averaged
PAST_ELBOW = 1.36  # forearms of the model's arm, where the picture's own is left out
# how far a hand keeps its arm's brightness however it turns, under a sleeve and by a bare arm: arms
# always lie in the picture's light
EVENED = (0.3, 0.7)
IN_CUFF = (0.08, 0.12)  # of the forearm: so far a hand reaches into a sleeve
LONG = 0.98  # of the forearm, where a long sleeve ends at least
SHADED = 1.12  # gives back what folds and rims take from a hand on average
LIT = (0.45, 2.0)  # of an arm's light over a hand's
BRIGHTER = (0.93, 1.2)  # a hand, than the bare arm beside it
UNLIKE = (0.90, 1.15)  # of a hand's colour over that of the bare arm beside it


@dataclass(frozen=True, eq=False)
class Mounts:
    """What the model's hands are put on.

    Attributes:
        figure: The character's `Body`.
        tone: The `SkinTone` of the picture.
        wrists: `{side: Wrist}` of the forearms that the picture shows.
        grain: The `Grain` of the picture's skin.
        beside: `{side: (3,)}`, linear RGB of bare arms above the wrist, as they are drawn.
    """

    figure: Body
    tone: SkinTone
    wrists: dict[str, Wrist]
    grain: Grain | None = None
    beside: dict[str, np.ndarray] = field(default_factory=dict)

    def next_to(self, sleeves, lit) -> Mounts:
        """The same next to arms that are drawn with some `Sleeve`s, by side, in a `Light`.

        Bare ones are as the picture has them, however they turn: beside them a hand that the lamp
        leaves dark looks like another person's.
        """
        usual = np.float32(self.tone.tone) * self.tone.light.mean
        bare = {
            side: sleeve.skin
            for side, sleeve in sleeves.items()
            if side in self.wrists and sleeve.skin is not None and _alike(sleeve.skin, usual)
        }
        tone = replace(self.tone, light=lit) if bare else None
        wrists = {
            side: replace(wrist, bare=True, end=1 - 0.9 * BLEND[0], fade=BLEND, rims=None)
            if side in bare and not wrist.bare
            else _of_sleeve(wrist, sleeves.get(side))
            for side, wrist in self.wrists.items()
        }
        return replace(self, wrists=wrists, beside=bare, tone=tone or self.tone)

    def on_arms(self) -> Mounts:
        """The same on the model's arms: its hands fit these, and none brings its forearm along."""
        wrists = {
            side: replace(
                wrist,
                whole=False,
                fade=BLEND
                if wrist.bare
                else (1 - wrist.end + IN_CUFF[0], 1 - wrist.end + IN_CUFF[1]),
                rims=None,
            )
            for side, wrist in self.wrists.items()
        }
        return replace(self, wrists=wrists)

    def tones(self, side) -> tuple[np.ndarray, np.ndarray | None]:
        """Linear RGB of the back of a hand, and of the arm beside it or None, in mean light.

        The hand is about as its forearm: the colour that face and hands of the picture have
        together differs by where light falls, and by powder and blush.
        """
        own = self.tone.unclipped * self.tone.light.mean
        if side in self.beside:
            arm = np.float64(self.beside[side])
            bright = (own @ GREY) / (arm @ GREY)
            hue = np.sqrt(own / arm * bright ** -np.array(self.tone.light.hues))
            return arm * np.clip(bright, *BRIGHTER) * np.clip(hue, *UNLIKE), arm
        if self.wrists[side].tone is None or not self.wrists[side].bare:
            return own, None
        arm = np.float64(self.wrists[side].tone) * self.tone.light.mean
        if self.wrists[side].whole:  # a forearm of the model's between the hand and the elbow
            both = own**0.7 * arm**0.3
            own, arm = (both * np.clip(c / both, *UNLIKE) for c in (own, arm))
        return own, arm

    def gain(self, side, normals) -> float:
        """What a hand's light is multiplied by, which has its arm's brightness however it turns.

        Args:
            side: Of the hand. normals: `(V, 3)` unit, camera axes.
        """
        evened, light = EVENED[side in self.beside], self.tone.light
        return SHADED * light.seen(normals) ** -evened * light.mean ** (evened - 1)


def _of_sleeve(wrist, sleeve):
    """A `Wrist` whose `Sleeve` ends at it where it is cloth all along: a hand lay on what is skin.

    None for no sleeve.
    """
    if wrist.bare or sleeve is None or sleeve.end < len(sleeve.strip):
        return wrist
    longer = max(LONG - wrist.end, 0.0)
    return replace(wrist, end=wrist.end + longer, fade=tuple(f - longer for f in wrist.fade))


def _alike(arm, hand):
    """Whether an arm may be of a hand's skin in about the same light: else it is not seen well."""
    return is_skin(arm[None], hand)[0] and LIT[0] < (arm @ GREY) / (hand @ GREY) < LIT[1]


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
    grain = skin_grain(character, tone.tone, pixels_per_mm(figure, puppet, character))
    return Mounts(figure, tone, wrists, grain), replace(puppet, textures=textures)


def painted_hands(mounts: Mounts, millimetre):
    """The hands of a character, painted as finely as they are shown.

    Args:
        mounts: The character's. millimetre: Of the largest hand, in pixels.

    Returns:
        `{side: HandMesh}`, their painted skin, and `{side: (V, 2)}`, where their points lie on it.
    """
    texel = float(np.clip(1 / (1.2 * SAMPLES * millimetre), *TEXELS))
    meshes = {
        side: build_hand(mounts.figure, side, PAST_ELBOW if wrist.whole else STUB, texel)
        for side, wrist in mounts.wrists.items()
    }
    skins = {
        side: paint_skin(mesh, *mounts.tones(side), mounts.grain) for side, mesh in meshes.items()
    }
    coarse = FOOTPRINT / (millimetre * texel)  # what is finer than a pixel would glitter
    if coarse > 0.5:
        skins = {side: cv2.GaussianBlur(skin, (0, 0), coarse) for side, skin in skins.items()}
    return meshes, *beside(meshes, skins)


def _usual(figure, puppet):
    """Pixels at rest of a forearm that lies in the picture's plane, by the body's proportions."""
    at = figure.rig.index
    heads = figure.rig.heads
    arm = np.linalg.norm(heads[at("wrist.L")] - heads[at("lowerarm01.L")])
    arm *= np.linalg.norm(figure.stretch[at("lowerarm01.L")], 2)
    across = np.linalg.norm(heads[at("upperarm01.L")] - heads[at("upperarm01.R")])
    return puppet.unit * arm / across
