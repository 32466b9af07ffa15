"""A limb of the body model on the canvas of one frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limb_warp.over_clip.limb_motion import LimbMotion
from pose2video.generators.limbs.limb_meshes import on_line
from pose2video.generators.limbs.limb_shapes import relit, worn
from pose2video.triangles.meshes import draw_mesh, front, look_up, vertex_normals

OVER = 0.12  # of a bone: so far both halves of a limb reach beyond elbow or knee


@dataclass(frozen=True, eq=False)
class LimbOnCanvas:
    """A limb or one half of it, V points of the whole.

    Attributes:
        xy: `(V, 2)` pixels. depth: `(V,)` metres. place: `(V, 2)` on the sleeve's strip.
        faces: `(F, 3)`, those that are drawn and face the camera.
        strip: uint8 RGB, the sleeve's. light: `(V,)`, what it is multiplied by, see `relit`.
    """

    xy: np.ndarray
    depth: np.ndarray
    place: np.ndarray
    faces: np.ndarray
    strip: np.ndarray
    light: np.ndarray

    def drawn(self, size, opacity=None):
        """Its `Layer` on a canvas of `size`, its points as opaque as `(V,)` in [0, 1]."""
        values = [self.place, self.light] + ([] if opacity is None else [opacity])

        def look(found):
            colours = look_up(self.strip, found[:, 0], found[:, 1]) * found[:, 2:3]
            return np.column_stack([np.minimum(colours, 255), found[:, 3:]])

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
    xy, depth = camera.project(limb.points)
    there, _ = camera.project(limb.centre)
    xy = (xy - there) * motion.scale[index] + on_line(mesh.along, motion.line[side][index])
    of_face = mesh.along[mesh.faces]
    kept = np.zeros(len(of_face), bool)
    if 0 in halves:
        kept |= of_face.min(axis=1) < 1 + OVER
    if 1 in halves:
        kept |= of_face.max(axis=1) > 1 - OVER
    normals = vertex_normals(limb.points, mesh.faces)
    lit = relit(light, normals, limb.place, motion.across[side])
    faces = mesh.faces[kept]
    return LimbOnCanvas(xy, depth, limb.place, faces[front(xy, faces)], sleeve.strip, lit)
