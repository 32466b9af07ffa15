"""Cut the person into pieces that overlap at the joints and are whole where others cover them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters import Piece
from pose2video.preparation.person import box_of
from pose2video.preparation.plan import BONES, ORDER


def cut_pieces(colours, mask, shares, joints, widths):
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

    Returns:
        List of `Piece`, far to near.
    """
    owner = np.stack([shares.get(name, np.zeros_like(mask)) for name in ORDER])
    sharp = owner.argmax(axis=0)
    soft = max(0.7, max(mask.shape) / 1200)  # pixels; softness of a border between pieces
    pieces = []
    for i, name in enumerate(ORDER):
        if name not in shares:
            continue
        own = sharp == i
        discs = _joint_discs(name, shares, joints, widths, mask.shape)
        kept, painted = own.copy(), np.zeros_like(own)
        border = np.where(own, 1.0, 0.0).astype(np.float32)
        border = np.clip(cv2.GaussianBlur(border, (0, 0), soft) * 1.0, 0, 1)
        gate = border
        for disc, neighbour in discs:
            j = ORDER.index(neighbour)
            gate = np.maximum(gate, disc * (owner[i] + owner[j]).clip(0, 1))
            kept |= (disc > 0) & (sharp == j)
        covered = _covered(own & (mask > 0.5), sharp, i)
        if covered.any():
            gate = np.maximum(gate, cv2.GaussianBlur(covered.astype(np.float32), (0, 0), soft))
            painted = ~kept
        alpha = gate * mask
        y, x = box_of(alpha > 1 / 255, 0.01)
        if y.stop - y.start < 2 or x.stop - x.start < 2:
            continue
        image = colours[y, x].copy()
        if painted.any():
            image = _paint(image, kept[y, x] & (mask[y, x] > 0.9), alpha[y, x] > 0)
        alpha8 = np.rint(alpha[y, x] * 255).astype(np.uint8)
        pieces.append(Piece(name, np.dstack([image, alpha8]), (x.start, y.start)))
    return pieces


def _joint_discs(name, shares, joints, widths, shape):
    """Soft discs around the joints of a piece, with the piece on the other side of each."""
    discs = []
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    for bone in BONES.values():
        if name not in (bone.name, bone.parent) or not {bone.name, bone.parent} <= set(shares):
            continue
        radius = widths[bone.name]
        if bone.parent in widths:
            radius = (radius + widths[bone.parent]) / 2
        x, y = joints[bone.start]
        distance = np.hypot(xx - x, yy - y) / radius
        disc = np.clip((1.25 - distance) / 0.35, 0, 1)
        discs.append((disc, bone.parent if name == bone.name else bone.name))
    return discs


def _covered(own, sharp, index):
    """Pixels of nearer pieces inside the convex hull of a piece, bool."""
    nearer = sharp > index
    if ORDER[index] == "head" or not own.any():
        return np.zeros_like(own)
    points = cv2.findNonZero(own.astype(np.uint8))
    hull = np.zeros(own.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(points), 1)
    return (hull > 0) & nearer & ~own


def _paint(image, known, wanted):
    """Continue the colours of `known` into the rest of `wanted`."""
    from pose2video.preparation.person import spread_colours

    inner = cv2.erode(known.astype(np.uint8), np.ones((3, 3), np.uint8))
    if not inner.any():
        return image
    hole = (wanted & ~known).astype(np.uint8)
    base = spread_colours(image, inner.astype(np.float32))
    filled = np.where(known[..., None], image, base)
    del hole
    return filled
