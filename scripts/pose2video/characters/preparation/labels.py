"""Which piece of the body every pixel of the person belongs to."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES, ORDER, SIDES
from pose2video.characters.preparation.seeds import draw_seeds

GRID_SIDE = 520  # longest side of the grid on which the pieces grow
EDGE_COST = 0.5  # steps that one unit of colour difference (CIE Lab) between neighbours is worth
COLOUR_COST = 15.0  # steps more for a pixel whose colour is another piece's
FAMILIAR = 0.35  # a colour this much as frequent as in the piece that has most of it is its own
SHAPE_COST = 12.0  # steps more, per half width beyond the limb's usual outline


def label_pixels(picture, mask, joints, hand_points, face, shown, widths):
    """The piece of every pixel.

    Every piece grows from pixels that are its own for sure. A path inside the person costs its
    length, the edges that it crosses, colours that are rather another piece's and places far from
    the bone; a pixel goes to the piece with the cheapest path (a geodesic Voronoi diagram), so
    that borders settle on the picture's edges where there are some, else between the bones.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.
        joints: `{joint: (2,)}` in pixels.
        hand_points: `{side: (21, 2) or None}` in pixels.
        face: `(n, 2)`, outline of the face with the ears, in pixels.
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
    start = draw_seeds(joints, hand_points, face, shown, widths, size[::-1], scale)
    start[~person] = 0
    owner = _grow(small, person, start, joints, hand_points, widths, scale)
    # beyond the outline the nearest piece goes on, so that no piece ends before the mask does
    reach = max(3, round(0.02 * max(size)))
    shares = {}
    for i, name in enumerate(ORDER, 1):
        region = (owner == i).astype(np.float32)
        if region.any():
            shares[name] = cv2.GaussianBlur(region, (0, 0), 1.0)
    total = sum(shares.values())
    wide_total = np.maximum(cv2.blur(total, (2 * reach + 1,) * 2), 1e-6)
    for name, share in shares.items():
        wide = cv2.blur(share, (2 * reach + 1,) * 2) / wide_total
        share = np.where(total > 0.5, share / np.maximum(total, 1e-6), wide)
        shares[name] = cv2.resize(share, (width, height), interpolation=cv2.INTER_LINEAR)
    return shares


