"""Cut the person into pieces that overlap at the joints and are whole where others cover them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.character import Piece
from pose2video.characters.preparation.armpits import dark_gaps
from pose2video.characters.preparation.beards import beard_of, collar, settled
from pose2video.characters.preparation.belongings import (
    bare_skin,
    by_material,
    foreign_to,
    ids_of,
    like_foreign,
    touching,
    without_scraps,
)
from pose2video.characters.preparation.borders import refine_borders
from pose2video.characters.preparation.fills import continued, mirrored
from pose2video.characters.preparation.flanks import behind_others
from pose2video.characters.preparation.hair_ends import hair_ends, with_ends
from pose2video.characters.preparation.hips import bites, cap, without_flaps
from pose2video.characters.preparation.joint_discs import (
    DISC,
    below_shoulder,
    joint_discs,
    joint_radius,
)
from pose2video.characters.preparation.labels import colour_shares
from pose2video.characters.preparation.legs import beyond_middle, parted_legs, seat_of
from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.necks import settled_neck, shoulders_behind
from pose2video.characters.preparation.outlines import (
    arms_without_cloth,
    arms_without_scraps,
    covered,
    hands_whole,
)
from pose2video.characters.preparation.person import box_of, exact_mask, spread_colours
from pose2video.characters.preparation.plan import BONES, ORDER, SIDES, other_side
from pose2video.characters.preparation.seats import seats_shown, with_seats
from pose2video.characters.preparation.sides import (
    between_sides,
    turning_away,
    without_corners,
)


def cut_pieces(colours, mask, shares, joints, widths, neck, reach, materials):
    """Make the pieces.

    A piece is its own pixels, a disc around each joint that it shares with its neighbours (so
    that a bent joint stays closed), and the part of its convex hull that nearer pieces cover in
    the picture (a torso behind hanging arms), painted from its own colours.

    Args:
        colours: uint8 RGB `(height, width, 3)`, free of the background's colours.
        mask: float32 `(height, width)`, share of the person.
        shares: `{piece: float32 (height, width)}` from `label_pixels`.
        joints: `{joint: (2,)}` in pixels.
        widths: `{piece: half width in pixels}`.
        neck: `(x, y, radius)` of the disc that trunk and head share.
        reach: Pixels by which a piece goes on behind what lies beside it.
        materials: uint8, as `materials_of` gives it.

    Returns:
        List of `Piece`, far to near.
    """
    owner = np.stack([shares.get(name, np.zeros_like(mask)) for name in ORDER])
    person = mask > 0.5
    sharp = refine_borders(colours, person, owner.argmax(axis=0))
    sharp = parted_legs(sharp, person, joints)
    sharp = arms_without_cloth(colours, sharp, person, joints, widths)
    before, sharp = sharp, arms_without_scraps(sharp, person, widths)
    cuffs = before != sharp  # painted over on the legs
    sharp = by_material(colours, sharp, materials, person, joints, neck, reach)
    beard = beard_of(colours, person, materials, neck)
    if beard:
        before, sharp = (settled(owned, person, beard, neck) for owned in (before, sharp))
    else:
        before, sharp = (settled_neck(owned, materials, person, neck) for owned in (before, sharp))
    tips = None if beard else hair_ends(colours, sharp, materials, person)
    if tips:
        before, sharp = (with_ends(owned, person, tips) for owned in (before, sharp))
    shoulders = np.array([joints[f"{side}_shoulder"] for side in SIDES])
    torso = sharp == ORDER.index("torso")
    hips, lower = _hips(sharp, joints) & person, is_made_of(materials, "lower")
    trunk, sides = between_sides(torso & person, person, joints, reach, hips, lower)
    sharp = np.where(torso & ~trunk, before, sharp)
    wide = cv2.dilate(trunk.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    trunk |= wide & ~person  # its soft rim beside the background
    if beard:
        trunk |= beard.below
    sharp = hands_whole(sharp, joints, widths)
    skin, cloth = is_made_of(materials, "skin"), is_made_of(materials, "upper")
    rim = max(0.5, min(mask.shape) / 1200)  # pixels; softness of a border between pieces
    bare = bare_skin(colours, sharp, materials, person, neck)
    hair = _hair(colours, person, sharp, neck) & ~bare
    shared_neck = None if beard else neck  # a beard hides it
    pieces = []
    above_legs, between_legs = seat_of(person, joints)
    for i, name in enumerate(ORDER):
        if name not in shares:
            continue
        own = sharp == i
        if name == "torso":
            own &= trunk
        gate, kept, lent = own.astype(np.float32), own.copy(), np.zeros_like(own)
        if name == "torso":
            gate *= sides
        for disc, neighbour in joint_discs(name, shares, joints, widths, shared_neck, mask.shape):
            beside = sharp == ORDER.index(neighbour)
            if name == "torso" and neighbour.endswith("upper_arm"):  # no skin below an armhole
                above = below_shoulder(BONES[neighbour], joints, widths, mask.shape)
                disc = np.where(skin, disc * above, disc)
            if name == "torso" and neighbour.endswith("thigh"):  # no ball between legs, no gap
                disc = np.maximum(disc * above_legs, between_legs)
            if name == "head":  # a neck is shared, no collar
                disc = np.where(cloth, 0, disc)
            same = beside  # of the piece's own stuff
            if name.endswith("thigh"):  # what parted legs show between them
                other = sharp == ORDER.index(other_side(name))
                other &= (between := beyond_middle(name, joints, person)) > 0
                disc = np.where(other, disc * between, disc)
                same = other if neighbour == "torso" else beside | other  # no hem with a leg
                lent |= (disc > 0) & beside & lower & (neighbour == "torso")  # its colours may
                beside = beside | other
            gate = np.maximum(gate, disc * beside)
            kept |= (disc > 0) & same
        nearer, hidden = covered(own & person, kept, sharp, i, reach, trunk)
        if name.endswith(("thigh", "shin")):
            over = (sharp > i) & person & ~kept & ~torso
            ends = [joints[joint] for joint in (BONES[name].start, BONES[name].end)]
            flank, scraps = behind_others(own & person, over, person, materials, *ends)
            hidden = (hidden & ~over) | flank
            gate[scraps], kept = 0, kept & ~scraps
        gate[hidden] = np.maximum(gate, sides)[hidden] if name == "torso" else 1
        if name == "torso" and any(n.endswith("thigh") for n in shares):
            gate[bites(gate > 0.5, person, joints)] = 1
        if name.endswith("thigh"):
            top, above = cap(name, joints, widths, mask.shape)
            gate, kept = np.where(above, top, np.minimum(gate, top)), kept & (top > 0)
        kept &= ~(nearer | cuffs) if name.endswith("thigh") else ~nearer
        foreign, edge = foreign_to(name, materials, reach)
        if beard and name == "torso":
            foreign = foreign | beard.around
        kept &= ~foreign
        if name == "torso":
            arms = np.isin(sharp, ids_of("upper_arm", "forearm")) & person
            kept &= ~dark_gaps(colours, own & person & ~is_made_of(materials, "lower"), arms, reach)
        if not beard and name in ("torso", "head"):  # no seam between them on skin
            kept |= bare
        # full up to the border, soft beyond it: no gap between two pieces that meet
        gate = np.maximum(gate, np.minimum(1, 2 * cv2.GaussianBlur(gate, (0, 0), rim)))
        if name.endswith("hand"):
            gate, mixed = _soft_border(colours, mask, own, gate, sharp, name)
            kept &= ~mixed
        shade = colours
        if beard and name == "head":
            gate = np.where(beard.beside, beard.share, gate)
            kept, shade = kept | (beard.share > 0), beard.colours
        if tips and name == "head":
            gate = np.where(tips.near, tips.share, gate)
            kept, shade = kept | (tips.share > 0), tips.colours
        alpha = gate * mask
        if name == "torso":
            arms = [BONES[n] for n in shares if n.endswith("upper_arm")]
            wide = max((joint_radius(bone, widths) for bone in arms), default=0.0)
            alpha = without_corners(alpha, shoulders, DISC * wide, reach)
        thigh = max((widths[n] for n in shares if n.endswith("thigh")), default=0.0)
        if name.endswith(("torso", "thigh")) and thigh:
            alpha = without_flaps(alpha, joints, thigh)
        alpha = without_scraps(alpha)
        y, x = box_of(alpha > 1 / 255, 0.01)
        if y.stop - y.start < 2 or x.stop - x.start < 2:
            continue
        sure = kept & ~edge & ~hair if name == "torso" else kept & ~edge
        inset = 2 * round(0.08 * reach) + 3
        if lent.sum() > (sure & lower).sum():  # shorts, of which the leg shows a seam alone
            sure |= lent
            kept |= lent & ~(nearer | cuffs | foreign)
        known = cv2.erode(sure[y, x].astype(np.uint8), np.ones((inset, inset), np.uint8))
        image = shade[y, x]
        if known.any():
            corner = (x.start, y.start)
            painted = continued(image, known > 0, name, reach, joints, corner, materials[y, x])
            if name == "torso":
                other, there = mirrored(image, known > 0, joints, corner)
                there &= foreign[y, x] | edge[y, x] | hair[y, x]
                if beard:
                    there &= ~beard.beside[y, x]
                painted = _seamless(other, painted, there, alpha[y, x], inset)
                if beard:
                    painted = collar(painted, known > 0, beard.beside[y, x] & (known == 0))
                else:
                    painted = shoulders_behind(
                        image, painted, known > 0, ~there, neck, joints, corner
                    )
                painted = turning_away(painted, alpha[y, x])
            shown = kept[y, x] & ~(edge[y, x] & like_foreign(image, painted, foreign[y, x]))
            soft = 1 if name.endswith(("arm", "hand")) else inset
            image = _seamless(image, painted, shown, alpha[y, x], soft)
        alpha8 = np.rint(alpha[y, x] * 255).astype(np.uint8)
        pieces.append(
            Piece(name, np.dstack([image, alpha8]), (x.start, y.start), widths.get(name, 0.0))
        )
    if seats_shown(shares, joints):
        pieces = with_seats(pieces, colours, mask, sharp, materials, joints, reach, rim)
    return pieces


def _seamless(image, painted, shown, alpha, width):
    """What is painted going over into what is shown within some pixels, uint8."""
    beside = ((alpha > 0.5) & ~shown).astype(np.uint8)
    away = cv2.distanceTransform(1 - beside, cv2.DIST_L2, 5)
    share = (shown * np.clip(away / width, 0, 1))[..., None].astype(np.float32)
    return np.rint(painted + share * (image.astype(np.float32) - painted)).astype(np.uint8)


def _hips(sharp, joints):
    """Pixels of the thighs down to a third of their length: the trunk is as wide there, bool."""
    ends = [joints[f"{side}_{joint}"][1] for joint in ("hip", "knee") for side in SIDES]
    row = np.mean(ends[:2]) + (np.mean(ends[2:]) - np.mean(ends[:2])) / 3
    hips = np.isin(sharp, ids_of("thigh"))
    hips[max(0, int(row)) :] = False
    return hips


def _hair(colours, person, sharp, neck):
    """Pixels below the chin, from the head on, that have its colours and not the trunk's, bool."""
    ids = [ORDER.index(name) for name in ("torso", "head")]
    owner = np.where(np.isin(sharp, ids) & person, 1 + sharp, 0)
    hair = np.zeros(person.shape, bool)
    if all((owner == 1 + i).any() for i in ids):
        likely = colour_shares(colours, person, owner)
        hair[person] = (likely[1 + ids[1]] > 0.8) & (likely[1 + ids[0]] < 0.3)
    hair[: int(neck[1] + 1.3 * neck[2])] = False
    hair = touching(hair, owner == 1 + ids[1])
    return cv2.dilate(hair.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0


def _soft_border(colours, mask, own, gate, sharp, name):
    """Where a piece lies before another, the share of it in the pixels of its border.

    Returns:
        `(gate, mixed)`: the changed gate, and the pixels whose colour is not the piece's alone.
    """
    bone = BONES[name]
    kin = {name, bone.parent} | {b.name for b in BONES.values() if b.parent == name}
    far = ~np.isin(sharp, [ORDER.index(n) for n in kin]) & (mask > 0.5)
    y, x = box_of(own, 0.15)
    mixed = np.zeros_like(own)
    square = np.ones((3, 3), np.uint8)
    behind = cv2.erode(far[y, x].astype(np.uint8), square)
    if not behind.any():
        return gate, mixed
    fill = spread_colours(colours[y, x], behind.astype(np.float32))
    share = exact_mask(colours[y, x], own[y, x].astype(np.float32), fill)
    border = cv2.dilate(far[y, x].astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    border &= cv2.dilate(own[y, x].astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    border &= own[y, x] | far[y, x]
    gate = gate.copy()
    gate[y, x] = np.where(border, share, gate[y, x])
    mixed[y, x] = border & (share < 0.97)
    return gate, mixed
