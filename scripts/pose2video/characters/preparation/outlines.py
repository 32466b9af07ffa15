"""Outlines of pieces: scraps taken off the arms, and what nearer pieces hide of a piece."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.labels import colour_shares
from pose2video.characters.preparation.plan import BONES, ORDER

THINNEST = 0.5  # of the half width of an arm: what is thinner than this on both sides is a scrap
# Of the reach of a piece: beside a hand its colours are mixed or in shadow.
RING = {
    "torso": 0.25, "upper_arm": 0.1, "forearm": 0.05, "hand": 0.05, "thigh": 0.3, "shin": 0.1,
    "foot": 0.05,
}  # fmt: skip


def disc(radius):
    """A filled circle for OpenCV's morphology."""
    size = 2 * max(1, round(radius)) + 1
    return cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))


def hands_whole(sharp, joints, widths):
    """Give what lies beyond the wrist to the hand, where the picture shows it.

    Args:
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        joints: `{joint: (2,)}` in pixels.
        widths: `{piece: half width in pixels}`.

    Returns:
        A changed copy of `sharp`.
    """
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


def arms_without_scraps(sharp, person, widths):
    """Take off the arms what is much thinner than they are: seams, hems, ends of cloth.

    It goes to the nearest piece that is not of the same arm; so a sleeve without a hand gets a
    round end.

    Args:
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        person: bool `(height, width)`.
        widths: `{piece: half width in pixels}`.

    Returns:
        A changed copy of `sharp`.
    """
    sharp = sharp.copy()
    for side in ("left", "right"):
        arm = [n for n in ORDER if n.startswith(side) and n.endswith(("arm", "hand"))]
        ids = [ORDER.index(n) for n in arm]
        for name, index in zip(arm, ids, strict=True):
            if name.endswith("hand") or name not in widths:
                continue
            whole = (np.isin(sharp, ids) & person).astype(np.uint8)
            opened = cv2.morphologyEx(whole, cv2.MORPH_OPEN, disc(THINNEST * widths[name]))
            opened = cv2.dilate(opened, np.ones((3, 3), np.uint8)) > 0
            loose = ((sharp == index) & person & ~opened).astype(np.uint8)
            others = person & ~np.isin(sharp, ids)
            _, parts = cv2.connectedComponents(loose)
            beside = np.unique(parts[cv2.dilate(others.astype(np.uint8), disc(1)) > 0])
            loose = np.isin(parts, beside[beside > 0])  # the arm's own outline stays
            if loose.any():
                sharp[loose] = nearest_of(sharp, others)[loose]
    return np.where(person, sharp, nearest_of(sharp, person)) if person.any() else sharp


def arms_without_cloth(colours, sharp, person, joints, widths):
    """Give to the trunk what lies at the rim of a bare forearm and has the trunk's colours.

    Args:
        colours: uint8 RGB `(height, width, 3)`.
        sharp: int `(height, width)`, index in `ORDER` of every pixel's piece.
        person: bool `(height, width)`.
        joints: `{joint: (2,)}` in pixels.
        widths: `{piece: half width in pixels}`.

    Returns:
        A changed copy of `sharp`.
    """
    torso = ORDER.index("torso")
    core = cv2.erode((sharp == torso).astype(np.uint8), disc(3)) > 0
    sure = np.where(core, 1 + torso, 0)
    rims = {}
    for name in (n for n in ORDER if n.endswith("forearm") and n in widths):
        own = (sharp == ORDER.index(name)) & person
        ends = [np.rint(joints[j]).astype(int) for j in (BONES[name].start, BONES[name].end)]
        line = np.ones(own.shape, np.uint8)
        cv2.line(line, *(tuple(map(int, p)) for p in ends), 0, 1)
        inner = cv2.distanceTransform(line, cv2.DIST_L2, 5) < 0.4 * widths[name]
        sure[own & inner] = 1 + ORDER.index(name)
        rims[name] = own & ~inner
    sharp, trunk = sharp.copy(), np.zeros(sharp.shape, np.float32)
    likely = colour_shares(colours, person, sure)
    for name, rim in rims.items():
        index = ORDER.index(name)
        own = (sharp == index)[person]
        if {1 + index, 1 + torso} <= set(likely) and np.mean(likely[1 + torso][own] > 0.5) < 0.6:
            trunk[person] = (likely[1 + torso] > 0.8) & (likely[1 + index] < 0.25)
            patch = cv2.morphologyEx(trunk * rim, cv2.MORPH_OPEN, disc(0.15 * widths[name]))
            patch = cv2.dilate(patch, disc(3)) * trunk
            sharp[rim & (patch > 0)] = torso
    return sharp


def covered(own, kept, sharp, index, reach, inside):
    """What nearer pieces hide of a piece.

    Args:
        own: bool `(height, width)`, the piece's pixels.
        kept: bool, these and what it shares with its neighbours.
        sharp: int, index in `ORDER` of every pixel's piece.
        index: The piece's.
        reach: Pixels by which a piece goes on behind what lies beside it.
        inside: bool, of the trunk `between_sides`; unused for limbs.

    Returns:
        Two bool arrays: pixels beside a nearer piece, whose colours are mixed or in its shadow,
        and pixels behind it that belong to the piece: of the trunk those between its sides, of a
        limb those inside its convex hull, between its own pixels or not far from them.
    """
    over = sharp > index
    if not own.any() or not over.any() or ORDER[index] == "head":
        return np.zeros_like(own), np.zeros_like(own)
    if ORDER[index] == "torso":
        hidden = inside & over
    else:
        over &= ~kept
        hull = np.zeros(own.shape, np.uint8)
        cv2.fillConvexPoly(hull, cv2.convexHull(cv2.findNonZero(own.astype(np.uint8))), 1)
        between = _spanned(own) | _spanned(own.T).T
        close = cv2.distanceTransform((~own).astype(np.uint8), cv2.DIST_L2, 5) < 0.5 * reach
        hidden = (hull > 0) & over & (between | close)
        whole = cv2.GaussianBlur((own | hidden).astype(np.float32), (0, 0), 0.3 * reach)
        hidden = (whole > 0.5) & over  # an even outline
    hands = [k for k, name in enumerate(ORDER) if k > index and name.endswith(("hand", "forearm"))]
    near = np.isin(sharp, hands).astype(np.uint8)
    near = cv2.morphologyEx(near, cv2.MORPH_CLOSE, disc(0.12 * reach))
    ring = RING[ORDER[index].split("_", 1)[-1]]
    near = cv2.dilate(near, disc(ring * reach))
    return (near > 0) & (own | kept if ORDER[index] == "torso" else own), hidden


def _spanned(own):
    """Pixels between the first and the last pixel of a row."""
    first, last = own.argmax(axis=1), own.shape[1] - own[:, ::-1].argmax(axis=1)
    column = np.arange(own.shape[1])
    inside = (column >= first[:, None]) & (column < last[:, None])
    return inside & own.any(axis=1)[:, None]
