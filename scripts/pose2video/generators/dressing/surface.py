"""The surface that is drawn: which triangles, which part each belongs to, what mirrors what."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from pose2video.bodies.model import BodyModel
from pose2video.bodies.parts import ARM, LEG, PARTS, SIDES, outside, vertex_shares

EARS, BROWS, CHEEKS = -0.048, -0.885, 0.045  # on the reference body: z, y, |x| in metres
TEMPLES = -0.085, -0.84  # z, y: hair grows behind and above them
LOBES = 0.077  # |x| beyond which the head is an ear


@dataclass(frozen=True, eq=False)
class Surface:
    """The outside of the body model.

    Attributes:
        faces: `(F, 3)` int32 triangles of the model that can be seen from outside.
        face_parts: `(F,)` int, index into `PARTS`. parts: `(V,)` the same of the vertices.
        mirrored: `(V,)` int, the vertex at the same place of the other side.
        behind_ears: `(V,)` bool, the head behind its ears, where hair hangs.
        crown: `(V,)` bool, the head above its brows.
        face: `(V,)` bool, the face below the brows without its sides.
        cheeks: `(V,)` bool, the sides of the face with the ears, which hair hangs behind or on.
        temples: `(V,)` bool, the head beside the face above the ears. ears: `(V,)` bool.
        edges: `(E, 2)` int, pairs of vertices whose fates are joined: sides of triangles, and
            loose pieces (eyes) to the skin beside them.
    """

    faces: np.ndarray
    face_parts: np.ndarray
    parts: np.ndarray
    mirrored: np.ndarray
    behind_ears: np.ndarray
    crown: np.ndarray
    face: np.ndarray
    cheeks: np.ndarray
    temples: np.ndarray
    ears: np.ndarray
    edges: np.ndarray

    @classmethod
    def build(cls, model: BodyModel) -> Surface:
        """Measure the model."""
        from scipy.spatial import cKDTree

        faces, share = outside(model), vertex_shares(model)
        parts = share.argmax(axis=1)
        _, mirrored = cKDTree(model.template).query(model.template * [-1, 1, 1])
        face_parts = share[faces].sum(axis=1).argmax(axis=1)
        head = parts == PARTS.index("head")
        x, y, z = model.reference.T
        behind, crown = head & (z > EARS), head & (y < BROWS)
        front, beside = head & ~behind & ~crown, np.abs(x) > CHEEKS
        return cls(
            faces=faces,
            face_parts=face_parts,
            parts=parts,
            mirrored=mirrored,
            behind_ears=behind,
            crown=crown,
            face=front & ~beside,
            cheeks=front & beside,
            temples=front & beside & (z > TEMPLES[0]) & (y < TEMPLES[1]),
            ears=head & (np.abs(x) > LOBES) & (y > TEMPLES[1]),
            edges=_edges(model.template, model.faces),
        )

    def of(self, *names) -> np.ndarray:
        """Which vertices belong to the named parts, bool `(V,)`."""
        return np.isin(self.parts, [PARTS.index(name) for name in names])


def neighbours(part) -> list[int]:
    """Numbers of a part and of those that it hangs together with."""
    chains = [["head", "neck", "trunk"]]
    for side in SIDES:
        chains += [["trunk"] + [f"{side}_{limb}" for limb in limbs] for limbs in (ARM, LEG)]
    near = {part}
    for chain in chains:
        for a, b in pairwise(chain):
            if part in (a, b):
                near |= {a, b}
    return [PARTS.index(name) for name in near]


def _edges(points, faces):
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    pairs = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    pairs = np.unique(np.sort(pairs, axis=1), axis=0)
    graph = coo_matrix((np.ones(len(pairs)), pairs.T), shape=(len(points),) * 2)
    _, label = connected_components(graph, directed=False)
    skin = label == np.bincount(label).argmax()
    loose = np.flatnonzero(~skin)
    _, beside = cKDTree(points[skin]).query(points[loose])
    bridges = np.stack([loose, np.flatnonzero(skin)[beside]], axis=1)
    return np.concatenate([pairs, bridges])
