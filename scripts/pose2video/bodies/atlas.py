"""Control images of a body: depth, normals and part labels, as generators are trained on them.

Each is a pose drawing, see `pose2video.pose_drawings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml

from pose2video.bodies.parts import PARTS, outside, vertex_shares
from pose2video.registry import Needs
from pose2video.resources import RESOURCES
from pose2video.triangles.meshes import draw_mesh, front, vertex_normals

REACH_M = 0.8  # an arm before or behind the hips: the depths that are told apart
DARKEST = 40  # level of what is farthest, so that it stands out from the empty background


@dataclass(frozen=True)
class Depth:
    """Near is bright, linear in 1 / depth as MiDaS gives it; black where nobody is."""

    def needs(self):
        """The body."""
        return Needs(body=True)

    def __call__(self, motion, t, size):
        """Draw frame `t` of a `Motion` on a canvas of `size`; one scale for the whole clip."""

        def levels(points):
            hips = motion.body.translation[:, 2]
            nearest = 1 / max(hips.min() - REACH_M, 0.3)
            farthest = 1 / (max(hips.max(), 0.3) + REACH_M)
            share = np.clip((1 / points[:, 2] - farthest) / (nearest - farthest), 0, 1)
            return np.repeat(DARKEST + (255 - DARKEST) * share[:, None], 3, axis=1)

        return _drawn(motion, t, size, levels)


@dataclass(frozen=True)
class Normals:
    """Surface normals in the colours of ControlNet's normalbae: blue front, red left, green top.

    Source: the README of ControlNet 1.1 (lllyasviel). Left is that of the picture.
    """

    def needs(self):
        """The body."""
        return Needs(body=True)

    def __call__(self, motion, t, size):
        """Draw frame `t` of a `Motion` on a canvas of `size`; black where nobody is."""
        faces = motion.figure.model.faces
        return _drawn(motion, t, size, lambda points: 127.5 * (1 - vertex_normals(points, faces)))


@dataclass(frozen=True)
class Parts:
    """Labels of the parts of the body, in the colours of `resources/body_parts.yaml`.

    Labels do not mix: the edges are hard.
    """

    def needs(self):
        """The body."""
        return Needs(body=True)

    def __call__(self, motion, t, size):
        """Draw frame `t` of a `Motion` on a canvas of `size`; black where nobody is."""
        model = motion.figure.model
        label = vertex_shares(model)[outside(model)].sum(axis=1).argmax(axis=1)
        points, xy, faces = _seen(motion, t, size)
        corners = faces.ravel()
        kept = label[front(xy, outside(model))]
        colours = palette()[np.repeat(kept, 3)]
        own = np.arange(len(corners)).reshape(-1, 3)  # no corner is shared between two colours
        layer = draw_mesh(
            xy[corners], points[corners, 2], own, colours, lambda values: values, size, samples=1
        )
        return _on_black(layer, size)


@cache
def palette() -> np.ndarray:
    """Colours `(len(PARTS), 3)` of the parts."""
    colours = yaml.safe_load((RESOURCES / "body_parts.yaml").read_text(encoding="utf-8"))
    return np.array([colours[part] for part in PARTS], np.float32)


def _seen(motion, t, size):
    """Points `(V, 3)`, pixels `(V, 2)` and the triangles that face the camera."""
    body = motion.figure
    points = body.posed(body.transforms(motion.body.cut(slice(t, t + 1)))[0])
    xy, _ = motion.body.camera.resized(size).project(points)
    faces = outside(body.model)
    return points, xy, faces[front(xy, faces)]


def _drawn(motion, t, size, colours):
    points, xy, faces = _seen(motion, t, size)
    return _on_black(
        draw_mesh(xy, points[:, 2], faces, colours(points), lambda values: values, size), size
    )


def _on_black(layer, size):
    picture = np.zeros((size[1], size[0], 3), np.uint8)
    layer.over(picture)
    return picture
