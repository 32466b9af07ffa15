"""Cut the person into pieces that overlap at the joints and are whole where others cover them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters import Piece
from pose2video.preparation.person import box_of, spread_colours
from pose2video.preparation.plan import BONES, ORDER

DISC = 1.25  # radius of what two pieces share at a joint, in half widths of the limb
HIP_DISC = 1.6  # at the hip the inner end of the thigh, the crotch, lies farther from the joint


def cut_pieces(colours, mask, shares, joints, widths, neck):
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

    Returns:
        List of `Piece`, far to near.
    """
    owner = np.stack([shares.get(name, np.zeros_like(mask)) for name in ORDER])
    sharp = owner.argmax(axis=0)
    rim = max(0.8, min(mask.shape) / 700)  # pixels; softness of a border between pieces
    pieces = []
    for i, name in enumerate(ORDER):
        if name not in shares:
            continue
        own = sharp == i
        gate, kept = own.astype(np.float32), own.copy()
        for disc, neighbour in _discs(name, shares, joints, widths, neck, mask.shape):
            beside = sharp == ORDER.index(neighbour)
            gate = np.maximum(gate, disc * beside)
            kept |= (disc > 0) & beside
        covered = _covered(own & (mask > 0.5), sharp, i)
        gate[covered] = 1
        # full up to the border, soft beyond it: no gap between two pieces that meet
        gate = np.maximum(gate, np.minimum(1, 2 * cv2.GaussianBlur(gate, (0, 0), rim)))
        alpha = gate * mask
        y, x = box_of(alpha > 1 / 255, 0.01)
        if y.stop - y.start < 2 or x.stop - x.start < 2:
            continue
        known = cv2.erode(kept[y, x].astype(np.uint8), np.ones((3, 3), np.uint8))
        image = colours[y, x]
        if known.any():
            painted = spread_colours(image, known.astype(np.float32))
            image = np.where(kept[y, x][..., None], image, painted)
        alpha8 = np.rint(alpha[y, x] * 255).astype(np.uint8)
        pieces.append(Piece(name, np.dstack([image, alpha8]), (x.start, y.start)))
    return pieces


def _discs(name, shares, joints, widths, neck, shape):
    """Soft discs around the joints of a piece, each with the piece on its other side."""
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)

    def disc(x, y, radius, reach):
        distance = np.hypot(xx - x, yy - y) / radius
        return np.clip((reach - distance) / 0.35, 0, 1)

    discs = []
    for bone in BONES.values():
        if name not in (bone.name, bone.parent) or not {bone.name, bone.parent} <= set(shares):
            continue
        radius = widths[bone.name]
        if bone.parent in widths:
            radius = (radius + widths[bone.parent]) / 2
        reach = HIP_DISC if bone.name.endswith("thigh") else DISC
        neighbour = bone.parent if name == bone.name else bone.name
        discs.append((disc(*joints[bone.start], radius, reach), neighbour))
    if name in ("torso", "head"):
        discs.append((disc(*neck, 1.3), "head" if name == "torso" else "torso"))
    return discs


def _covered(own, sharp, index):
    """Pixels of nearer pieces inside the convex hull of a piece, bool."""
    if ORDER[index] == "head" or not own.any():
        return np.zeros_like(own)
    hull = np.zeros(own.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(cv2.findNonZero(own.astype(np.uint8))), 1)
    nearer = (sharp > index) & (sharp != ORDER.index("head"))
    return (hull > 0) & nearer & ~own
