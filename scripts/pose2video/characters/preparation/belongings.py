"""Pieces take only what they are made of: hair goes to the head, a shirt's hem to the trunk."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.outlines import disc
from pose2video.characters.preparation.plan import ORDER, SIDES

FOREIGN = {
    "torso": ("hair",), "upper_arm": ("hair", "lower"), "forearm": ("hair", "lower"),
    "hand": ("hair", "lower", "upper"), "thigh": ("hair", "upper"), "shin": ("hair", "upper"),
    "foot": ("hair", "upper"),
}  # fmt: skip
WORN = 0.5  # where more of a piece than this is cloth, it is clothed
# of a forearm's upper half: with more skin it is bare, cloth on it is the trunk's; with less it is
# in a sleeve, skin on the upper arm is the hand's
BARE, COVERED = 0.4, 0.1
MIXED = 3.0  # times as far from what is foreign as from what is painted: a mixture of both
SHADE = 7.0  # OpenCV's 8-bit Lab: shaded skin is farther off the trunk's colour
MOST = 0.15  # of the trunk: a hand's skin is less
RIM = 0.25  # of the reach of a piece: beside another material colours are mixed
NECK = 1.2  # radii of the neck's disc: skin below the chin that is not a hand's
# Radii of the neck's disc above the chin up to which cloth is a collar's; of the reach, half the
# width of a border between head and collar.
COLLAR, SLIVER = 0.7, 0.06
# Skin of the trunk is no farther from the usual there, in OpenCV's 8-bit Lab, than this: hair that
# looks like skin in shadow is.
TONE = (70.0, 14.0, 14.0)


def ids_of(*kinds):
    """Indices in `ORDER` of the pieces of some kinds."""
    return [i for i, name in enumerate(ORDER) if name.split("_", 1)[-1] in kinds or name in kinds]


def by_material(colours, sharp, materials, person, joints, neck, reach):
    """Give every pixel to a piece that is made of its material.

    Hair that hangs together with the head's is the head's, also on trunk and arms. Skin below the
    neck and beside it is the trunk's. Upper cloth on the legs is the trunk's, lower cloth on the
    arms trunk's or legs'. Skin on the trunk that does not go on to the neck is that of the arm or
    hand beside it, likewise on the upper arm of a long sleeve. Plain upper cloth on a bare forearm
    is the trunk's, and beside bare places of its upper arm.

    Args:
        colours: uint8 RGB `(height, width, 3)`.
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        materials: uint8, as `materials_of` gives it.
        person: bool, the person.
        joints: `{joint: (2,)}` in pixels.
        neck: `(x, y, radius)` of the disc that trunk and head share, in pixels.
        reach: Pixels by which a piece goes on behind what lies beside it.

    Returns:
        A changed copy of `sharp`.
    """
    sharp = sharp.copy()
    head, torso = ORDER.index("head"), ORDER.index("torso")
    hair = is_made_of(materials, "hair") & person
    loose = hair & np.isin(sharp, ids_of("torso", "upper_arm", "forearm"))
    sharp[touching(loose, hair & (sharp == head))] = head
    cloth = is_made_of(materials, "upper") & person & (sharp == head)
    takers = np.isin(sharp, ids_of("torso", "upper_arm")) & person
    hand_over(sharp, touching(cloth & _below(neck, sharp.shape, COLLAR), takers), takers)
    bare = bare_skin(colours, sharp, materials, person, neck)
    sharp[bare & _below(neck, sharp.shape)] = torso
    hand_over(sharp, _slivers((sharp == head) & person, materials, neck, reach), takers)
    hem = is_made_of(materials, "upper") & person & np.isin(sharp, ids_of("thigh"))
    sharp[touching(hem, sharp == torso)] = torso
    legs = np.isin(sharp, [torso, *ids_of("thigh")]) & person
    lower = is_made_of(materials, "lower") & person
    lower &= np.isin(sharp, ids_of("upper_arm", "forearm", "hand"))
    hand_over(sharp, _large(lower, reach), legs)
    skin = is_made_of(materials, "skin") & person
    rows, columns = np.nonzero(skin & (sharp == torso))
    bare = np.zeros_like(person)
    bare[rows, columns] = np.hypot(rows - neck[1], columns - neck[0]) > NECK * neck[2]
    arms = np.isin(sharp, ids_of("upper_arm", "forearm", "hand")) & person
    mostly = is_made_of(materials, "upper")[(sharp == torso) & person]
    if len(mostly) and mostly.mean() > WORN:
        collar = touching(bare, skin & ~bare & np.isin(sharp, [torso, head]))
        bare = _large(bare & ~collar, reach)
        if bare.sum() < MOST * len(mostly):
            hand_over(sharp, touching(bare, arms), arms)
    for side in SIDES:
        _settle_arm(colours, sharp, materials, person, joints, side, reach)
        arm = ids_of(*(f"{side}_{part}" for part in ("upper_arm", "forearm", "hand")))
        own = np.isin(sharp, arm) & person
        hand_over(sharp, own & ~(without_scraps(own.astype(np.float32)) > 0), person & ~own)
    return np.where(person, sharp, nearest_of(sharp, person)) if person.any() else sharp


def _below(neck, shape, above=0.0):
    """Pixels below the disc of the neck and beside it, bool.

    Args:
        above: Radii above the chin from which on they are beside it.
    """
    rows, columns = np.indices(shape)
    aside = np.abs(columns - neck[0]) > NECK * neck[2]
    return (rows > neck[1] + neck[2]) | (aside & (rows > neck[1] - above * neck[2]))


def _slivers(own, materials, neck, reach):
    """Thin borders of the head between skin and cloth, along a collar, bool; hair may be thin."""
    wide = disc(2 * SLIVER * reach)
    thick = cv2.morphologyEx(own.astype(np.uint8), cv2.MORPH_OPEN, disc(SLIVER * reach))
    thin = own & (cv2.dilate(thick, np.ones((3, 3), np.uint8)) == 0)
    thin &= ~is_made_of(materials, "hair")
    for kind in ("skin", "upper"):
        thin &= cv2.dilate(is_made_of(materials, kind).astype(np.uint8), wide) > 0
    thin[: max(0, int(neck[1] - COLLAR * neck[2]))] = False
    return thin


def bare_skin(colours, sharp, materials, person, neck):
    """Skin of head and trunk from the chin down that has the colours of the trunk's, bool.

    Args: as of `by_material`.
    """
    head, torso = ORDER.index("head"), ORDER.index("torso")
    skin = is_made_of(materials, "skin") & person
    skin[: int(neck[1])] = False
    usual = skin & (sharp == torso) & _below(neck, sharp.shape)
    if not usual.any():
        return usual
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB).astype(np.float32)
    alike = (np.abs(lab - np.median(lab[usual], axis=0)) < TONE).all(axis=2)
    return touching(skin & alike & np.isin(sharp, [head, torso]), usual)


def _settle_arm(colours, sharp, materials, person, joints, side, reach):
    """Give to others what lies on one arm and is not made of what the arm is; changes `sharp`."""
    cloth, skin = is_made_of(materials, "upper"), is_made_of(materials, "skin")
    upper, fore, hand = (
        (sharp == ORDER.index(f"{side}_{part}")) & person
        for part in ("upper_arm", "forearm", "hand")
    )
    y, x = np.nonzero(fore)
    elbow, wrist = (joints[f"{side}_{joint}"] for joint in ("elbow", "wrist"))
    near = np.hypot(x - elbow[0], y - elbow[1]) < np.hypot(x - wrist[0], y - wrist[1])
    y, x = y[near], x[near]
    torso = (sharp == ORDER.index("torso")) & person
    if len(y) and skin[y, x].mean() < COVERED:
        below = fore | hand
        hand_over(sharp, touching(_large(upper & skin, reach), below), below)
    elif len(y) and skin[y, x].mean() > BARE and (torso & cloth).any():
        lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB).astype(np.float32)
        plain = np.abs(lab - np.median(lab[torso & cloth], axis=0))[..., 1:].max(axis=2) < SHADE
        bare = fore | (upper & _beside_skin(skin, joints[f"{side}_shoulder"], elbow))
        hand_over(sharp, touching(_large(bare & cloth & plain, reach), torso), torso)


def _beside_skin(skin, start, end):
    """Pixels beside the places of a bone at which it lies on skin, bool: no sleeve is there."""
    rows, columns = np.mgrid[: skin.shape[0], : skin.shape[1]]
    axis = (end - start) / max((end - start) @ (end - start), 1e-6)
    along = (columns - start[0]) * axis[0] + (rows - start[1]) * axis[1]
    steps = max(1, round(float(np.linalg.norm(end - start))))
    points = start + np.linspace(0, 1, steps + 1)[:, None] * (end - start)
    x, y = np.clip(np.rint(points).astype(int), 0, np.array(skin.shape[::-1]) - 1).T
    at = np.clip(np.rint(along * steps).astype(int), 0, steps)
    return skin[y, x][at] & (along > 0)


def foreign_to(name, materials, reach):
    """Pixels whose colours are not a piece's, whatever their label, and their rim, bool each."""
    kind = name.split("_", 1)[-1]
    size = 2 * max(1, round(RIM * reach)) + 1
    foreign = is_made_of(materials, *FOREIGN.get(kind, ()))
    wide = cv2.dilate(foreign.astype(np.uint8), np.ones((size, size), np.uint8)) > 0
    return foreign, wide & ~foreign