def _grow(picture, person, start, joints, hand_points, widths, scale):
    """Owner of every pixel of the grid: 1 + index in `ORDER`, 0 outside the person."""
    from scipy.sparse import csr_matrix
    from scipy.sparse.csgraph import dijkstra

    smooth = cv2.bilateralFilter(picture, 5, 20, 3)
    lab = cv2.cvtColor(smooth.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    n = int(person.sum())
    a, b, length, edge = _neighbours(person, lab)
    outside = {
        label: _outside(ORDER[label - 1], joints, hand_points, widths, scale, person)
        for label in np.unique(start[start > 0])
    }
    shoulder_row = scale * min(joints[f"{side}_shoulder"][1] for side in SIDES)
    _drop_covered_seeds(smooth, person, start, outside, shoulder_row)
    likely = colour_shares(smooth, person, start)
    best = np.full(n, np.inf)
    owner = np.full(n, 1 + ORDER.index("torso"), np.int32)
    for label in np.unique(start[start > 0]):
        dear = 1 + COLOUR_COST * np.clip(1 - likely[label] / FAMILIAR, 0, 1)
        dear += SHAPE_COST * outside[label]
        cost = length * (dear[a] + dear[b]) / 2 + edge
        graph = csr_matrix((cost, (a, b)), (n, n))
        sources = np.flatnonzero(start[person] == label)
        reached = dijkstra(graph, directed=False, indices=sources, min_only=True)
        closer = reached < best
        best[closer], owner[closer] = reached[closer], label
    seeded = start[person]
    owner[seeded > 0] = seeded[seeded > 0]
    result = np.zeros(person.shape, np.int32)
    result[person] = owner
    return _only_seeded_parts(result, start)


def _neighbours(person, lab):
    """Pairs of neighbouring pixels of the person: two index arrays, distance, edge cost."""
    height, width = person.shape
    number = np.full(person.shape, -1)
    number[person] = np.arange(person.sum())
    pairs = []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        a = (slice(0, height - dy), slice(max(0, -dx), width - max(0, dx)))
        b = (slice(dy, height), slice(max(0, dx), width + min(0, dx)))
        both = person[a] & person[b]
        difference = np.linalg.norm(lab[a] - lab[b], axis=2)[both]
        step = np.full(both.sum(), np.hypot(dx, dy))
        pairs.append((number[a][both], number[b][both], step, EDGE_COST * difference))
    return [np.concatenate(column) for column in zip(*pairs, strict=True)]


def colour_shares(picture, person, start):
    """For every piece how much the pixels' colours are its own, in [0, 1]: `{label: (n,)}`."""
    lab = cv2.cvtColor(picture, cv2.COLOR_RGB2LAB)
    bins = (lab // np.uint8([32, 14, 14])).astype(int)
    shape = (8, 19, 19)
    histograms = {}
    for label in np.unique(start[start > 0]):
        histogram = np.zeros(shape, np.float32)
        np.add.at(histogram, tuple(bins[start == label].T), 1)
        for axis in (0, 1, 2, 0, 1, 2):
            histogram += 0.5 * (np.roll(histogram, 1, axis) + np.roll(histogram, -1, axis))
        histograms[label] = histogram / histogram.sum()
    most = np.maximum.reduce(list(histograms.values())) + 1e-6
    at = tuple(bins[person].T)
    return {label: (_familiar(ORDER[label - 1], histograms) / most)[at] for label in histograms}


def _familiar(name, histograms):
    """Colours of a piece; of a limb what it has in common with the other side: no hair, no bag.

    Arms may also be bare: they know the colours of the hands.
    """

    def both(kind):
        known = [histograms.get(1 + ORDER.index(f"{side}_{kind}")) for side in SIDES]
        known = [h for h in known if h is not None]
        return np.minimum.reduce(known) if known else 0

    side, _, kind = name.partition("_")
    if side not in SIDES:
        return histograms[1 + ORDER.index(name)]
    return np.maximum(both(kind), both("hand")) if kind.endswith("arm") else both(kind)


def _drop_covered_seeds(picture, person, start, outside, shoulder_row):
    """Take back seeds on which something nearer lies: a hand before the body, hair on an arm."""
    covers = [(f"{side}_hand", ("torso", "thigh", "shin")) for side in SIDES]
    covers.append(("head", ("torso", "upper_arm", "forearm")))
    rows = np.nonzero(person)[0]
    for _ in range(3):  # the colours of what lies below become purer each time
        likely = colour_shares(picture, person, start)
        inner = start[person]
        for cover, below in covers:
            nearer = 1 + ORDER.index(cover)
            if nearer not in likely:
                continue
            here = (outside[nearer] < 2) & (likely[nearer] > 0.25)
            if cover == "head":  # hair; the neck is the trunk's
                here &= rows > shoulder_row
            for label in likely:
                if ORDER[label - 1].endswith(below):
                    inner[(inner == label) & here & (likely[label] < 0.3)] = 0
        start[person] = inner


def _outside(name, joints, hand_points, widths, scale, person):
    """How far pixels lie beyond the outline of a piece, in half widths, at most 3: `(n,)`."""
    y, x = np.nonzero(person)
    points = np.stack([x, y], axis=1) / scale
    if name.endswith("hand"):
        marks = hand_points[name.split("_")[0]]
        palm = max(np.linalg.norm(marks[9] - marks[0]), np.linalg.norm(marks[5] - marks[17]))
        distance = np.min([np.linalg.norm(points - mark, axis=1) for mark in marks], axis=0)
        return np.clip(4 * distance / palm - 0.9, 0, 3)
    if name in BONES:
        bone = BONES[name]
        start, vector = joints[bone.start], joints[bone.end] - joints[bone.start]
        t = np.clip((points - start) @ vector / max(vector @ vector, 1e-6), -0.1, 1.1)
        distance = np.linalg.norm(points - start - t[:, None] * vector, axis=1)
        return np.clip(distance / widths[name] - 1.05, 0, 3)
    if name == "torso":  # 0.3 where the trunk between shoulders and hips is far
        corners = np.array([joints[f"{s}_{j}"] for s in SIDES for j in ("shoulder", "hip")])
        box = np.zeros(person.shape, np.uint8)
        hull = cv2.convexHull(np.rint(corners * scale).astype(np.int32))
        cv2.fillConvexPoly(box, hull, 1)
        unit = np.linalg.norm(corners[0] - corners[2])
        distance = cv2.distanceTransform(1 - box, cv2.DIST_L2, 5)[person] / scale
        return np.clip(distance / unit, 0, 0.3)
    return np.zeros(len(points))


def _only_seeded_parts(owner, start):
    """Give islands of a piece, cut off from its seeds, to the trunk."""
    for label in np.unique(start[start > 0]):
        if ORDER[label - 1] == "torso":
            continue
        _, parts = cv2.connectedComponents((owner == label).astype(np.uint8))
        seeded = np.unique(parts[(start == label) & (owner == label)])
        owner[(owner == label) & ~np.isin(parts, seeded)] = 1 + ORDER.index("torso")
    return owner
