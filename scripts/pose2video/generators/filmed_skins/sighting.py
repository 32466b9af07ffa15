"""What one frame shows of the surface, and how well."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.camera import Camera
from pose2video.generators.dressing.charts import Charts
from pose2video.generators.dressing.light import relative
from pose2video.generators.dressing.photograph import AlignedBody
from pose2video.triangles.meshes import look_up
from pose2video.triangles.raster import rasterise, seen

STEEPEST = 0.3  # cosine to the line of sight from which a surface is read
RIM = (0.006, 0.020)  # metres inside the outline, from nothing read to all
SOFT_PX = 1.5  # pixels at the outline that are person and background
SHADE = 0.02  # metres round what lies before a surface that are not read
BEHIND = 0.04  # metres by which it must lie behind
BLUR = 0.012  # metres in a frame at which a surface that moves is worth half
SOLID = 200  # of 255: the person in a mask


@dataclass(frozen=True, eq=False)
class Moment:
    """A frame of the film.

    Attributes:
        picture: uint8 RGB `(height, width, 3)`. mask: uint8 `(height, width)`, 255 = person.
        points: `(V, 3)` the body's points, moved to the mask's outline, metres in camera axes.
        moves: `(V,)` metres across the line of sight from this frame to the next.
        camera: The `Camera` of the picture.
        worth: How far the frame is trusted, 1 for the best of a film.
    """

    picture: np.ndarray
    mask: np.ndarray
    points: np.ndarray
    moves: np.ndarray
    camera: Camera
    worth: float


def sighted(charts: Charts, surface, moment: Moment, light):
    """Read the surface from a frame.

    Args:
        charts: The pages. surface: The model's `Surface`. moment: The frame.
        light: `(3,)` the light of the scene, camera axes, see `light.estimate`.

    Returns:
        Colours uint8 `(M, 3)` without that light, and what they are worth float32 `(M,)`, 0 where
        the frame does not show the texel: it looks away, lies behind something or at the outline.
    """
    body = AlignedBody.build(surface, moment.points, moment.camera)
    size = moment.mask.shape[::-1]
    keys = rasterise(body.xy, 1 / body.depth, surface.faces[body.facing], size)
    nearest = np.where(keys != 0, seen(keys)[1], 0).astype(np.float32)
    inside = cv2.copyMakeBorder(
        (moment.mask > SOLID).astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT
    )
    deep = cv2.distanceTransform(inside, cv2.DIST_L2, 5)[1:-1, 1:-1] - SOFT_PX
    deep /= body.metre
    side = 2 * max(1, round(SHADE * body.metre)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    before = cv2.dilate(nearest, disc)
    values = charts.over(
        np.column_stack(
            [body.xy - 0.5, body.depth, body.cosine, relative(light, body.normals), moment.moves]
        )
    )
    u, v, depth, cosine, shine, moves = values.T
    own = 1 / np.maximum(depth, 0.05)
    shown = (cosine > STEEPEST) & (look_up(nearest, u, v) > 0)
    shown &= look_up(before, u, v) - own < BEHIND * own**2
    depths = look_up(deep.astype(np.float32), u, v)
    worth = np.clip((depths - RIM[0]) / (RIM[1] - RIM[0]), 0, 1) * shown
    worth *= np.clip((cosine - STEEPEST) / (1 - STEEPEST), 0, 1) ** 2
    worth /= 1 + (moves / BLUR) ** 2
    worth *= moment.worth * moment.camera.focal * own / 1000
    colours = look_up(moment.picture, u, v) / np.maximum(shine, 0.1)[:, None]
    return np.clip(colours + 0.5, 0, 255).astype(np.uint8), worth.astype(np.float32)


def overlap(surface, points, camera, mask):
    """How well a body lies on a mask: the area of both over the area of either, in [0, 1]."""
    camera = camera.resized(mask.shape[::-1])
    xy, depth = camera.project(points)
    covered = rasterise(xy, 1 / depth, surface.faces, camera.size) != 0
    person = mask > 127
    return float((covered & person).sum() / max((covered | person).sum(), 1))
