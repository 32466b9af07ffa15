"""Small operations on triangle meshes: smoothing, clipping along a field, hems, seams."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.triangles.meshes import vertex_normals


@dataclass(frozen=True, eq=False)
class MeshPiece:
    """One piece of a figure: skin, an eye, a garment, hair.

    Attributes:
        points: `(N, 3)` float32, metres at rest.
        faces: `(M, 3)` int32, outward when seen counter-clockwise in stage axes (y down).
        weights: `(N, J)` float32, skinning weights.
        uv: `(N, 2)` float32, where the piece's texture is read, metres on its chart.
        source: `(N,)` int32, the body vertex whose facial actions move this one, -1 for none.
        chart: Name of the texture.
        material: Name of the material (see `shading`).
        two_sided: Its inner side is seen too.
    """

    points: np.ndarray
    faces: np.ndarray
    weights: np.ndarray
    uv: np.ndarray
    source: np.ndarray
    chart: str
    material: str
    two_sided: bool = False

    def only(self, faces):
        """The piece with some of its faces (bool or indices) and the points that they use."""
        kept = self.faces[faces]
        used, inverse = np.unique(kept, return_inverse=True)
        return replace(
            self,
            points=self.points[used],
            faces=inverse.reshape(-1, 3).astype(np.int32),
            weights=self.weights[used],
            uv=self.uv[used],
            source=self.source[used],
        )

    def more(self, a, b, t):
        """The piece with points added between points `a` and `b` at fraction `t`."""
        t = np.asarray(t, np.float32)[:, None]

        def mix(values):
            return np.concatenate([values, values[a] * (1 - t) + values[b] * t]).astype(np.float32)

        return replace(
            self,
            points=mix(self.points),
            weights=mix(self.weights),
            uv=mix(self.uv),
            source=np.concatenate([self.source, self.source[a]]),
        )


def unit(vectors):
    """Vectors of length one."""
    return (
        vectors
        / np.maximum(np.sqrt(np.einsum("...k,...k->...", vectors, vectors)), 1e-12)[..., None]
    )


def smoothed(points, faces, rounds, strength=0.6):
    """Points drawn to the mean of their neighbours; border points stay."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    once, count = np.unique(np.sort(edges, axis=1), axis=0, return_counts=True)
    fixed = np.zeros(len(points), bool)
    fixed[once[count == 1].ravel()] = True
    degree = np.bincount(once.ravel(), minlength=len(points)).astype(np.float32)
    out = points.astype(np.float32)
    for _ in range(rounds):
        total = np.stack(
            [
                np.bincount(once[:, 0], out[once[:, 1], k], len(points))
                + np.bincount(once[:, 1], out[once[:, 0], k], len(points))
                for k in range(3)
            ],
            axis=1,
        )
        mean = total / np.maximum(degree, 1)[:, None]
        out = np.where(fixed[:, None] | (degree == 0)[:, None], out, out + strength * (mean - out))
    return out.astype(np.float32)


def clip(piece: MeshPiece, field) -> MeshPiece:
    """Cut a piece along the line where `field` `(N,)` is 0 and keep where it is positive."""
    field = np.asarray(field, np.float32)
    inside = field[piece.faces] > 0
    count = inside.sum(axis=1)
    whole = piece.faces[count == 3]
    new_faces, ends, known = [], [], {}
    base = len(piece.points)

    def cut(a, b):
        key = (min(a, b), max(a, b))
        if key not in known:
            known[key] = base + len(ends)
            ends.append((*key, field[key[0]] / (field[key[0]] - field[key[1]])))
        return known[key]

    for face, side, n in zip(piece.faces, inside, count, strict=True):
        if n in (0, 3):
            continue
        lone = int(np.flatnonzero(side == (n == 1))[0])  # the corner that is alone on its side
        a, b, c = (int(face[(lone + k) % 3]) for k in range(3))
        ab, ca = cut(a, b), cut(a, c)
        new_faces += [(a, ab, ca)] if n == 1 else [(ab, b, c), (ab, c, ca)]
    if ends:
        a, b, t = zip(*ends, strict=True)
        piece = piece.more(np.array(a), np.array(b), np.array(t))
    faces = np.concatenate([whole, np.array(new_faces, np.int32).reshape(-1, 3)]).astype(np.int32)
    return replace(piece, faces=faces).only(slice(None))


def border(faces):
    """Directed border edges `(E, 2)`: edges that only one triangle has."""
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    _, inverse, count = np.unique(
        np.sort(edges, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    return edges[count[inverse.ravel()] == 1]


def hemmed(piece: MeshPiece, depth) -> MeshPiece:
    """The piece with its borders turned inward by `depth` metres, so that cloth looks thick."""
    edges = border(piece.faces)
    rim = np.unique(edges)
    normals = vertex_normals(piece.points, piece.faces)
    number = np.full(len(piece.points), -1)
    number[rim] = len(piece.points) + np.arange(len(rim))
    grown = piece.more(rim, rim, np.zeros(len(rim)))
    grown.points[len(piece.points) :] -= depth * normals[rim]
    a, b = edges[:, 0], edges[:, 1]
    extra = np.concatenate([np.stack([b, a, number[a]], 1), np.stack([b, number[a], number[b]], 1)])
    return replace(grown, faces=np.concatenate([piece.faces, extra]).astype(np.int32))


def unwrapped(piece: MeshPiece, period) -> MeshPiece:
    """A piece whose `u` is an angle: triangles across the seam get copies one `period` further."""
    u = piece.uv[:, 0][piece.faces]
    across = np.flatnonzero(u.max(axis=1) - u.min(axis=1) > period / 2)
    low = np.unique(piece.faces[across][u[across] < 0])
    if not len(low):
        return piece
    number = np.arange(len(piece.points))
    number[low] = len(piece.points) + np.arange(len(low))
    grown = piece.more(low, low, np.zeros(len(low)))
    grown.uv[len(piece.points) :, 0] += period
    faces = grown.faces.copy()
    faces[across] = number[faces[across]]
    return replace(grown, faces=faces)
