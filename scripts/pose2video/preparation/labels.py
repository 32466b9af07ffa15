"""Which piece of the body every pixel of the person belongs to."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.preparation.plan import BONES, ORDER, SIDES

GRID_SIDE = 560  # longest side of the grid on which the pieces grow
EDGE_COST = 0.35  # steps that one unit of colour difference (CIE Lab) is worth
# Half the width of a limb over the width of the shoulders, a slim adult in thin clothes.
HALF_WIDTHS = {
    "upper_arm": 0.17, "forearm": 0.13, "hand": 0.10, "thigh": 0.22, "shin": 0.15, "foot": 0.12,
}  # fmt: skip


def shown_bones(joints, confidence, hands, size):
    """The pieces besides torso and head that the picture shows.

    A limb is shown if most of its bone lies in the picture, the estimator is not sure that its
    end is hidden, and the limb it hangs on is shown; a hand if the hand model found it.

    Args:
        joints: `{joint: (2,)}` in pixels.
        confidence: `{joint: float}`.
        hands: `{side: bool}`, whether the hand model found the hand.
        size: `(width, height)` of the picture.
    """
    shown = set()
    for bone in sorted(BONES.values(), key=lambda b: b.name.endswith(("hand", "foot"))):
        if bone.name.endswith("hand") and not hands[bone.name.split("_")[0]]:
            continue
        line = np.linspace(joints[bone.start], joints[bone.end], 20)
        inside = ((line >= 0) & (line < size)).all(axis=1).mean()
        if inside >= 0.6 and confidence[bone.end] >= 0.2:
            shown.add(bone.name)
    for _ in range(2):  # what hangs on nothing goes
        shown = {n for n in shown if BONES[n].parent == "torso" or BONES[n].parent in shown}
    return shown


def half_widths(joints, shown, mask, unit):
    """Half the width of each limb in pixels, measured on its outer side where that is free.

    Args:
        joints: `{joint: (2,)}` in pixels.
        shown: Names of the pieces.
        mask: bool `(height, width)`, the person.
        unit: Width of the shoulders in pixels.
    """
    middle = np.mean([joints[f"{s}_{j}"] for s in SIDES for j in ("shoulder", "hip")], axis=0)
    widths = {}
    for name in shown:
        bone = BONES[name]
        usual = HALF_WIDTHS[name.split("_", 1)[1]] * unit
        start, end = joints[bone.start], joints[bone.end]
        along = (end - start) / max(np.linalg.norm(end - start), 1e-6)
        across = np.array([-along[1], along[0]])
        if across @ ((start + end) / 2 - middle) < 0:
            across = -across
        steps = np.arange(0, 2.0 * usual)
        found = []
        for t in np.linspace(0.3, 0.8, 9):
            points = np.rint(start + t * (end - start) + steps[:, None] * across).astype(int)
            inside = (points >= 0).all(axis=1) & (points < mask.shape[::-1]).all(axis=1)
            points = points[inside]
            free = ~mask[points[:, 1], points[:, 0]]
            if free.any():
                found.append(float(np.argmax(free)))
        width = np.median(found) if len(found) >= 5 else usual
        widths[name] = float(np.clip(width, 0.55 * usual, 1.5 * usual))
    return widths


def seeds(joints, hand_points, face, shown, widths, shape, scale):
    """Pixels that belong to a piece for sure: drawn far to near, so that near ones win.

    Args:
        joints: `{joint: (2,)}` in pixels.
        hand_points: `{side: (21, 2) or None}` in pixels.
        face: `(n, 2)`, outline of the face with the ears, in pixels.
        shown: Names of the limbs.
        widths: Half widths in pixels.
        shape: `(height, width)` of the grid.
        scale: Grid pixels per picture pixel.

    Returns:
        int32 of `shape`: 1 + index in `ORDER`, 0 = undecided.
    """
    drawn = np.zeros(shape, np.uint8)

    def polygon(points, name):
        hull = cv2.convexHull(np.float32(points) * scale)
        cv2.fillConvexPoly(drawn, np.rint(hull).astype(np.int32), 1 + ORDER.index(name))

    def line(a, b, half, name):
        ends = [tuple(int(v) for v in np.rint(p * scale)) for p in (a, b)]
        cv2.line(drawn, *ends, 1 + ORDER.index(name), max(1, round(2 * half * scale)))

    for name in (n for n in ORDER if n in shown and "arm" not in n and "hand" not in n):
        bone, half = BONES[name], 0.6 * widths[name]
        first = 0.3 if name.endswith("thigh") else 0.12
        start, end = joints[bone.start], joints[bone.end]
        line(start + first * (end - start), start + 0.88 * (end - start), half, name)
    shoulders = np.array([joints[f"{s}_shoulder"] for s in SIDES])
    hips = np.array([joints[f"{s}_hip"] for s in SIDES])
    centre = shoulders.mean(axis=0)
    inset = shoulders + 0.22 * (shoulders[::-1] - shoulders)
    down = 0.08 * (hips.mean(axis=0) - centre)
    polygon([*(inset + down), *(hips + 0.1 * (hips[::-1] - hips))], "torso")
    chin = face[np.argmax((face - face.mean(axis=0)) @ (centre - face.mean(axis=0)))]
    line(centre, chin + 0.25 * (centre - chin), 0.1 * np.ptp(shoulders[:, 0]), "torso")
    polygon(face.mean(axis=0) + 0.97 * (face - face.mean(axis=0)), "head")
    for name in (n for n in ORDER if n in shown and ("arm" in n or "hand" in n)):
        bone, half = BONES[name], 0.6 * widths[name]
        start, end = joints[bone.start], joints[bone.end]
        if name.endswith("hand"):
            points = hand_points[name.split("_")[0]]
            polygon(points[[0, 5, 9, 13, 17]], name)
            for finger in range(5):
                chain = points[[0, *range(1 + 4 * finger, 5 + 4 * finger)]]
                for a, b in zip(chain[1:-1], chain[2:], strict=True):
                    line(a, b, 0.3 * half, name)
        else:
            first = 0.35 if name.endswith("upper_arm") else 0.12
            line(start + first * (end - start), start + 0.88 * (end - start), half, name)
    return drawn.astype(np.int32)


def grow(picture, mask, seed_of):
    """Give every pixel of the person to the seed that is nearest along cheap paths.

    A path inside the person costs its length plus the colour differences it crosses, so that
    borders settle on the edges of the picture (a geodesic Voronoi diagram).

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: bool `(height, width)`.
        seed_of: int32 `(height, width)`, 0 = undecided.

    Returns:
        int32 `(height, width)`, 0 outside the mask.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    height, width = mask.shape
    smooth = cv2.bilateralFilter(picture, 5, 20, 3)
    lab = cv2.cvtColor(smooth.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    number = np.full(mask.shape, -1)
    number[mask] = np.arange(mask.sum())
    rows, columns, costs = [], [], []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = (slice(0, height - dy), slice(max(0, -dx), width - max(0, dx)))
        b = (slice(dy, height), slice(max(0, dx), width + min(0, dx)))
        both = mask[a] & mask[b]
        difference = np.linalg.norm(lab[a] - lab[b], axis=2)[both]
        rows.append(number[a][both])
        columns.append(number[b][both])
        costs.append(np.hypot(dx, dy) + EDGE_COST * difference)
    n = int(mask.sum())
    rows, columns = np.concatenate(rows), np.concatenate(columns)
    graph = coo_matrix((np.concatenate(costs), (rows, columns)), (n, n)).tocsr()
    sources = number[(seed_of > 0) & mask]
    result = np.zeros(mask.shape, np.int32)
    if not len(sources):
        return result
    _, _, nearest = dijkstra(
        graph, directed=False, indices=sources, min_only=True, return_predecessors=True
    )
    owner = np.zeros(n, np.int32)
    reached = nearest >= 0
    owner[reached] = seed_of[mask][nearest[reached]]
    owner[~reached] = 1 + ORDER.index("torso")
    result[mask] = owner
    return result


def label_pixels(picture, mask, joints, hand_points, face, shown, widths):
    """The piece of every pixel.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        joints: `{joint: (2,)}` in pixels.
        hand_points: `{side: (21, 2) or None}` in pixels.
        face: `(n, 2)` in pixels.
        shown: Names of the limbs that the picture shows.
        widths: Half widths of these in pixels.

    Returns:
        `{piece: float32 (height, width)}`, smooth shares that sum up to about 1 everywhere.
    """
    height, width = mask.shape
    scale = min(1.0, GRID_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    person = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) > 0.3
    start = seeds(joints, hand_points, face, shown, widths, size[::-1], scale)
    owner = grow(small, person, start)
    # beyond the outline the nearest piece goes on, so that no piece ends before the mask does
    reach = max(3, round(0.02 * max(size)))
    shares = {}
    for i, name in enumerate(ORDER, 1):
        region = (owner == i).astype(np.float32)
        if region.any():
            shares[name] = cv2.GaussianBlur(region, (0, 0), 1.0)
    total = sum(shares.values())
    for name, share in shares.items():
        wide = cv2.blur(share, (2 * reach + 1,) * 2)
        wide_total = np.maximum(cv2.blur(total, (2 * reach + 1,) * 2), 1e-6)
        share = np.where(total > 0.5, share / np.maximum(total, 1e-6), wide / wide_total)
        shares[name] = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)
    return shares
