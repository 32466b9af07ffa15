"""Bring the model's outline to the picture's, so that the photograph fits onto the model.

The idea is that of Weng, Curless, Kemelmacher-Shlizerman, "Photo Wake-Up" (arXiv 1812.02246): the
body is nude, so the hair and the clothes of the photograph lie outside it; the model is warped in
the plane of the picture until the outlines meet, and takes the new width in depth too. Here every
vertex on the outline looks along its normal for the border of the mask, and all others follow
smoothly over the mesh.
"""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.parts import PARTS
from pose2video.generators.dressing.surface import Surface
from pose2video.triangles.meshes import look_up, vertex_normals
from pose2video.triangles.raster import rasterise, seen

ROUNDS = 4
# metres that a part's outline may move; hair and skirts are the widest
REACH = {"head": 0.14, "neck": 0.14, "trunk": 0.10}
REACH |= {"upper_arm": 0.06, "forearm": 0.05, "hand": 0.012}
REACH |= {"thigh": 0.16, "shin": 0.16, "foot": 0.06}
CHEEKS = 0.008  # of the sides of the face: what stands out further is hair behind them
ROOM = 3.0  # pixels between model and border that are worth filling
STEP = 0.5  # pixels between samples of the mask
GRAZING = 0.45  # largest cosine to the line of sight of a vertex on the outline
STIFFNESS, CALM = 0.25, 1e-4  # weights of equal neighbours and of no motion, against 1 of the data


def align(surface: Surface, points, camera, mask, rounds=ROUNDS) -> np.ndarray:
    """Move the vertices of a stance so that the outline of the model meets that of the mask.

    Args:
        surface: The model's `Surface`.
        points: `(V, 3)` metres in the axes of `camera`, whose pixels are the picture's.
        camera: The picture's `Camera`.
        mask: uint8 `(height, width)`, 255 = person.
        rounds: How often the border is looked for, each time from where the last one led.

    Returns:
        `(V, 3)` float64, the moved points.
    """
    border = _border_distance(mask)
    reach = np.array([REACH[name.split("_", 1)[-1] if "_" in name else name] for name in PARTS])
    moved = points.astype(np.float64)
    for _ in range(rounds):
        normals = vertex_normals(moved, surface.faces).astype(np.float64)
        xy, depth = camera.project(moved)
        limit = np.where(surface.cheeks, CHEEKS, reach[surface.parts]) * camera.focal / depth
        outward = _outward(surface, xy, normals)
        at, offset = _offsets(surface, xy, depth, moved, normals, outward, border, limit)
        if not len(at):
            break
        outward = outward[at]
        data = np.column_stack([outward * offset[:, None], offset])
        field = _spread(surface, at, data)
        scale = (depth / camera.focal)[:, None]
        moved[:, :2] += field[:, :2] * scale
        moved[:, 2] += field[:, 2] * scale[:, 0] * normals[:, 2] * ~surface.face
    return moved


def _border_distance(mask):
    """Pixels to the border of the mask, positive inside, float32, to a fraction of a pixel."""
    inside = (mask > 127).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(inside)
    if len(stats) > 1:
        inside = (labels == 1 + stats[1:, cv2.CC_STAT_AREA].argmax()).astype(np.uint8)
    padded = cv2.copyMakeBorder(inside, 1, 1, 1, 1, cv2.BORDER_REPLICATE)
    far = cv2.distanceTransform(padded, cv2.DIST_L2, 5) - cv2.distanceTransform(
        1 - padded, cv2.DIST_L2, 5
    )
    far = far[1:-1, 1:-1] - 0.5 * np.sign(far[1:-1, 1:-1])
    near = np.abs(far) < 1
    return np.where(near & (inside > 0) | near, mask / 255.0 - 0.5, far).astype(np.float32)


def _outward(surface, xy, normals):
    """Directions in the picture `(V, 2)` in which the border is looked for.

    Those of the normals; behind the ears across the head, where the nape's look down.
    """
    flat = normals[:, :2].copy()
    up = _unit((xy[surface.of("head")].mean(axis=0) - xy[surface.of("neck")].mean(axis=0))[None])[0]
    nape = surface.behind_ears & ~surface.crown
    flat[nape] -= up * (flat[nape] @ up)[:, None]
    return _unit(flat)


