"""One frame of a dressed body."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.hands.drawing import draw_hands
from pose2video.generators.dressing.dressed import Dressed
from pose2video.generators.dressing.light import relative
from pose2video.triangles.meshes import Layer, draw_mesh, front, look_up, vertex_normals


@dataclass(frozen=True, eq=False)
class PosedBody:
    """A dressed body in one frame, N drawn vertices.

    Attributes:
        points: `(V, 3)` the body's points, metres in camera axes.
        xy: `(N, 2)` pixels. depth: `(N,)` metres. under: `(N,)`, how far they lie under a hand.
        look: `(N, 10)`: light, place in the texture; light, place and share of the second colour;
            place on the film's pages, and how far they count.
    """

    points: np.ndarray
    xy: np.ndarray
    depth: np.ndarray
    under: np.ndarray
    look: np.ndarray


def dressed_at(dressed: Dressed, transforms, camera) -> PosedBody:
    """Pose a dressed body.

    Args:
        dressed: The `Dressed` body.
        transforms: `(J, 4, 4)` of its bones, camera axes.
        camera: The `Camera` of the canvas.
    """
    points, under = dressed.body.posed(transforms), np.zeros(len(dressed.body.vertices))
    other = dressed.behind.copy()
    sleeved = np.zeros(len(points), bool)
    if dressed.limbs:
        sleeved = dressed.limbs.lay(transforms, points, under, other, dressed.strips)
    light = relative(dressed.light, vertex_normals(points, dressed.body.model.faces))
    other = np.column_stack([np.where(sleeved, 1, light), other])
    of = dressed.vertex
    xy, depth = camera.project(points[of])
    look = np.column_stack([light[of], dressed.uv, other[of], dressed.filmed_at])
    return PosedBody(points, xy, np.asarray(depth, np.float64), under[of], look)


def seen_by(dressed: Dressed, posed: PosedBody, camera) -> PosedBody:
    """A posed body before another camera at the same place, see `dressed_at`."""
    xy, depth = camera.project(posed.points[dressed.vertex])
    return replace(posed, xy=xy, depth=np.asarray(depth, np.float64))


def drawn(posed: PosedBody, faces, texture, size, filmed=None) -> Layer:
    """Draw some triangles of a body.

    Args:
        posed: The body. faces: `(F, 3)`.
        texture: `Dressed.texture`, or one of its size.
        size: `(width, height)` of the canvas.
        filmed: The image of `Dressed.filmed`; None without.
    """
    near = (posed.depth > 0.15)[faces].all(axis=1)
    faces = faces[front(posed.xy, faces) & near]

    def shade(values):
        return colours_of(values, texture, filmed)

    depth = posed.depth + posed.under
    return draw_mesh(posed.xy, depth, faces, posed.look, shade, size)


def colours_of(look, texture, filmed=None):
    """Colours `(N, 3)` of points of a `look`, see `PosedBody`; the others as of `drawn`."""
    colours = look_up(texture, look[:, 1], look[:, 2]) * look[:, :1]
    mixed = look[:, 6] > 0
    lit, u, v, share = look[mixed, 3:7].T
    colours[mixed] += share[:, None] * (look_up(texture, u, v) * lit[:, None] - colours[mixed])
    if filmed is not None:
        own = look_up(filmed, look[:, 7], look[:, 8])
        share = own[:, 3:] * look[:, 9:]
        colours += share * (own[:, :3] * look[:, :1] - colours)
    return colours


def draw_body(dressed: Dressed, transforms, camera, texture, frame):
    """Lay the body with its arms and hands over a frame, in place.

    Args:
        dressed: The `Dressed` body, with limbs.
        transforms, camera: See `dressed_at`. texture: See `drawn`.
        frame: uint8 RGB of the camera's size.
    """
    for layer in body_layers(
        dressed, dressed_at(dressed, transforms, camera), transforms, camera, texture
    ):
        layer.over(frame)


def body_layers(dressed: Dressed, posed: PosedBody, transforms, camera, texture) -> list[Layer]:
    """The body with its arms and hands as layers, each to be laid over those before it.

    Args:
        dressed: The `Dressed` body, with limbs. posed: It in the frame, see `dressed_at`.
        transforms, camera: See `dressed_at`. texture: See `drawn`.
    """
    limbs = dressed.limbs
    filmed = dressed.filmed.image if dressed.filmed else None
    body = drawn(posed, dressed.faces, texture, camera.size, filmed=filmed)
    millimetre = camera.focal / float(np.median(posed.depth)) / 1000
    light = limbs.mounts.tone.light
    hands = draw_hands(limbs.posed(transforms, camera), limbs.skin, light, camera.size, millimetre)
    if hands is None:
        return [body]
    nearest = np.full(camera.size[::-1], np.inf, np.float32)
    nearest[body.window] = body.depth
    before = hands.depth < nearest[hands.window]
    return [hands, body, replace(hands, colour=hands.colour * before[..., None])]
