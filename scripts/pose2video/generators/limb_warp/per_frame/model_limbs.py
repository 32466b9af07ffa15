"""A limb of the body model on the canvas of one frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limb_warp.over_clip.limb_motion import LimbMotion
from pose2video.generators.limbs.limb_meshes import on_line
from pose2video.generators.limbs.limb_shapes import inside_bend, relit, worn
from pose2video.triangles.finer import bulged
from pose2video.triangles.meshes import draw_mesh, front, look_up, vertex_normals

DEEP, REACH = 0.22, 0.13  # of the light that the inside of a bend loses; over so much of a bone
OVER = 0.12  # of a bone: so far both halves of a limb reach beyond elbow or knee


@dataclass(frozen=True, eq=False)
class LimbOnCanvas:
    """A limb or one half of it, V points of the whole and of the middles of its edges.

    Attributes:
        xy: `(V, 2)` pixels. depth: `(V,)` metres. place: `(V, 2)` on the sleeve's strip.
        faces: `(F, 3)`, those that are drawn and face the camera.
        strip: uint8 RGB, the sleeve's. light: `(V,)`, what it is multiplied by, see `relit`.
        around: `(V, 2)`, which side of the limb they are on. pattern: Its grain, and its creases
            where it is bent; None for none. folded: `(V,)` in [0, 1], how far these are seen.
        ends: `(E, 2)`, between which points of the `LimbMesh` its last E points lie.
    """

    xy: np.ndarray
    depth: np.ndarray
    place: np.ndarray
    faces: np.ndarray
    strip: np.ndarray
    light: np.ndarray
    around: np.ndarray
    pattern: np.ndarray | None
    folded: np.ndarray
    ends: np.ndarray

    def on_all(self, values):
        """Values of the points of the `LimbMesh` on all that are drawn, `(V,)`."""
        return np.concatenate([values, values[self.ends].mean(axis=1)])

    def drawn(self, size, opacity=None):
        """Its `Layer` on a canvas of `size`, its points as opaque as `(V,)`, cut to [0, 1]."""
        values = [self.place, self.light, self.around, self.folded]
        values += [] if opacity is None else [opacity]

        def look(found):
            colours = look_up(self.strip, found[:, 0], found[:, 1]) * found[:, 2:3]
            if self.pattern is not None:
                high, wide = self.pattern.shape[:2]
                turn = np.arctan2(found[:, 4], found[:, 3]) / (2 * np.pi) + 0.5
                down = found[:, 1] * (high / len(self.strip))
                seen = look_up(self.pattern, turn * (wide - 1), down)
                colours = colours * (seen[:, :3] * (1 - found[:, 5:6] * seen[:, 3:]))
            return np.column_stack([np.minimum(colours, 255), np.clip(found[:, 6:], 0, 1)])

        return draw_mesh(
            self.xy, self.depth, self.faces, np.float32(np.column_stack(values)), look, size
        )

    def covering(self, values, size):
        """The same, with values `(V,)` in the place of its colours."""
        values = np.float32(values)[:, None]
        return draw_mesh(
            self.xy, self.depth, self.faces, values, lambda found: found[:, [0, 0, 0]], size
        )


def on_canvas(motion: LimbMotion, side, halves, camera, light, index) -> LimbOnCanvas:
    """Pose a limb.

    The model's own shape hangs on the puppet's line, as wide as the picture's limb is. Across the
    line of sight it shows the sleeve's strip.

    Args:
        motion: The limbs. side: `left` or `right`.
        halves: Which to draw: 0 the upper one, 1 the lower one, or both.
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
    of_face = along[faces]
    kept = np.zeros(len(of_face), bool)
    if 0 in halves:
        kept |= of_face.min(axis=1) < 1 + OVER
    if 1 in halves:
        kept |= of_face.max(axis=1) > 1 - OVER
    across = motion.across[side]
    across = np.concatenate([across, across[ends].mean(axis=1)])
    lit = relit(light, vertex_normals(points, faces), place, across)
    folded = inside_bend(points - centre, motion.joints[side][index])
    lit = lit * (1 - DEEP * folded * np.exp(-(((along - 1) / REACH) ** 2)))
    faces = faces[kept]
    faces, pattern = faces[front(xy, faces)], motion.patterns.get(side)
    return LimbOnCanvas(xy, depth, place, faces, sleeve.strip, lit, around, pattern, folded, ends)
