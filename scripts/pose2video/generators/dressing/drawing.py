"""One frame of a dressed body."""

from __future__ import annotations

import numpy as np

from pose2video.generators.dressing.dressed import Dressed
from pose2video.generators.dressing.light import relative
from pose2video.triangles.meshes import draw_mesh, front, look_up, vertex_normals


def draw_body(dressed: Dressed, transforms, camera, texture, frame):
    """Lay the body over a frame, in place.

    Args:
        dressed: The `Dressed` body.
        transforms: `(J, 4, 4)` of its bones, camera axes.
        camera: The `Camera` of the canvas.
        texture: `dressed.texture`, or one of its size.
        frame: uint8 RGB of the camera's size.
    """
    points = dressed.body.posed(transforms)
    normals = vertex_normals(points, dressed.body.model.faces)
    light = relative(dressed.light, normals)
    xy, depth = camera.project(points[dressed.vertex])
    depth = np.asarray(depth, np.float64)
    near = (depth > 0.15)[dressed.faces].all(axis=1)
    faces = dressed.faces[front(xy, dressed.faces) & near]
    attributes = np.column_stack([dressed.uv, light[dressed.vertex]])

    def shade(values):
        return look_up(texture, values[:, 0], values[:, 1]) * values[:, 2:]

    draw_mesh(xy, depth, faces, attributes, shade, camera.size).over(frame)
