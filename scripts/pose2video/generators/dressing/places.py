"""Where in the photograph the colour of every point of the surface is read."""

from __future__ import annotations

import numpy as np

from pose2video.generators.dressing.surface import Surface
from pose2video.triangles.meshes import vertex_normals

STEEP = np.cos(np.radians(72))  # a surface at this angle is seen at a third of its width
FARTHEST = 0.3  # metres
RIM = 0.004  # metres inside the outline, where shade and old background gather, that are not read
ROUND = np.cos(np.radians(50))  # from here on the surface is drawn inwards for that
ALONG = 0.3  # share of a fold's direction along a limb that is kept
NORMAL_ROUNDS, FOLD_ROUNDS = 8, 2  # smoothing over the mesh


def places(surface: Surface, points, camera) -> np.ndarray:
    """Places in the picture `(V, 2)`, in pixels.

    What faces the camera lies where the camera sees it, and so does what looks away, seen through
    the body from the front. Between the two, where the surface turns away, a photograph holds
    almost nothing: there it is folded, and as much of its inner neighbourhood is read again, in
    mirror image, as the way over the surface to the next well-seen point is long. The face is not
    folded.

    Args:
        surface: The model's `Surface`.
        points: `(V, 3)` the aligned stance, metres in camera axes.
        camera: The picture's `Camera`.
    """
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import dijkstra

    xy, depth = camera.project(points)
    mean = neighbourhoods(surface)
    normals = vertex_normals(points, surface.faces)
    for _ in range(NORMAL_ROUNDS):
        normals = _unit(mean @ normals)
    cosine = -(normals * _unit(points)).sum(axis=1)
    good = np.flatnonzero((np.abs(cosine) >= STEEP) | surface.face)
    i, j = surface.edges.T
    length = np.linalg.norm(points[i] - points[j], axis=1) + 1e-6
    graph = coo_matrix((length, (i, j)), shape=(len(points),) * 2).tocsr()
    way, _, source = dijkstra(
        graph, False, good, return_predecessors=True, min_only=True, limit=FARTHEST
    )
    reached = np.isfinite(way) & (source >= 0)
    source = np.where(reached, source, np.arange(len(points)))
    way = np.where(reached, way, 0) * camera.focal / depth
    along = _along(surface, xy)
    flat = normals[:, :2]
    outward = _unit(flat - (1 - ALONG) * along * (flat * along).sum(axis=1, keepdims=True))
    fold = xy[source] - xy - outward * way[:, None]
    for _ in range(FOLD_ROUNDS):
        smooth = mean @ fold
        smooth[good] = 0
        fold = smooth
    rim = RIM * camera.focal / depth * np.clip(1 - np.abs(cosine) / ROUND, 0, 1) * ~surface.face
    return xy + fold - outward * rim[:, None]


def _along(surface, xy):
    """Direction `(V, 2)` in the picture along the part of each vertex."""
    out = np.zeros(xy.shape)
    for part in np.unique(surface.parts):
        of = surface.parts == part
        _, directions = np.linalg.eigh(np.cov(xy[of].T))
        out[of] = directions[:, 1]
    return out


def _unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)


def neighbourhoods(surface):
    """Sparse `(V, V)`: the mean of a vertex and its neighbours."""
    from scipy.sparse import coo_matrix, diags, eye

    n = len(surface.parts)
    i, j = surface.edges.T
    joined = coo_matrix((np.ones(len(i)), (i, j)), shape=(n, n))
    joined = joined + joined.T + eye(n)
    return diags(1 / np.asarray(joined.sum(axis=1)).ravel()) @ joined.tocsr()
