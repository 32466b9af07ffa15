"""One frame of a dressed body."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.hands.drawing import draw_hands
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
    points, under = dressed.body.posed(transforms), np.zeros(len(dressed.body.vertices))
    other, limbs = dressed.behind.copy(), dressed.limbs
    sleeved = limbs.lay(transforms, points, under, other, dressed.strips)
    normals = vertex_normals(points, dressed.body.model.faces)
    light = relative(dressed.light, normals)
    other = np.column_stack([np.where(sleeved, 1, light), other])[dressed.vertex]
    xy, depth = camera.project(points[dressed.vertex])
    depth = np.asarray(depth, np.float64)
    near = (depth > 0.15)[dressed.faces].all(axis=1)
    faces = dressed.faces[front(xy, dressed.faces) & near]
    attributes = np.column_stack([light[dressed.vertex], dressed.uv, other])

    def shade(values):
        colours = look_up(texture, values[:, 1], values[:, 2]) * values[:, :1]
        mixed = values[:, 6] > 0
        lit, u, v, share = values[mixed, 3:].T
        colours[mixed] += share[:, None] * (look_up(texture, u, v) * lit[:, None] - colours[mixed])
        return colours

    body = draw_mesh(xy, depth + under[dressed.vertex], faces, attributes, shade, camera.size)
    millimetre = camera.focal / float(np.median(depth)) / 1000
    light = limbs.mounts.tone.light
    hands = draw_hands(limbs.posed(transforms, camera), limbs.skin, light, camera.size, millimetre)
    if hands is None:
        body.over(frame)
        return
    hands.over(frame)
    body.over(frame)
    nearest = np.full(frame.shape[:2], np.inf, np.float32)
    nearest[body.window] = body.depth
    before = hands.depth < nearest[hands.window]
    replace(hands, colour=hands.colour * before[..., None]).over(frame)
