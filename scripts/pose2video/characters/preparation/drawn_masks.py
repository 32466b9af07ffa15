"""The mask of a figure whose keypoints are given: by the picture's alpha, its ground, or GrabCut.

MediaPipe's segmentation counts as well where it finds the figure; of a drawing it may leave out a
hat, or find nobody.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import rough_mask, sharp_mask
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.characters.preparation.seeds import HALF_WIDTHS

CORE = 0.3  # of a limb's usual half width: so much of it is surely there, even of a drawing
REACH, OVER_HEAD = 0.8, 2.0  # of the body's unit: so far from the bones clothes may be, a hat
SEES = 0.9  # share of the figure's core that a segmentation must find to be believed
CUT_OUT = (0.02, 0.98)  # shares of a picture that a cut-out figure may cover
PLAIN, ALIKE = 0.9, 16  # of the picture's border, levels: the ground has one colour
SIDE = 720  # longest side of the picture while GrabCut works on it
ROUNDS = 6


def core_of(shape, joints, face, hands, unit):
    """Pixels that are surely the figure's, bool `(height, width)`: near its bones.

    Args:
        shape: `(height, width)`. joints: `{joint: (2,)}` in pixels, NaN where unknown.
        face: `(n, 2)`, the outline of the face. hands: Side -> `(21, 2)` or None.
        unit: Width of the shoulders in pixels.
    """
    drawn = np.zeros(shape, np.uint8)

    def hull(points):
        cv2.fillConvexPoly(drawn, np.rint(cv2.convexHull(np.float32(points))).astype(np.int32), 1)

    hull(face)
    corners = np.array([joints[f"{s}_{j}"] for s in SIDES for j in ("shoulder", "hip")])
    hull(corners.mean(axis=0) + 0.8 * (corners - corners.mean(axis=0)))
    for bone in BONES.values():
        ends = np.array([joints[bone.start], joints[bone.end]])
        if bone.name.endswith(("hand", "foot")) or not np.isfinite(ends).all():
            continue
        half = HALF_WIDTHS[bone.name.split("_", 1)[1]] * unit
        a, b = (tuple(int(v) for v in np.rint(end)) for end in ends)
        cv2.line(drawn, a, b, 1, max(1, round(2 * CORE * half)))
    for points in hands.values():
        if points is not None:
            hull(points[[0, 5, 9, 13, 17]])
    return drawn > 0


def is_cut_out(alpha, core) -> bool:
    """Whether a picture's alpha channel cuts the figure out.

    Args:
        alpha: uint8 `(height, width)`, or None. core: See `core_of`.
    """
    if alpha is None:
        return False
    covered = alpha > 127
    return CUT_OUT[0] < covered.mean() < CUT_OUT[1] and covered[core].mean() > SEES


def mask_of_given(picture, core, face, unit, certain, feet):
    """The mask of a figure that is not cut out.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        core, face, unit: See `core_of`.
        certain, feet: See `person.sharp_mask`.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    if is_plain(picture):
        return before_ground(picture, core)
    mask, rough = around_bones(picture, core, face, unit), rough_mask(picture, feet)
    if (rough > 0.5)[core].mean() > SEES:
        mask = np.maximum(mask, sharp_mask(picture, rough, certain, feet))
    return mask


def is_plain(picture) -> bool:
    """Whether the ground of a picture, uint8 RGB `(height, width, 3)`, has one colour."""
    border, colour = _border(picture)
    return (np.abs(border - colour).max(axis=1) < ALIKE).mean() >= PLAIN


def before_ground(picture, core):
    """The mask of a figure on a ground of one colour.

    Args:
        picture: uint8 RGB `(height, width, 3)`. core: See `core_of`.

    Returns:
        float32 `(height, width)` in [0, 1].
    """
    _, colour = _border(picture)
    alike = (np.abs(picture.astype(int) - colour).max(axis=2) < ALIKE).astype(np.uint8)
    _, label = cv2.connectedComponents(alike, connectivity=4)
    edge = np.unique(np.concatenate([label[0], label[-1], label[:, 0], label[:, -1]]))
    own = np.setdiff1d(np.unique(label[core]), edge)  # a white shirt before a white wall
    return _soft((alike == 0) | np.isin(label, own), core)


def around_bones(picture, core, face, unit):
    """The mask of a figure that GrabCut finds around its bones; arguments as of `core_of`."""
    return _soft(_grabcut(picture, core, _reach(core, face, unit)), core)


def _soft(figure, core):
    """What hangs together with the core, with soft borders."""
    _, label = cv2.connectedComponents((figure | core).astype(np.uint8))
    whole = np.isin(label, np.setdiff1d(np.unique(label[core]), [0]))
    return cv2.GaussianBlur(whole.astype(np.float32), (0, 0), 0.7)


def _border(picture):
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]]).astype(int)
    return border, np.median(border, axis=0)


def _reach(core, face, unit):
    """Where the figure may be, bool: near its bones, and farther above its face."""
    near = cv2.distanceTransform((~core).astype(np.uint8), cv2.DIST_L2, 5) < REACH * unit
    x, y = face.mean(axis=0)
    rows, columns = np.ogrid[: core.shape[0], : core.shape[1]]
    hat = np.hypot((columns - x) / REACH, (rows - y) / OVER_HEAD) < unit
    return near | (hat & (rows < y))


def _grabcut(picture, core, reach):
    scale = min(1.0, SIDE / max(core.shape))
    size = tuple(max(8, round(scale * side)) for side in core.shape[::-1])
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    sure, near = (
        cv2.resize(part.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
        for part in (core, reach)
    )
    away = cv2.distanceTransform((~sure).astype(np.uint8), cv2.DIST_L2, 5)
    trimap = np.full(sure.shape, cv2.GC_PR_BGD, np.uint8)
    trimap[away < 0.3 * away[near].max(initial=1)] = cv2.GC_PR_FGD
    trimap[~near], trimap[sure] = cv2.GC_BGD, cv2.GC_FGD
    if sure.any() and (~near).any():
        cv2.setRNGSeed(0)
        models = np.zeros((1, 65)), np.zeros((1, 65))
        bgr = cv2.cvtColor(small, cv2.COLOR_RGB2BGR)
        cv2.grabCut(bgr, trimap, None, *models, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = np.isin(trimap, (cv2.GC_FGD, cv2.GC_PR_FGD)).astype(np.float32)
    return cv2.resize(found, core.shape[::-1], interpolation=cv2.INTER_LINEAR) > 0.5
