"""Where the picture's forearms end, so that a hand of the body model can be put there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.hands.tones import GREY, is_skin
from pose2video.characters.preparation.plan import BONES
from pose2video.triangles.textures import linear

BARE = (0.72, 0.94)  # shares of the forearm between which it must be skin to count as bare
BLEND = (0.10, 0.28)  # shares of the forearm above the wrist where a bare one becomes the model's
CUFF = (0.80, 1.04)  # where a sleeve may end
EDGE = 0.012  # share of the forearm over which the edge of a sleeve is soft
SHORT = 0.72  # a bare forearm below this share of its usual length is drawn by the model
ABOVE = (1.13, 1.32)  # where the model's arm ends then
# how much colour and brightness of a forearm may differ from those of the hand
TINTS, SHADES = (0.6, 1.6), (0.65, 1.4)
PLACES = (0.70, 0.80, 0.90)  # where the width is measured


@dataclass(frozen=True)
class Wrist:
    """The end of one forearm of the picture, at rest on the canvas.

    Attributes:
        bare: Whether it is skin; else a sleeve.
        whole: Whether the model's forearm is drawn up to the elbow: the picture shows a bare one
            from its end, which leaves nothing to be stretched.
        end: Where the picture's forearm ends, as a share of elbow to wrist.
        fade: Shares of the forearm above the wrist, `(from, to)`, between which the model's ends.
        rims: Coefficients `(slope, value at the wrist)` of where its two edges lie across the
            bone, in pixels, over the share above the wrist; None where the model's stay.
        tone: Linear RGB of its skin; None where little is seen.
    """

    bare: bool
    whole: bool
    end: float
    fade: tuple[float, float]
    rims: tuple[tuple[float, float], tuple[float, float]] | None
    tone: tuple[float, float, float] | None


CUFFED = Wrist(False, False, 1.0, (0.0, EDGE), None, None)  # where it is not seen


def end_of_forearm(puppet, name, tone, mean, usual):
    """Cut the texture of a forearm at its wrist.

    Args:
        puppet: The `Puppet`. name: `left_forearm` or `right_forearm`.
        tone: `(3,)` linear RGB of the skin.
        mean: See `Light.mean`.
        usual: Pixels of a forearm of this body that lies in the picture's plane.

    Returns:
        The `Wrist` and the `Texture` without hand.
    """
    texture, bone = puppet.textures[name], BONES[name]
    t, across = _along(texture, puppet, bone)
    colours, opaque, skin = _skin(texture, tone)

    half = max(np.ptp(across[opaque]) / 2 if opaque.any() else 1.0, 1.0)

    def share(low, high):
        here = opaque & (t > low) & (t < high) & (np.abs(across) < 0.45 * half)
        return skin[here].mean() if here.sum() > 4 else 0.0

    rims, fade = _rims(t, across, opaque, skin), BLEND
    bare = share(*BARE) > 0.4
    whole = puppet.bone(bone)[0] < SHORT * usual and share(0.2, 0.95) > 0.35
    if whole:
        end, fade, rims = 0.0, ABOVE, None
    elif bare and rims:
        end = 1 - 0.9 * BLEND[0]
    else:
        steps = np.linspace(CUFF[0], CUFF[1], 13)
        end = min(next((float(s) for s in steps if share(s, s + 0.06) > 0.5), 1.0), 1.0)
        bare, fade, rims = False, (1 - end, 1 - end + EDGE), None
    own = colours[skin & (t > end - 0.25) & (t < end)]
    above = puppet.textures.get(bone.parent)
    if whole and above:
        colours, _, skin = _skin(above, tone)
        t, _ = _along(above, puppet, BONES[bone.parent])
        own = colours[skin & (t > 0.55)]
        t = np.full(texture.image.shape[:2], 2.0)
    edge = end + (0 if bare else 0.02) * (1 - (across / half) ** 2)
    kept = np.zeros_like(t) if whole else np.clip((edge - t) / EDGE + 0.5, 0, 1)
    if rims:  # what hangs beside a bare wrist is not skin
        low, high = (slope * (1 - t) + start for slope, start in rims)
        beside = np.clip(np.minimum(across - low, high - across) + 2.5, 0, 1)
        kept = kept * np.where(t > BARE[0] - 0.08, beside, 1)
    image = np.rint(texture.image * kept[..., None]).astype(np.uint8)
    seen = _tone(own / mean, tone)
    return Wrist(bare or whole, whole, end, fade, rims, seen), replace(texture, image=image)


def upper_arm_without_elbow(puppet, name):
    """The `Texture` of an upper arm below which the model's arm is drawn."""
    texture = puppet.textures[name]
    t, _ = _along(texture, puppet, BONES[name])
    kept = np.clip((0.9 - t) / 0.08, 0, 1)
    return replace(texture, image=np.rint(texture.image * kept[..., None]).astype(np.uint8))


def _skin(texture, tone):
    """Linear colours of a texture, where it is opaque, and where it may be skin."""
    alpha = texture.image[..., 3] / np.float32(255)
    opaque = alpha > 0.6
    colours = np.zeros((*opaque.shape, 3), np.float32)
    levels = texture.image[..., :3][opaque] / alpha[opaque][:, None]
    colours[opaque] = linear(np.minimum(levels, 255))
    skin = np.zeros(opaque.shape, bool)
    skin[opaque] = is_skin(colours[opaque], np.float32(tone))
    return colours, opaque, skin


def _tone(colours, tone):
    """Median of skin `(N, 3)`, not too far from the hand's tone; None of a few pixels."""
    if len(colours) < 12:
        return None
    ratio = np.median(colours, axis=0) / tone
    bright = ratio @ GREY
    return tuple((tone * np.clip(ratio / bright, *TINTS) * np.clip(bright, *SHADES)).tolist())


def _along(texture, puppet, bone):
    """Of every pixel of a texture the share along the bone and the distance across it."""
    length, angle = puppet.bone(bone)
    height, width = texture.image.shape[:2]
    x = np.arange(width) + texture.origin[0] - puppet.joints[bone.start][0]
    y = np.arange(height)[:, None] + texture.origin[1] - puppet.joints[bone.start][1]
    cos, sin = np.cos(angle), np.sin(angle)
    return (cos * x + sin * y) / length, -sin * x + cos * y


def _rims(t, across, opaque, skin):
    """Straight lines through the edges of a bare forearm near its wrist, see `Wrist`."""
    found = []
    for place in PLACES:
        here = opaque & (np.abs(t - place) < 0.04)
        if not here.any():
            return None
        column = np.rint(across[here]).astype(int)
        first = column.min()
        total, own = (np.bincount(column - first, w) for w in (None, skin[here].astype(float)))
        bare = own > 0.5 * np.maximum(total, 1)
        if not bare.any():
            return None
        columns = np.flatnonzero(bare)
        low = high = columns[np.abs(columns + first).argmin()]  # what lies on the bone, no flap
        while low > 0 and bare[low - 1]:
            low -= 1
        while high + 1 < len(bare) and bare[high + 1]:
            high += 1
        found.append((first + low - 0.5, first + high + 0.5))
    low, high = (np.polyfit(1 - np.array(PLACES), np.array(found)[:, k], 1) for k in (0, 1))
    return tuple(low.tolist()), tuple(high.tolist())
