"""What the picture's arms look like: cloth down to where the sleeve ends, and skin below it.

Only pixels that are surely cloth or skin count; hair, the other hand, the shirt and what lies
behind are painted over by what is usual across the arm there, as bright as what is known near it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.hands.drawing import SHADE_HUES, encode
from pose2video.bodies.hands.tones import GREY, is_skin
from pose2video.characters.preparation.plan import SIDES
from pose2video.generators.limbs.cloth import (
    below_trunk,
    flecks,
    other_cloth,
    skin_shows,
    to_lab,
    usual_cloth,
    without_trunk,
)
from pose2video.generators.limbs.sleeve_ends import BARE_ROWS, SAME_CLOTH, sleeve_end
from pose2video.generators.limbs.strips import COLUMNS, ROWS, evenly_wide
from pose2video.triangles.textures import linear

BARE_WIDEST = 1.2  # bare arms over the model's
WRIST = (1.55, 1.95)  # along the arm: above the wrist
BORDER = 4  # rows beyond the sleeve's end in which cloth and skin mix
# of the differences up to which a colour may be skin; pixels from which an arm has its own colour
SURELY, ENOUGH = 0.8, 12 * COLUMNS
GREYISH = 30  # per cent of an arm's pixels, the least colourful: lights, hairs and tattoos
SAME_HUE, SAME_LIGHT = 11.0, (-30.0, 26.0)  # Lab: what is skin like the rest of the arm's
OTHER_HUE = 16.0  # Lab: cloth that differs so much from skin is told from it by colour
# Lab: on cloth with less hue than that skin in shade is told by its hue; which share of skin's it
# has there, and how much of it may lie beside the line from grey to skin
HUELESS, IN_SHADE, BESIDE_SKIN = 12.0, 0.4, 0.3
LIES_ON = 0.1  # of a row of a sleeve: a hand that hides its edge
STRAIGHT, WIDENS = 0.85, 1.1  # below which a limb points at us, and how far its sleeve may widen
AT_ELBOW = slice(ROWS - 20, ROWS + 20)
HAND = 11  # rows and columns, at least, of a hand that lies on a sleeve
SHARP = 40.0  # Lab lightness over a pixel: an outline on bare skin
BESIDE = 5.0  # the same across the line from grey to skin: shade changes no hue
CALM = 60  # rows that must be sure for a column to differ from the light's half way
FOLD = 25.0  # Lab: how much a fold differs from the cloth
ASLANT = 16  # rows above a sleeve's end in which skin may lie beside cloth
NEARBY = 12  # rows and columns
ELBOW = 2  # rows on either side of it, where a piece of the picture ends
# Of bare arms' light over that of face and hands: arms that the picture has in shade come into the
# light as they move. Of the way to their hue.
LIKE_FACE, HUE = (0.7, 1.35), 0.25
WORSE = 0.7  # an arm of which so much less is known is the mirror image of the other one


@dataclass(frozen=True, eq=False)
class Sleeve:
    """How one arm looks all around: its front, which its back mirrors.

    Attributes:
        strip: uint8 RGB `(2 ROWS, COLUMNS, 3)`, from the shoulder down to the wrist.
        wider: `(2 ROWS,)`, its width over the model's arm.
        known: `(2 ROWS,)`, share of each row that the picture shows.
        skin: Linear RGB `(3,)` of its skin above the wrist, as it is drawn; None of a sleeve.
        end: Row at which its skin begins; beyond the last where none does.
    """

    strip: np.ndarray
    wider: np.ndarray
    known: np.ndarray
    skin: np.ndarray | None
    end: int = 2 * ROWS


def sleeves_of(strips, skin, shades, bare=False, short=()) -> dict[str, Sleeve]:
    """How the arms of a puppet look.

    Args:
        strips: By side, the `Strip`s of arms that the picture shows.
        skin: The `SkinTone` of the picture.
        shades: By side, light on the places of the strip in the picture, `(2 ROWS, COLUMNS)`.
        bare: Whether a sleeve ends where the picture cuts it off, not at the wrist.
        short: Sides whose forearm the picture shows from its end.

    Returns:
        By side, none where the picture shows no arm; as wide as the one that it shows best. One
        that it does not show well is the mirror image of the other.
    """
    tone = skin.tone
    best = max(strips, key=lambda side: strips[side].straight)
    cloth = np.arange(2 * ROWS) < sleeve_end(strips[best], tone, bare)
    looks = _looks(strips, best, cloth, tone)
    strips = {side: _upper(strip) if side in short else strip for side, strip in strips.items()}
    strips = {side: without_trunk(strip, cloth, *looks) for side, strip in strips.items()}
    found = {side: _painted(strip, cloth, *looks, shades[side]) for side, strip in strips.items()}
    worth = {side: strips[side].straight * found[side].known.mean() for side in found}
    model = found[max(worth, key=worth.get)]
    for side in SIDES:
        if worth.get(side, 0) < WORSE * max(worth.values()):
            found[side] = replace(model, strip=model.strip[:, ::-1])
    usual = np.float32(skin.tone) * skin.light.mean
    found = {side: like_face(sleeve, usual, skin.light.hues) for side, sleeve in found.items()}
    return {side: replace(sleeve, wider=model.wider) for side, sleeve in found.items()}


def like_face(sleeve, usual, hues):
    """A `Sleeve` whose bare arm is about of a colour, linear RGB `(3,)`: no other person's.

    As it comes into the light it changes by the powers of that, `hues`, see `Light`.
    """
    if sleeve.end >= 2 * ROWS - BORDER:
        return sleeve
    colours = linear(sleeve.strip)
    own = colours[sleeve.end + BORDER :].reshape(-1, 3).mean(axis=0)
    bright = (own @ GREY) / (usual @ GREY)
    lit = (np.clip(bright, *LIKE_FACE) / bright) ** np.array(hues)
    factor = lit * (usual / own * bright ** np.array(hues)) ** HUE
    begins = np.clip((np.arange(2 * ROWS) - sleeve.end) / BORDER, 0, 1)[:, None, None]
    colours = colours * (1 + begins * (factor - 1))
    strip = np.rint(255 * encode(np.clip(colours, 0, 1))).astype(np.uint8)
    return replace(sleeve, strip=strip, skin=None if sleeve.skin is None else sleeve.skin * factor)


def _upper(strip):
    """A strip of whose forearm nothing is known."""
    known, wider = strip.known.copy(), strip.wider.copy()
    known[ROWS:], wider[ROWS:] = False, 1.0
    return replace(strip, known=known, wider=evenly_wide(wider))


def _looks(strips, best, cloth, tone):
    """Lab colours of cloth and of skin, `(3,)` each; cloth that is not seen is taken for skin."""
    skin = to_lab(np.float32(255 * encode(np.array(tone)))[None, None])[0, 0]
    bare = np.concatenate(
        [strip.pixels[strip.known & ~cloth[:, None]] for strip in strips.values()]
    )
    colours = linear(np.clip(bare, 0, 255).astype(np.uint8))
    own = is_skin(colours, np.float32(tone), SURELY)
    if own.sum() > ENOUGH:
        seen = to_lab(bare[own][None])[0]
        strong = np.hypot(*seen[:, 1:].T)
        skin = np.median(seen[strong >= np.percentile(strong, GREYISH)], axis=0)
    for side in (best, *strips):
        known = strips[side].known & cloth[:, None]
        if known.sum() > COLUMNS:
            return usual_cloth(to_lab(strips[side].pixels)[below_trunk(known)]), skin
    return skin, skin


def _painted(strip, cloth, worn, skin, shade) -> Sleeve:
    """A strip with what is surely cloth or skin, and the rest painted like it."""
    lab = to_lab(strip.pixels)
    off = lab[..., 1:] - skin[1:]
    as_skin = np.hypot(*np.moveaxis(off, 2, 0)) < SAME_HUE
    as_skin &= np.abs(off @ [-skin[2], skin[1]]) < BESIDE * np.hypot(*skin[1:])
    sure, hands = strip.known.copy(), np.zeros_like(strip.known)
    sure[ROWS - ELBOW : ROWS + ELBOW] = False
    if np.hypot(*(worn - skin)[1:]) > OTHER_HUE:  # a hand on the sleeve, but no thin stripe of it
        as_hand = as_skin | _skin_in_shade(lab, worn, skin)
        hands[cloth] = _hands_on(lab, as_hand, worn, cloth.all())[cloth]
        sure[cloth] &= ~hands[cloth] & ~skin_shows(lab[cloth], worn, skin)
    sure[cloth] &= ~other_cloth(lab[cloth], strip.known[cloth], worn)
    sure[cloth] &= ~flecks(lab[cloth], strip.known[cloth], worn)
    brighter = lab[..., 0] - skin[0]
    as_bright = (brighter > SAME_LIGHT[0]) & (brighter < SAME_LIGHT[1])
    sure[~cloth] &= (as_skin & as_bright)[~cloth]
    sure[~cloth] &= ~_outlines(lab[..., 0])[~cloth]
    sure[~cloth] = cv2.morphologyEx(np.uint8(sure), cv2.MORPH_OPEN, np.ones((7, 7)))[~cloth] > 0
    end = int(cloth.sum())
    if 0 < end < 2 * ROWS:
        edge = slice(max(0, end - ASLANT), end)
        nearer = np.linalg.norm(lab - skin, axis=-1) < np.linalg.norm(lab - worn, axis=-1)
        nearer = np.uint8(nearer & as_skin)
        sure[edge] &= cv2.dilate(nearer[edge], np.ones((5, 5))) == 0
    if end:
        sure[end : end + BORDER] = False
    sure = cv2.erode(sure.astype(np.uint8), np.ones((3, 3)), borderValue=1) > 0
    plain = np.zeros_like(lab)
    if cloth.any():
        plain[cloth] = _usual_across(lab[cloth], sure[cloth], worn)
    if not cloth.all():
        plain[~cloth] = _lit(skin, shade, sure & ~cloth[:, None])[~cloth]
        plain[~cloth] += _usual_across((lab - plain)[~cloth], sure[~cloth], 0 * skin, CALM)
    share = np.float32(sure)
    soft = cv2.GaussianBlur(cv2.erode(share, np.ones((5, 5)), borderValue=1), (0, 0), 2.0)
    soft = np.minimum(soft, share)[..., None]
    painted = plain.copy()
    for rows in (cloth, ~cloth):  # each by its own: a stripe of a cuff tints no skin
        own = share * rows[:, None]
        if rows is cloth:  # folds go on, stripes and prints do not
            own = own * (np.linalg.norm(lab - plain, axis=-1) < FOLD)
        near = cv2.GaussianBlur(own, (0, 0), NEARBY)[rows][..., None] + 0.02
        brighter = cv2.GaussianBlur((lab - plain) * own[..., None], (0, 0), NEARBY)[rows] / near
        painted[rows] += brighter * (np.clip((near - 0.1) / 0.3, 0, 1) if rows is cloth else 1)
    mixed = soft * lab + (1 - soft) * painted
    rgb = 255 * np.clip(cv2.cvtColor(np.float32(mixed), cv2.COLOR_LAB2RGB), 0, 1)
    wider = np.where(cloth, _without_hands(strip, hands), np.minimum(strip.wider, BARE_WIDEST))
    strip = np.rint(rgb).astype(np.uint8)
    return Sleeve(strip, wider, sure.mean(axis=1), _above_wrist(strip, end), end)


def _skin_in_shade(lab, worn, skin):
    """Where Lab `(H, W, 3)` may be a darker skin `(3,)` on grey cloth `(3,)`, bool."""
    if np.hypot(*worn[1:]) > HUELESS:
        return np.zeros(lab.shape[:2], bool)
    size = np.hypot(*skin[1:])
    own, beside = (lab[..., 1:] @ axis / size for axis in (skin[1:], [-skin[2], skin[1]]))
    found = (own > IN_SHADE * size) & (np.abs(beside) < BESIDE_SKIN * own)
    return found & (lab[..., 0] < skin[0])


def _without_hands(strip, hands):
    """Widths of a sleeve where `hands` `(H, W)` lie on none of it, and beside that as there.

    A forearm that points at the camera shows less of a sleeve than of its hand: it does not widen.
    """
    rows = np.flatnonzero(hands.mean(axis=1) < LIES_ON)
    if not len(rows):
        return strip.wider
    wider = np.interp(np.arange(2 * ROWS), rows, strip.wider[rows])
    if strip.straight < STRAIGHT:
        wider = np.minimum(wider, WIDENS * wider[AT_ELBOW].mean())
    return wider


def _hands_on(lab, as_skin, worn, long):
    """Hands that lie on a sleeve, with their lights and nails and the shade about them, bool.

    Args:
        lab: `(H, W, 3)`. as_skin: Where its hue is skin's, bool. worn: `(3,)`, the cloth.
        long: Whether the sleeve goes to the wrist.
    """
    hand = cv2.morphologyEx(as_skin.astype(np.uint8), cv2.MORPH_OPEN, np.ones((HAND, HAND)))
    if not hand.any():
        return hand > 0
    if not long:  # what is skin at its end is below it
        return hand > 0
    near = cv2.dilate(hand, np.ones((2 * HAND + 1,) * 2))
    other = np.linalg.norm(lab - worn, axis=-1) > SAME_CLOTH
    _, number = cv2.connectedComponents(np.uint8((other & (near > 0)) | (hand > 0)))
    found = np.uint8(np.isin(number, np.unique(number[hand > 0])))
    return cv2.dilate(found, np.ones((5, 5))) > 0


def _above_wrist(strip, end):
    """Linear colour of a bare arm above the wrist; None of one whose sleeve ends there."""
    low = max(end + BORDER, int(WRIST[0] * ROWS))
    if low > WRIST[1] * ROWS - BARE_ROWS:
        return None
    middle = strip[low : int(WRIST[1] * ROWS), COLUMNS // 6 : -(COLUMNS // 6)]
    return linear(middle).reshape(-1, 3).mean(axis=0)


def _lit(look, shade, sure):
    """A colour in the light of the picture, Lab `(2 ROWS, COLUMNS, 3)`.

    Args:
        look: Lab `(3,)`, as it is where it is `sure`. shade: The light there.
        sure: Bool, `(2 ROWS, COLUMNS)`.
    """
    usual = np.median(shade[sure]) if sure.any() else shade.mean()
    colour = linear(255 * cv2.cvtColor(np.float32(look)[None, None], cv2.COLOR_LAB2RGB))[0, 0]
    return to_lab(255 * encode(colour * (shade / usual)[..., None] ** SHADE_HUES))


def _usual_across(lab, sure, look, least=6):
    """The usual colour of every column, `(COLUMNS, 3)`; the look where little is sure."""
    total = (lab * sure[..., None]).sum(axis=0) + least * look
    mean = total / (sure.sum(axis=0)[:, None] + least)
    return cv2.GaussianBlur(np.float32(mean), (1, 9), 3)


def _outlines(lightness):
    """Sharp edges with what lies beside them, bool."""
    slope = [cv2.Sobel(lightness, cv2.CV_32F, *axes) for axes in ((1, 0), (0, 1))]
    return cv2.dilate((np.hypot(*slope) > SHARP).astype(np.uint8), np.ones((3, 3))) > 0
