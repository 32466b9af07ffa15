"""Triangle meshes drawn over pictures: normals, textures, soft edges."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.triangles.raster import interpolate_at, rasterise


@dataclass(frozen=True, eq=False)
class Layer:
    """What was drawn, in the part of the picture that it covers.

    Attributes:
        window: Two slices in pixels, rows and columns of the picture.
        colour: `(h, w, 4)` float32: colour times coverage, in the units of the colours, and
            coverage in [0, 1].
        depth: `(h, w)` float32, depth of the nearest sample; inf where nothing is drawn.
    """

    window: tuple[slice, slice]
    colour: np.ndarray
    depth: np.ndarray

    def over(self, picture):
        """Lay it over a picture `(height, width, 3)` uint8 or float, in place.

        For uint8 the colours are levels from 0 to 255.
        """
        part = picture[self.window]
        mixed = part * (1 - self.colour[..., 3:]) + self.colour[..., :3]
        if picture.dtype == np.uint8:
            mixed = np.clip(mixed + 0.5, 0, 255)
        part[:] = mixed.astype(picture.dtype)


def draw_mesh(xy, depth, faces, attributes, shade, size, samples=2) -> Layer:
    """Draw a mesh with soft edges: several samples a pixel, each shaded by itself.

    Args:
        xy: `(V, 2)` float, pixels from the top left; pixel `i` has its centre at `i + 0.5`.
        depth: `(V,)` float, above 0.125 (metres, or any unit).
        faces: `(F, 3)` int. Both sides are drawn: leave out those that look away, see `front`.
        attributes: `(V, C)` float, whatever `shade` needs: texture places, normals, ...
        shade: Takes the attributes `(N, C)` float32 of samples, gives their colours `(N, 3)`, or
            `(N, 4)` with their opacity in [0, 1].
        size: `(width, height)` of the picture in pixels.
        samples: A side of a pixel.
    """
    found = sample_mesh(xy, depth, faces, attributes, size, samples)
    return found.pooled(shade(found.attributes))


@dataclass(frozen=True, eq=False)
class Samples:
    """The samples of a mesh that are seen.

    Attributes:
        window: As of a `Layer`. keys: `(h * side, w * side)`, see `rasterise`.
        at: `(N,)`, where in `keys` it is seen. attributes: `(N, C)` float32 there.
        side: Samples a side of a pixel.
    """

    window: tuple[slice, slice]
    keys: np.ndarray
    at: np.ndarray
    attributes: np.ndarray
    side: int

    def pooled(self, colours) -> Layer:
        """Their colours `(N, 3)`, or `(N, 4)` with opacity, as a `Layer`."""
        height, width = (v // self.side for v in self.keys.shape)
        layer = np.zeros((height, width, 4), np.float32)
        nearest = np.full((height, width), np.inf, np.float32)
        from pose2video.triangles.kernels import pool

        colours = np.ascontiguousarray(colours, np.float32)
        pool(self.at, self.keys, colours, self.side, layer, nearest)
        return Layer(self.window, layer, nearest)


def sample_mesh(xy, depth, faces, attributes, size, samples=2) -> Samples:
    """What is seen of a mesh; arguments as of `draw_mesh`."""
    xy = np.asarray(xy, np.float64)
    used = np.zeros(len(xy), bool)
    used[faces] = True
    corners = xy[used & np.isfinite(xy).all(axis=1)]
    low, high = np.zeros((2, 2), int)
    if len(corners):
        low = np.clip(np.floor(corners.min(axis=0)), 0, size).astype(int)
        high = np.clip(np.ceil(corners.max(axis=0)), 0, size).astype(int)
    width, height = (high - low).tolist()
    window = slice(low[1], low[1] + height), slice(low[0], low[0] + width)
    local, inverse_depth = (xy - low) * samples, 1 / np.asarray(depth, np.float64)
    keys = rasterise(local, inverse_depth, faces, (width * samples, height * samples))
    at = np.flatnonzero(keys != 0)
    found = interpolate_at(at, keys, local, faces, attributes, inverse_depth)
    return Samples(window, keys, at, found, samples)


def front(xy, faces):
    """Which triangles are seen counter-clockwise on the screen (y down), `(F,)` bool."""
    a, b, c = (np.asarray(xy)[faces[:, k]] for k in range(3))
    u, v = b - a, c - a
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0] < 0


def vertex_normals(points, faces):
    """Unit normals of the points `(V, 3)`, as the triangles round each add up by their area.

    They point to the side from which the triangles are seen counter-clockwise when y points down.
    """
    from pose2video.triangles.kernels import add_normals

    normals = np.zeros((len(points), 3))
    faces = np.ascontiguousarray(faces, np.int32)
    add_normals(np.ascontiguousarray(points, np.float64), faces, normals)
    return normals.astype(points.dtype)


def look_up(texture, u, v):
    """Colours of a texture at a list of places, between pixels linearly.

    Args:
        texture: `(h, w)` or `(h, w, C)` uint8 or float32.
        u, v: `(N,)`, pixels from the centre of the first one; beyond the border lies 0.

    Returns:
        `(N,)` or `(N, C)`, of the texture's type.
    """
    rows = -(-len(u) // 1024)  # OpenCV takes at most 32767 rows and columns
    if not rows:
        return np.zeros((0, *texture.shape[2:]), texture.dtype)
    maps = np.zeros((2, rows * 1024), np.float32)
    maps[0, : len(u)], maps[1, : len(v)] = u, v
    colours = cv2.remap(texture, *maps.reshape(2, rows, 1024), cv2.INTER_LINEAR)
    return colours.reshape(-1, *texture.shape[2:])[: len(u)]
