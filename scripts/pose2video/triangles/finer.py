"""A mesh with every triangle in four, bulging between its points as the surface does."""

from __future__ import annotations

import numpy as np


def in_four(faces, n_points) -> tuple[np.ndarray, np.ndarray]:
    """Divide triangles `(F, 3)` of so many points at the middles of their edges.

    Returns:
        The two ends `(E, 2)` of each edge, whose middles are the new points V to V + E - 1, and
        the triangles `(4 F, 3)` int32, which turn as the old ones.
    """
    corners = faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
    ends, edge = np.unique(np.sort(corners, axis=1), axis=0, return_inverse=True)
    middle = edge.reshape(-1, 3) + n_points
    (a, b, c), (ab, bc, ca) = faces.T, middle.T
    parts = [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]
    return ends, np.concatenate([np.stack(part, axis=1) for part in parts]).astype(np.int32)


def bulged(points, normals, ends) -> np.ndarray:
    """Middles `(E, 3)` of edges between points `(V, 3)` with unit normals `(V, 3)`.

    They lie on the cubic that leaves both ends at right angles to the normals there (Vlachos et
    al., "Curved PN triangles", 2001).
    """
    a, b = points[ends[:, 0]], points[ends[:, 1]]
    off_a, off_b = (
        np.einsum("na,na->n", sign * (b - a), normals[ends[:, k]]) for k, sign in enumerate((1, -1))
    )
    out = off_a[:, None] * normals[ends[:, 0]] + off_b[:, None] * normals[ends[:, 1]]
    return (a + b) / 2 - out / 8
