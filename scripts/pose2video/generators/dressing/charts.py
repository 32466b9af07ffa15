"""Pages of the body's surface: every part, seen from six sides, in metres of the reference body."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.parts import PARTS
from pose2video.characters.skins import SHOWN
from pose2video.generators.dressing.surface import Surface
from pose2video.triangles.raster import interpolate_at, rasterise, seen

GAP = 4  # texels round every view of a part
LIMBS = ("arm", "thigh", "shin")  # ends of names of parts that lie along their length
# direction from which a part is seen -> axes of its view to the right and down; x is the person's
# left, y down, z behind
VIEWS = {
    "front": ((0, 0, -1), (1, 0, 0), (0, 1, 0)),
    "left": ((1, 0, 0), (0, 0, 1), (0, 1, 0)),
    "back": ((0, 0, 1), (-1, 0, 0), (0, 1, 0)),
    "right": ((-1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "above": ((0, -1, 0), (1, 0, 0), (0, 0, -1)),
    "below": ((0, 1, 0), (1, 0, 0), (0, 0, 1)),
}


@dataclass(frozen=True, eq=False)
class Charts:
    """All pages in one stack, N corners, M texels that show the body.

    Attributes:
        vertex: `(N,)` int, the body's vertex of each corner.
        uv: `(N, 2)` float64, its place in the stack, in texels from the top left.
        faces: `(F, 3)` int32 of corners, in the order of `Surface.faces`; -1 where no page is.
        rows: Part -> first row of its page and the row behind its last.
        view: `(M,)` int, the view of `VIEWS` of each texel. part: `(M,)` int, its part of `PARTS`.
        at: `(M,)` int, their places in the flat stack. keys: `(H, W)` int64, see `rasterise`.
    """

    vertex: np.ndarray
    uv: np.ndarray
    faces: np.ndarray
    rows: dict[str, tuple[int, int]]
    view: np.ndarray
    part: np.ndarray
    at: np.ndarray
    keys: np.ndarray

    @classmethod
    def build(cls, surface: Surface, reference, texel, parts=SHOWN) -> Charts:
        """Unfold the surface.

        Every triangle lies in the view that it faces most, so at an angle of 55 degrees at most.

        Args:
            surface: The model's `Surface`. reference: `(V, 3)`, see `BodyModel.reference`.
            texel: Metres of the reference body.
            parts: Those of `PARTS` that get a page.
        """
        directions = np.array([view[0] for view in VIEWS.values()], float)
        corners = [(np.zeros(0, int), np.zeros((0, 2)), np.zeros(0))]
        faces = np.full(surface.faces.shape, -1, np.int32)
        side_of = np.zeros(len(surface.faces), int)
        rows, used, row = {}, 0, 0
        for part in parts:
            own = np.flatnonzero(surface.face_parts == PARTS.index(part))
            points = reference @ _upright(part, reference, surface.of(part)).T
            a, b, c = (points[surface.faces[own, k]] for k in range(3))
            side = (np.cross(b - a, c - a) @ directions.T).argmax(axis=1)
            side_of[own] = side
            left, below = GAP, row
            for number, (towards, right, down) in enumerate(VIEWS.values()):
                of = own[side == number]
                if not len(of):
                    continue
                vertex, corner = np.unique(surface.faces[of], return_inverse=True)
                flat = points[vertex] @ np.array([right, down], float).T / texel
                flat -= flat.min(axis=0)
                faces[of] = used + corner.reshape(-1, 3)
                corners.append((vertex, flat + [left, row + GAP], points[vertex] @ towards))
                used += len(vertex)
                left += int(np.ceil(flat[:, 0].max())) + GAP
                below = max(below, row + int(np.ceil(flat[:, 1].max())) + 2 * GAP)
            rows[part], row = (row, below), below
        vertex, uv, near = (np.concatenate(values) for values in zip(*corners, strict=True))
        size = int(np.ceil(uv[:, 0].max())) + GAP, row
        shown = faces[:, 0] >= 0
        keys = rasterise(uv, 1 / (2 - near), np.where(shown[:, None], faces, 0), size)
        at = np.flatnonzero(keys != 0)
        triangle, _ = seen(keys.ravel()[at])
        return cls(
            vertex, uv, faces, rows, side_of[triangle], surface.face_parts[triangle], at, keys
        )

    def over(self, values) -> np.ndarray:
        """Values `(V, C)` of the body's vertices at all texels, `(M, C)` float32."""
        flat = np.ones(len(self.vertex))
        faces = np.maximum(self.faces, 0)
        return interpolate_at(self.at, self.keys, self.uv, faces, values[self.vertex], flat)

    def stacked(self, values) -> np.ndarray:
        """Values `(M, C)` of texels in the stack, `(H, W, C)` of their type; 0 beside the body."""
        out = np.zeros((self.keys.size, values.shape[1]), values.dtype)
        out[self.at] = values
        return out.reshape(*self.keys.shape, -1)


def _upright(part, reference, own):
    """The rotation that brings a limb's length to the vertical; nothing for other parts."""
    if not part.endswith(LIMBS):
        return np.eye(3)
    _, _, axes = np.linalg.svd(reference[own] - reference[own].mean(axis=0), full_matrices=False)
    along = axes[0] if axes[0, 1] >= 0 else -axes[0]
    down = np.array([0.0, 1, 0])
    cross, cosine = np.cross(along, down), float(along @ down)
    x, y, z = cross
    skew = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
    return np.eye(3) + skew + skew @ skew / (1 + cosine)
