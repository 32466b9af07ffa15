"""What is known of one frame before it is painted: the body's rendering, and its surface."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.bodies.hands.drawing import encode
from pose2video.bodies.parts import PARTS
from pose2video.characters.preparation.person import spread_colours
from pose2video.generators.dressing.charts import Charts
from pose2video.generators.dressing.drawing import (
    body_layers,
    colours_of,
    dressed_at,
    seen_by,
)
from pose2video.generators.dressing.dressed import Dressed
from pose2video.generators.dressing.surface import Surface
from pose2video.triangles.meshes import front, vertex_normals
from pose2video.triangles.raster import interpolate_at, rasterise, seen

SHELL, OF_HANDS = 0.05, 0.015  # metres round the body, and round hands, that are its shell
REACH = 0.8  # metres before and behind the middle of the body that depths tell apart
NEAREST = 0.15  # metres from the camera that a triangle is drawn from
WHERE = {"nowhere": 0, "shell": 128, "body": 255}
STEPS = 65535  # of a place on the pages, across and down
# name -> channels and kind of what is kept of a frame
KEPT = {
    "places": (2, np.uint16),
    "surface": (6, np.uint8),
    "moved": (2, np.float16),
    "layer": (4, np.uint8),
}


@dataclass(frozen=True, eq=False)
class FrameMaps:
    """What is known of a frame, in pixels of one window.

    Attributes:
        places: float32 `(h, w, 2)`, where the surface lies on the pages, x and y in [0, 1].
        surface: uint8 `(h, w, 6)`: normals in camera axes and depth (far is bright), both 127.5 for
            0; number of the part in `PARTS` from 1, 0 for none; and one of `WHERE`.
        moved: float32 `(h, w, 2)` pixels, from where the surface is to where it was before.
        layer: uint8 `(h, w, 4)`, the rendering: RGB multiplied by alpha, and alpha.
    """

    places: np.ndarray
    surface: np.ndarray
    moved: np.ndarray
    layer: np.ndarray

    def kept(self) -> dict[str, np.ndarray]:
        """As it is kept on the disk, see `KEPT`."""
        places = np.rint(STEPS * np.clip(self.places, 0, 1)).astype(np.uint16)
        moved = self.moved.astype(np.float16)
        return {"places": places, "surface": self.surface, "moved": moved, "layer": self.layer}


def shown(kept) -> dict[str, np.ndarray]:
    """What was kept as networks take it, see `FrameMaps`."""
    places = kept["places"].astype(np.float32) / STEPS
    moved = kept["moved"].astype(np.float32)
    return {"places": places, "surface": kept["surface"], "moved": moved, "layer": kept["layer"]}


@dataclass(frozen=True, eq=False)
class FigureBody:
    """A body that wears its picture, and the pages that a texture lies on.

    Attributes:
        dressed: The `Dressed` body, with limbs.
        surface: The model's `Surface`. charts: The `Charts` of all its parts.
        out: `(V,)` metres from the points of the body to its shell.
    """

    dressed: Dressed
    surface: Surface
    charts: Charts
    out: np.ndarray

    @classmethod
    def build(cls, dressed: Dressed, texel) -> FigureBody:
        """Unfold a body; `texel` in metres of the reference body."""
        model = dressed.body.model
        surface = Surface.build(model)
        charts = Charts.build(surface, model.reference, texel, PARTS)
        out = np.where(surface.of("left_hand", "right_hand"), OF_HANDS, SHELL)
        return cls(dressed, surface, charts, out)

    @property
    def pages(self) -> tuple[int, int]:
        """`(width, height)` of the stack of pages in texels."""
        return self.charts.keys.shape[::-1]

    def colours(self, stance) -> np.ndarray:
        """The pages in the colours that the body wears, without light: float32 RGB in [0, 1].

        Args:
            stance: A `BodyMotion` whose first frame the colours are read in.
        """
        dressed = self.dressed
        transforms = dressed.body.transforms(stance.cut(slice(0, 1)))[0]
        look = dressed_at(dressed, transforms, stance.camera).look.copy()
        look[:, [0, 3]] = 1
        filmed = dressed.filmed.image if dressed.filmed else None
        total, count = np.zeros((len(self.out), 3)), np.zeros(len(self.out))
        np.add.at(
            total, dressed.vertex, colours_of(look.astype(np.float32), dressed.texture, filmed)
        )
        np.add.at(count, dressed.vertex, 1)
        own = total / np.maximum(count, 1)[:, None]
        own[count == 0] = 255 * encode(np.array(dressed.limbs.mounts.tone.tone))  # hands
        image = np.rint(np.clip(self.charts.over(own), 0, 255)).astype(np.uint8)
        known = (self.charts.keys != 0).astype(np.float32)
        return spread_colours(self.charts.stacked(image), known).astype(np.float32) / 255

    def maps(self, transforms, camera, texture, before=None) -> FrameMaps:
        """What is known of a frame.

        Args:
            transforms: `(J, 4, 4)` of the bones, camera axes.
            camera: The `Camera` of the window.
            texture: Of the dressed body, see `dressing.drawing.drawn`.
            before: Transforms and `Camera` of the frame before; None for the same again.
        """
        posed = dressed_at(self.dressed, transforms, camera)
        if before is not None:
            before = dressed_at(self.dressed, *before).points, before[1]
        return self.maps_of(posed, transforms, camera, texture, before)

    def maps_of(self, posed, transforms, camera, texture, before=None) -> FrameMaps:
        """As `maps`, of a `PosedBody`; `before` has the body's points instead of transforms."""
        posed = seen_by(self.dressed, posed, camera)
        xy, depth = camera.project(posed.points)
        was = xy if before is None else before[1].project(before[0])[0]
        normals = vertex_normals(posed.points, self.dressed.body.model.faces)
        far = np.clip((depth - np.median(depth)) / REACH, -1, 1)
        values = np.column_stack([normals, far, was - xy])[self.charts.vertex]
        values = np.column_stack([self.charts.uv / self.pages, values])
        found = np.zeros((camera.size[1] * camera.size[0], 8), np.float32)
        part, where = np.zeros((2, len(found)), np.uint8)
        shell = posed.points + self.out[:, None] * normals
        for name, points in (("body", posed.points), ("shell", shell)):
            at, inside, its = self._seen(points, camera, values, where == 0)
            found[at], part[at], where[at] = inside, its + 1, WHERE[name]
        shape = np.rint(127.5 * (found[:, 2:6] + 1)) * (where > 0)[:, None]
        known = np.column_stack([shape.clip(0, 255).astype(np.uint8), part, where])
        grid = camera.size[::-1]
        layers = body_layers(self.dressed, posed, transforms, camera, texture)
        return FrameMaps(
            places=found[:, :2].reshape(*grid, 2),
            surface=known.reshape(*grid, 6),
            moved=found[:, 6:].reshape(*grid, 2),
            layer=np.rint(flattened(layers, camera.size) * LEVELS).clip(0, 255).astype(np.uint8),
        )

    def _seen(self, points, camera, values, free):
        """Flat places of free samples that show the surface, values there, and numbers of parts."""
        xy, depth = camera.project(points)
        xy, depth = xy[self.charts.vertex], depth[self.charts.vertex]
        faces = self.charts.faces
        kept = front(xy, faces) & (depth > NEAREST)[faces].all(axis=1)
        faces = faces[kept]
        keys = rasterise(xy, 1 / depth, faces, camera.size)
        at = np.flatnonzero((keys.ravel() != 0) & free)
        inside = interpolate_at(at, keys, xy, faces, values, 1 / depth)
        return at, inside, self.surface.face_parts[kept][seen(keys.ravel()[at])[0]]


LEVELS = np.float32([1, 1, 1, 255])  # of a layer's colours and alpha, to make them levels


def flattened(layers, size) -> np.ndarray:
    """Layers laid over each other, over nothing.

    Args:
        layers: Of `dressing.drawing.body_layers`. size: `(width, height)` of the canvas.

    Returns:
        float32 `(height, width, 4)`: RGB in levels multiplied by alpha, and alpha in [0, 1].
    """
    whole = np.zeros((size[1], size[0], 4), np.float32)
    for layer in layers:
        part = whole[layer.window]
        part *= 1 - layer.colour[..., 3:]
        part += layer.colour
    return whole