def _unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def _offsets(surface, xy, depth, points, normals, outward, border, limit):
    """Vertices on the outline and how far along their normals the border of the mask is.

    A vertex that finds the model again before the border, as between two legs under one skirt,
    goes half the way there.

    Returns:
        Indices `(N,)` and pixels `(N,)`.
    """
    height, width = border.shape
    keys = rasterise(xy, 1 / depth, surface.faces, (width, height))
    covered = (keys != 0).astype(np.float32)
    skull = np.isin(surface.face_parts[seen(keys)[0]], [PARTS.index(p) for p in ("head", "neck")])
    others = covered * ~skull
    sight = points / np.linalg.norm(points, axis=1, keepdims=True)
    grazing = np.abs((normals * sight).sum(axis=1)) < GRAZING
    drawn = np.zeros(len(points), bool)
    drawn[surface.faces] = True
    inner = (xy > 2).all(axis=1) & (xy < np.array([width, height]) - 2).all(axis=1)
    at = np.flatnonzero(grazing & drawn & inner)
    outward = outward[at]
    free = _sample(covered, xy[at] + 2.5 * outward) < 0.5
    free &= _sample(covered, xy[at] - 2.5 * outward) > 0.5
    free |= surface.behind_ears[at]  # the ears stand out further, but hair lies behind them
    at, outward = at[free], outward[free]
    if not len(at):
        return at, np.zeros(0)
    steps = np.arange(-limit[at].max(), limit[at].max() + STEP, STEP)
    places = xy[at][:, None] + steps[:, None] * outward[:, None]
    flat = places.reshape(-1, 2)
    inside = _sample(border, flat).reshape(len(at), -1)
    model = _sample(covered, flat).reshape(len(at), -1)
    leaves = (inside[:, :-1] >= 0) & (inside[:, 1:] < 0)
    share = inside[:, :-1] / np.where(leaves, inside[:, :-1] - inside[:, 1:], 1)
    crossing = np.where(leaves, steps[:-1] + STEP * share, np.inf)
    # beyond the next piece of the model lies that piece's border
    behind = surface.behind_ears[at]
    model = np.where(behind[:, None], _sample(others, flat).reshape(len(at), -1), model)
    hit = np.where((model > 0.5) & (steps > 3), steps, np.inf).min(axis=1)
    crossing = np.where(crossing < hit[:, None], crossing, np.inf)
    best = crossing[np.arange(len(at)), np.abs(crossing).argmin(axis=1)]
    closing = ~np.isfinite(best) & np.isfinite(hit) & ~behind
    best = np.where(closing, hit / 2, best)
    found = np.abs(best) <= limit[at]
    # hair is only behind the ears where the ears do not reach the border
    last = xy[at] + (np.where(found, best, 0) - ROOM)[:, None] * outward
    found &= ~behind | (_sample(covered, last) < 0.5) | (best < 0)
    return at[found], best[found]


def _sample(image, places):
    return look_up(image, places[:, 0] - 0.5, places[:, 1] - 0.5)


def _spread(surface, at, data):
    """Values `(V, 3)` over the mesh, smooth, near `data` `(N, 3)` at the vertices `at`.

    The last column, the growth in depth, is held at 0 on the face.
    """
    from scipy.sparse import coo_matrix, diags
    from scipy.sparse.linalg import splu

    n = len(surface.parts)
    i, j = surface.edges.T
    joined = coo_matrix((np.ones(len(i)), (i, j)), shape=(n, n))
    joined = (joined + joined.T).tocsr()
    degree = np.asarray(joined.sum(axis=1)).ravel()
    smooth = STIFFNESS * (diags(degree) - joined)
    weight = np.full(n, CALM)
    weight[at] += 1
    total = np.zeros((n, 3))
    total[at] = data
    field = splu((smooth + diags(weight)).tocsc()).solve(total)
    weight[surface.face] += 1
    total[surface.face, 2] = 0
    field[:, 2] = splu((smooth + diags(weight)).tocsc()).solve(total[:, 2])
    return field
