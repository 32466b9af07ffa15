"""Cut the person into pieces that overlap at the joints and are whole where others cover them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters import Piece
from pose2video.preparation.borders import nearest_of, refine_borders
from pose2video.preparation.person import box_of, exact_mask, spread_colours
from pose2video.preparation.plan import BONES, ORDER, other_side

HIP = 1.7  # distance from hip joint to crotch, in half widths of the thigh
WRIST = 0.65  # a wrist is narrower than hand and forearm
DISC = 1.25  # radius of what two pieces share at a joint, in half widths of the limb


def cut_pieces(colours, mask, shares, joints, widths, neck, reach):
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

    Returns:
        List of `Piece`, far to near.
    """
    owner = np.stack([shares.get(name, np.zeros_like(mask)) for name in ORDER])
    sharp = refine_borders(colours, mask > 0.5, owner.argmax(axis=0))
    sharp = _hands_whole(sharp, joints, widths)
    rim = max(0.5, min(mask.shape) / 1200)  # pixels; softness of a border between pieces
    pieces = []
    for i, name in enumerate(ORDER):
        if name not in shares:
            continue
        own = sharp == i
        gate, kept = own.astype(np.float32), own.copy()
        for disc, neighbour in _discs(name, shares, joints, widths, neck, mask.shape):
            beside = sharp == ORDER.index(neighbour)
            if name.endswith("thigh"):  # what parted legs show between them
                beside |= (sharp == ORDER.index(other_side(name))) & _beyond(name, joints, beside)
            gate = np.maximum(gate, disc * beside)
            kept |= (disc > 0) & beside
        nearer, hidden = _covered(own & (mask > 0.5), kept, sharp, i, reach)
        gate[hidden] = 1
        kept &= ~nearer
        # full up to the border, soft beyond it: no gap between two pieces that meet
        gate = np.maximum(gate, np.minimum(1, 2 * cv2.GaussianBlur(gate, (0, 0), rim)))
        if name.endswith("hand"):
            gate, mixed = _soft_border(colours, mask, own, gate, sharp, name)
            kept &= ~mixed
        alpha = gate * mask
        y, x = box_of(alpha > 1 / 255, 0.01)
        if y.stop - y.start < 2 or x.stop - x.start < 2:
            continue
        inset = 2 * round(0.08 * reach) + 3
        known = cv2.erode(kept[y, x].astype(np.uint8), np.ones((inset, inset), np.uint8))
        image = colours[y, x]
        if known.any():
            painted = _continued(image, known > 0, name, reach)
            image = np.where(kept[y, x][..., None], image, painted)
        alpha8 = np.rint(alpha[y, x] * 255).astype(np.uint8)
        pieces.append(
            Piece(name, np.dstack([image, alpha8]), (x.start, y.start), widths.get(name, 0.0))
        )
    return pieces


def _hands_whole(sharp, joints, widths):
    """Give what lies beyond the wrist to the hand, where the picture shows it."""
    sharp = sharp.copy()
    for name in (n for n in ORDER if n.endswith("hand") and n in widths):
        bone = BONES[BONES[name].parent]
        index = ORDER.index(bone.name)
        vector = joints[bone.end] - joints[bone.start]
        y, x = np.nonzero(sharp == index)
        beyond = ((x - joints[bone.end][0]) * vector[0] + (y - joints[bone.end][1]) * vector[1]) / (
            max(np.linalg.norm(vector), 1e-6)
        )
        far = beyond > 0.5 * widths[name]
        sharp[y[far], x[far]] = ORDER.index(name)
    return sharp


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


def _beyond(name, joints, like):
    """The side of a thigh, and a little beyond the middle between the hips, bool."""
    own, other = (joints[BONES[n].start] for n in (name, other_side(name)))
    across = other - own
    yy, xx = np.mgrid[: like.shape[0], : like.shape[1]]
    share = ((xx - own[0]) * across[0] + (yy - own[1]) * across[1]) / max(across @ across, 1e-6)
    return share < 0.75


