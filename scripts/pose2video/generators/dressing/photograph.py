"""What the photograph shows of an aligned body, before it is taken apart."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.parts import PARTS
from pose2video.generators.dressing.light import estimate
from pose2video.generators.dressing.surface import Surface
from pose2video.triangles.meshes import front, look_up, vertex_normals
from pose2video.triangles.raster import rasterise, seen

BEHIND = 0.03  # metres by which a part must lie behind another to be hidden
HALO = 0.03  # metres round a hand that belong to it: its fingers are hard to fit
HANDS = ("left_hand", "right_hand")


@dataclass(frozen=True, eq=False)
class AlignedBody:
    """The aligned body before the photograph.

    Attributes:
        surface: The model's `Surface`. points: `(V, 3)` camera axes. xy: `(V, 2)` pixels.
        depth: `(V,)` metres. normals: `(V, 3)` unit. facing: `(F,)` bool, triangles that face the
            camera. cosine: `(V,)` of the angle to the line of sight, 1 where they face it.
        metre: Pixels of one metre at the body.
    """

    surface: Surface
    points: np.ndarray
    xy: np.ndarray
    depth: np.ndarray
    normals: np.ndarray
    facing: np.ndarray
    cosine: np.ndarray
    metre: float

    @classmethod
    def build(cls, surface, points, camera) -> AlignedBody:
        """Look at the aligned points with the picture's camera."""
        xy, depth = camera.project(points)
        normals = vertex_normals(points, surface.faces)
        sight = points / np.linalg.norm(points, axis=1, keepdims=True)
        return cls(
            surface=surface,
            points=points,
            xy=xy,
            depth=depth,
            normals=normals,
            facing=front(xy, surface.faces),
            cosine=-(normals * sight).sum(axis=1),
            metre=camera.focal / float(np.median(depth)),
        )


@dataclass(frozen=True, eq=False)
class Photograph:
    """A photograph of the body.

    Attributes:
        colours: uint8 RGB, the person's own colours, also beyond the outline.
        mask: uint8, 255 = person.
        nearest: float32, 1 / depth of the body, 0 where it is not seen.
        label: int, the part seen, -1 for none.
        hands: bool, hands and what is close round them.
        visible: `(V,)` bool, which vertices the photograph shows.
        face: `(478, 2)` face points in pixels, NaN where there is none.
    """

    colours: np.ndarray
    mask: np.ndarray
    nearest: np.ndarray
    label: np.ndarray
    hands: np.ndarray
    visible: np.ndarray
    face: np.ndarray

    @classmethod
    def build(cls, aligned: AlignedBody, colours, mask, face) -> Photograph:
        """Find out which part is seen where."""
        faces = aligned.surface.faces[aligned.facing]
        keys = rasterise(aligned.xy, 1 / aligned.depth, faces, mask.shape[::-1])
        triangle, inverse = seen(keys)
        nearest = np.where(keys != 0, inverse, 0).astype(np.float32)
        label = np.where(keys != 0, aligned.surface.face_parts[aligned.facing][triangle], -1)
        hands = np.isin(label, [PARTS.index(name) for name in HANDS])
        hands = grown(hands, HALO * aligned.metre)
        u, v = aligned.xy.T - 0.5
        visible = look_up(nearest, u, v) * aligned.depth < 1 + BEHIND / aligned.depth
        visible &= look_up(mask, u, v) > 200
        covered = look_up(hands.astype(np.uint8), u, v) > 0
        own = aligned.surface.of(*HANDS, "left_forearm", "right_forearm")
        visible &= own | ~covered
        return cls(colours, mask, nearest, label, hands, visible, face)

    def shows(self, *parts) -> np.ndarray:
        """Where the picture shows one of the parts, bool `(height, width)`."""
        return np.isin(self.label, [PARTS.index(part) for part in parts])

    def light(self, aligned: AlignedBody) -> np.ndarray:
        """The light `(3,)` on trunk and limbs, see `light.estimate`.

        Face, hands and feet have relief of their own.
        """
        relief = aligned.surface.of("head", "neck", *HANDS, "left_foot", "right_foot")
        use = np.flatnonzero(self.visible & (aligned.cosine > 0.3) & ~relief)
        if len(use) < 100:
            return np.zeros(3)
        grey = cv2.GaussianBlur(cv2.cvtColor(self.colours, cv2.COLOR_RGB2GRAY), (0, 0), 2.0)
        brightness = look_up(grey, *(aligned.xy[use].T - 0.5))
        return estimate(brightness, aligned.normals[use], aligned.surface.parts[use])


def grown(mask, pixels):
    """A mask `(h, w)` grown by some pixels all around."""
    side = 2 * round(pixels) + 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    return cv2.dilate(mask.astype(np.uint8), kernel) > 0
