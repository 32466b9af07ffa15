"""A limb of the body model on the canvas of one frame."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.generators.limb_warp.over_clip.limb_motion import LimbMotion
from pose2video.generators.limbs.limb_meshes import on_line
from pose2video.generators.limbs.limb_shapes import inside_bend, relit, worn
from pose2video.generators.limbs.materials import EVEN, ONE
from pose2video.triangles.finer import bulged
from pose2video.triangles.meshes import Layer, front, sample_mesh, vertex_normals

DEEP, REACH = 0.22, 0.13  # of the light that the inside of a bend loses; over so much of a bone
OVER = 0.12  # of a bone: so far both halves of a limb reach beyond elbow or knee


@dataclass(frozen=True, eq=False)
class LimbOnCanvas:
    """A limb or one half of it, V points of the whole and of the middles of its edges.

    Attributes:
        xy: `(V, 2)` pixels. depth: `(V,)` metres. place: `(V, 2)` on the sleeve's strip.
        faces: `(F, 3)`, those that are drawn and face the camera.
        strip: uint8 RGB, the sleeve's. light: `(V,)`, what it is multiplied by, see `relit`.
        around: `(V, 2)`, which side of the limb they are on. surface: See `arm_surface`.
        folded: `(V,)` in [0, 1], how far its creases are seen.
        along: `(V,)`, see `LimbMesh`.
        ends: `(E, 2)`, between which points of the `LimbMesh` its last E points lie.
        skin: Row of the strip at which skin begins. hues: See `Light`.
    """

    xy: np.ndarray
    depth: np.ndarray
    place: np.ndarray
    faces: np.ndarray
    strip: np.ndarray
    light: np.ndarray
    around: np.ndarray
    surface: np.ndarray
    folded: np.ndarray
    along: np.ndarray
    ends: np.ndarray
    skin: int
    hues: tuple[float, float, float]

    def on_all(self, values):
        """Values of the points of the `LimbMesh` on all that are drawn, `(V,)`."""
        return np.concatenate([values, values[self.ends].mean(axis=1)])

    def half(self, halves) -> LimbOnCanvas:
        """What is drawn of halves: 0 the upper one, 1 the lower one, or both."""
        of_face = self.along[self.faces]
        kept = np.zeros(len(of_face), bool)
        if 0 in halves:
            kept |= of_face.min(axis=1) < 1 + OVER
        if 1 in halves:
            kept |= of_face.max(axis=1) > 1 - OVER
        return replace(self, faces=self.faces[kept])

    def drawn(self, size, opacity, values=None) -> tuple[Layer, Layer | None]:
        """Its `Layer` on a canvas of `size`, and another one with values in place of its colours.

        Args:
            size: `(width, height)`. opacity: `(V,)`, cut to [0, 1].
            values: `(V,)`, or `(V, 2)` for the first colour and the others; None for no such layer.
        """
        from pose2video.generators.limbs.kernels import dress

        parts = [self.place, self.light, self.around, self.folded, opacity]
        parts = np.column_stack(parts + ([] if values is None else [values]))
        found = sample_mesh(self.xy, self.depth, self.faces, parts, size)
        colours = np.empty((len(found.at), 4), np.float32)
        strip = np.ascontiguousarray(self.strip)
        hues = np.float32(self.hues)
        dress(found.attributes, strip, self.surface, ONE, hues, self.skin, colours)
        others = None if values is None else found.pooled(found.attributes[:, [7, -1, -1]])
        return found.pooled(colours), others


def on_canvas(motion: LimbMotion, side, camera, light, index) -> LimbOnCanvas:
    """Pose a limb.

    The model's own shape hangs on the puppet's line, as wide as the picture's limb is. Across the
    line of sight it shows the sleeve's strip.

    Args:
        motion: The limbs. side: `left` or `right`.
        camera: The canvas's `Camera`. light: The picture's `Light`. index: The frame's number.
    """
    mesh, sleeve = motion.limbs.meshes[side], motion.limbs.sleeves[side]
    limb = worn(mesh, sleeve, motion.transforms[index], motion.joints[side][index])
    ends, faces = mesh.divided
    middles = bulged(limb.points, vertex_normals(limb.points, mesh.faces), ends)
    points = np.concatenate([limb.points, middles])
    place, along, centre, around = (
        np.concatenate([values, values[ends].mean(axis=1)])
        for values in (limb.place, mesh.along, limb.centre, mesh.around)
    )
    xy, depth = camera.project(points)
    there, _ = camera.project(centre)
    xy = (xy - there) * motion.scale[index] + on_line(along, motion.line[side][index])
    across = motion.across[side]
    across = np.concatenate([across, across[ends].mean(axis=1)])
    lit = relit(light, vertex_normals(points, faces), place, across)
    folded = inside_bend(points - centre, motion.joints[side][index])
    lit = lit * (1 - DEEP * folded * np.exp(-(((along - 1) / REACH) ** 2)))
    return LimbOnCanvas(
        xy=xy,
        depth=depth,
        place=place,
        faces=faces[front(xy, faces)],
        strip=sleeve.strip,
        light=lit,
        around=around,
        surface=motion.surfaces.get(side, EVEN),
        folded=folded,
        along=along,
        ends=ends,
        skin=sleeve.end,
        hues=light.hues,
    )
