"""The camera: a pinhole that looks level along z; its centre is shifted, so walls stay upright."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

DISTANCE = {"full": 6.0, "upper": 2.7}  # metres to the place where the performer stands
HEIGHT = {"full": 1.25, "upper": 1.35}  # metres above the floor, for a body of 1.7 m
# shares of the picture's height: (top of the head, lowest point that is framed)
FRAME = {"full": (0.085, 0.925), "upper": (0.12, 1.0)}


@dataclass(frozen=True)
class StageCamera:
    """Pinhole at (0, -height, -distance) in stage axes, floor at y = 0.

    Attributes:
        distance: Metres. height: Metres above the floor.
        focal: Pixels. centre: `(x, y)` in pixels. size: `(width, height)` in pixels.
    """

    distance: float
    height: float
    focal: float
    centre: tuple[float, float]
    size: tuple[int, int]

    @classmethod
    def framing(cls, kind, size, body_height, hip_height, zoom=1.0):
        """Frame a body that stands at the origin.

        Args:
            kind: `full` (head to feet) or `upper` (head to hips).
            size: `(width, height)` in pixels.
            body_height: Metres. hip_height: Metres of the hip joint above the floor.
            zoom: Above 1 is nearer.
        """
        distance, height = DISTANCE[kind], HEIGHT[kind] * body_height / 1.7
        top, low = FRAME[kind]
        bottom = 0.0 if kind == "full" else hip_height - 0.07
        # keep the middle of what is framed where it is while zooming
        focal = (low - top) * size[1] * distance / (body_height - bottom) * zoom
        middle = (top + low) / 2 * size[1]
        centre_y = middle - focal * (height - (body_height + bottom) / 2) / distance
        return cls(distance, height, focal, (size[0] / 2, centre_y), (int(size[0]), int(size[1])))

    def project(self, points):
        """Pixels `(..., 2)` and depth in metres `(...)` of stage points `(..., 3)`."""
        z = np.maximum(points[..., 2] + self.distance, 0.05)
        x = self.centre[0] + self.focal * points[..., 0] / z
        y = self.centre[1] + self.focal * (points[..., 1] + self.height) / z
        return np.stack([x, y], axis=-1), z

    @property
    def metres_per_pixel(self) -> float:
        """At the standing place."""
        return self.distance / self.focal