def like_foreign(colours, painted, foreign):
    """Pixels that look rather like what is foreign than like what is painted there, bool."""
    if not foreign.any():
        return foreign
    usual = np.median(colours[foreign], axis=0)
    off = [np.linalg.norm(colours.astype(np.float32) - other, axis=2) for other in (usual, painted)]
    return off[0] < MIXED * off[1]


def without_scraps(alpha, least=0.04):
    """A piece's alpha without parts that are much smaller than its largest, float32."""
    solid = (alpha > 0.1).astype(np.uint8)
    number, parts, stats, _ = cv2.connectedComponentsWithStats(solid)
    if number <= 2:
        return alpha
    areas = stats[:, cv2.CC_STAT_AREA].copy()
    areas[0] = 0
    return np.where((areas >= least * areas.max())[parts], alpha, 0).astype(np.float32)


def touching(region, other):
    """The components of a region that touch another one, bool."""
    if not region.any() or not other.any():
        return np.zeros_like(region)
    _, parts = cv2.connectedComponents(region.astype(np.uint8))
    touched = parts[cv2.dilate(other.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0]
    touched = np.unique(touched)
    return np.isin(parts, touched[touched > 0])


def _large(region, reach):
    """A region without what is thinner than a seam, bool."""
    size = 2 * max(1, round(0.04 * reach)) + 1
    return cv2.morphologyEx(region.astype(np.uint8), cv2.MORPH_OPEN, np.ones((size, size))) > 0


def hand_over(sharp, region, takers):
    """Give a region to the nearest of the pixels that may have it; changes `sharp`."""
    takers = takers & ~region
    if region.any() and takers.any():
        sharp[region] = nearest_of(sharp, takers)[region]