def _continued(image, known, name, reach):
    """Colours of a piece beyond its known pixels: of a limb the nearest, of the trunk by rows.

    Along the rows hems, belts and stripes go on behind an arm; up and down they would run.
    """
    if name in BONES:
        channels = [nearest_of(image[..., channel], known) for channel in range(3)]
        return cv2.GaussianBlur(np.dstack(channels), (0, 0), max(0.5, 0.1 * reach))
    filled = spread_colours(image, known.astype(np.float32))
    columns = np.arange(image.shape[1])
    for y in np.flatnonzero(known.any(axis=1) & ~known.all(axis=1)):
        at = np.flatnonzero(known[y])
        for channel in range(3):
            filled[y, :, channel] = np.interp(columns, at, image[y, at, channel])
    return cv2.GaussianBlur(filled, (0, 0), max(0.5, 0.03 * reach))


def _discs(name, shares, joints, widths, neck, shape):
    """Soft discs around the joints of a piece, each with the piece on its other side."""
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)

    def disc(x, y, radius):
        return np.clip((DISC - np.hypot(xx - x, yy - y) / radius) / 0.35, 0, 1)

    discs = []
    for bone in BONES.values():
        if name not in (bone.name, bone.parent) or not {bone.name, bone.parent} <= set(shares):
            continue
        x, y = joints[bone.start]
        radius = joint_radius(bone, widths)
        if bone.name.endswith("thigh"):  # nothing of the waist goes with a leg
            if name == "torso":
                radius /= HIP
            down = joints[bone.end] - joints[bone.start]
            below = ((xx - x) * down[0] + (yy - y) * down[1]) / max(np.hypot(*down), 1e-6)
            shared = disc(x, y, radius) * np.clip(4 * below / radius + 1, 0, 1)
        else:
            shared = disc(x, y, radius)
        discs.append((shared, bone.parent if name == bone.name else bone.name))
    if name in ("torso", "head"):
        shared = np.clip((1.3 - np.hypot(xx - neck[0], yy - neck[1]) / neck[2]) / 0.35, 0, 1)
        discs.append((shared, "head" if name == "torso" else "torso"))
    return discs


def joint_radius(bone, half_widths):
    """Half the width of the body where a bone begins: the mean of the two limbs there.

    At the hip it reaches to the crotch, so that the trousers stretch between parted legs.
    """
    own = half_widths[bone.name]
    if bone.name.endswith("thigh"):
        return HIP * own
    mean = (own + (half_widths.get(bone.parent) or own)) / 2
    return WRIST * mean if bone.name.endswith("hand") else mean


def _spanned(own):
    """Pixels between the first and the last pixel of a row."""
    first, last = own.argmax(axis=1), own.shape[1] - own[:, ::-1].argmax(axis=1)
    column = np.arange(own.shape[1])
    inside = (column >= first[:, None]) & (column < last[:, None])
    return inside & own.any(axis=1)[:, None]


def _covered(own, kept, sharp, index, reach):
    """What nearer pieces hide of a piece.

    Args:
        own: bool `(height, width)`, the piece's pixels.
        kept: bool, these and what it shares with its neighbours.
        sharp: int, index in `ORDER` of every pixel's piece.
        index: The piece's.
        reach: Pixels by which a piece goes on behind what lies beside it.

    Returns:
        Two bool arrays: pixels beside a nearer piece, whose colours are mixed or in its shadow,
        and pixels behind it that belong to the piece: inside its convex hull, and between its
        own pixels or not far from them.
    """
    over = (sharp > index) & ~kept
    if not own.any() or not over.any() or ORDER[index] == "head":
        return np.zeros_like(own), np.zeros_like(own)
    hull = np.zeros(own.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(cv2.findNonZero(own.astype(np.uint8))), 1)
    between = _spanned(own) | _spanned(own.T).T
    close = cv2.distanceTransform((~own).astype(np.uint8), cv2.DIST_L2, 5) < 0.5 * reach
    hidden = (hull > 0) & over & (between | close)
    whole = cv2.GaussianBlur((own | hidden).astype(np.float32), (0, 0), 0.3 * reach)
    hidden = (whole > 0.5) & over  # an even outline
    size, ring = 2 * max(2, round(0.12 * reach)) + 1, 2 * max(1, round(0.05 * reach)) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    hands = [k for k, name in enumerate(ORDER) if k > index and name.endswith(("hand", "forearm"))]
    near = cv2.morphologyEx(np.isin(sharp, hands).astype(np.uint8), cv2.MORPH_CLOSE, kernel)
    near = cv2.dilate(near, np.ones((ring, ring), np.uint8))
    return (near > 0) & own, hidden
