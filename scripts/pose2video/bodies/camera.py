"""A pinhole camera in its own axes: x right, y down, z away from it, metres."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Camera:
    """A pinhole at the origin that looks along z.

    Attributes:
        focal: Pixels. centre: `(x, y)`, where it looks at, in pixels.
        size: `(width, height)` of the picture in pixels.
    """

    focal: float
    centre: tuple[float, float]
    size: tuple[int, int]

    def project(self, points):
        """Pixels `(..., 2)` and depth in metres `(...)` of points `(..., 3)`."""
        z = np.maximum(points[..., 2], 0.05)
        x = self.centre[0] + self.focal * points[..., 0] / z
        y = self.centre[1] + self.focal * points[..., 1] / z
        return np.stack([x, y], axis=-1), z

    def resized(self, size) -> Camera:
        """The same view in a picture of another `(width, height)`."""
        scale = np.array(size) / self.size
        centre = tuple(float(v) for v in scale * self.centre)
        return Camera(float(self.focal * scale.mean()), centre, (int(size[0]), int(size[1])))

    def seen_in(self, box) -> Camera:
        """What lies in a rectangle `(x, y, width, height)` of the picture, or beyond it."""
        x, y, width, height = box
        return Camera(self.focal, (self.centre[0] - x, self.centre[1] - y), (width, height))
