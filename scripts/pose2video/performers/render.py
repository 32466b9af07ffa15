"""One frame of a figure: skinning, visibility, shading, and the set behind it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pose2video.performers.shading import key_shadow, lit, screen_occlusion
from pose2video.triangles.meshes import look_up, vertex_normals
from pose2video.triangles.raster import interpolate_at, rasterise, seen

SAMPLES = 2  # a side, per pixel


@dataclass(frozen=True, eq=False)
class Figure:
    """A dressed performer, ready to be posed.

    Attributes:
        points: `(N, 3)` float32 at rest. faces: `(M, 3)` int32. weights: `(N, J)` float32.
        uv: `(N, 2)` float32 pixels in the atlas. atlas: `(h, w, 3)` float32 linear RGB.
        open_sky: `(N,)` float32, baked. material: `(M,)` int, see `shading`.
        group: `(M,)` int, number of the piece. two_sided: `(M,)` bool.
        fine: `(M,)` bool, shaded at every sample.
        actions: `(A, K, 3)` float32, how expressions move the points `moved` `(K,)`.
    """

    points: np.ndarray
    faces: np.ndarray
    weights: np.ndarray
    uv: np.ndarray
    atlas: np.ndarray
    open_sky: np.ndarray
    material: np.ndarray
    group: np.ndarray
    two_sided: np.ndarray
    fine: np.ndarray
    actions: np.ndarray
    moved: np.ndarray

    def posed(self, transforms, expression):
        """Points `(N, 3)` on the stage and their unit normals.

        Args:
            transforms: `(J, 4, 4)`. expression: `(A,)` weights of the actions.
        """
        rest = self.points
        if np.any(expression):
            rest = rest.copy()
            rest[self.moved] += np.tensordot(expression.astype(np.float32), self.actions, (0, 0))
        blend = self.weights @ transforms[:, :3].reshape(-1, 12).astype(np.float32)
        out = np.empty_like(rest)
        for k in range(3):
            row = blend[:, 4 * k : 4 * k + 4]
            out[:, k] = (
                row[:, 0] * rest[:, 0] + row[:, 1] * rest[:, 1] + row[:, 2] * rest[:, 2] + row[:, 3]
            )
        return out, vertex_normals(out, self.faces)


def render(figure: Figure, transforms, expression, camera, scenery, light):
    """Draw one frame.

    The first sample of every pixel is shaded; the others only where they show another piece or
    another depth, or where the piece is finely painted.

    Returns:
        The picture `(h, w, 3)` uint8 RGB, and the nearest depth in metres per pixel `(h, w)`
        float32 (inf where the set is seen).
    """
    points, normals = figure.posed(transforms, expression)
    picture = scenery.frame(points, light)
    nearest = np.full((camera.size[1], camera.size[0]), np.inf, np.float32)
    window, keys, kept, xy, turn = _visible(figure, points, camera)
    if not keys.any():
        return developed(picture), nearest
    height, width = keys.shape[0] // SAMPLES, keys.shape[1] // SAMPLES
    corner = [keys[i::SAMPLES, j::SAMPLES].ravel() for i in (0, 1) for j in (0, 1)]
    first = corner[0]
    covered = np.flatnonzero(first)
    face0, depth0 = seen(first)
    face0 = kept[face0]
    depth0 = depth0.astype(np.float32)
    occlusion = screen_occlusion(
        depth0.reshape(height, width),
        (first > 0).reshape(height, width),
        0.035 / camera.metres_per_pixel,
    ).ravel()
    plain = (first > 0) & ~figure.fine[face0]
    chosen, share = [covered], (first > 0).astype(np.float32)
    for other in corner[1:]:
        # the same triangle index and nearly the same depth, or a neighbour of the same piece
        at = np.flatnonzero(other)
        face, depth = seen(other[at])
        same = plain[at] & (figure.group[kept[face]] == figure.group[face0[at]])
        same &= np.abs(depth.astype(np.float32) - depth0[at]) < 0.006 * depth0[at]
        share[at] += same
        chosen.append(at[~same])
    pixel = np.concatenate(chosen)
    counts = [len(c) for c in chosen]
    place = SAMPLES * (pixel + (SAMPLES - 1) * (pixel // width) * width)
    place += np.repeat([0, 1, keys.shape[1], keys.shape[1] + 1], counts)
    arrives = key_shadow(points, normals, light)
    attributes = np.column_stack([normals, points, figure.uv, figure.open_sky, arrives])
    flat = np.ones(len(xy))  # the triangles are so small that perspective cannot be seen in them
    values = interpolate_at(place, keys, xy, figure.faces[kept], attributes, flat)
    face = kept[seen(keys.ravel()[place])[0]]
    colour = _shade(figure, values, face, turn[face] > 0, camera, light, occlusion[pixel])
    total = np.zeros((width * height, 3), np.float32)
    total[covered] = colour[: counts[0]] * share[covered, None]
    start = counts[0]
    for at, n in zip(chosen[1:], counts[1:], strict=True):
        total[at] += colour[start : start + n]
        share[at] += 1
        start += n
    n_samples = SAMPLES * SAMPLES
    part = picture[window]
    part *= (1 - share / n_samples).reshape(height, width, 1)
    part += total.reshape(height, width, 3) / n_samples
    nearest[window] = np.where(first > 0, 1 / np.maximum(depth0, 1e-6), np.inf).reshape(
        height, width
    )
    return developed(picture), nearest


def _visible(figure: Figure, points, camera):
    """The part of the picture that the figure covers, its z-buffer there, and screen points.

    Returns:
        Window (two slices in pixels), keys at the sampling rate, the faces that were drawn, screen
        points in samples from the window's corner, and twice the signed area of all faces.
    """
    xy, depth = camera.project(points)
    low = np.clip(np.floor(xy.min(axis=0)) - 1, 0, camera.size).astype(int)
    high = np.clip(np.ceil(xy.max(axis=0)) + 1, 0, camera.size).astype(int)
    xy = ((xy - low) * SAMPLES).astype(np.float32)
    f = figure.faces
    x, y = xy[:, 0], xy[:, 1]
    ax, ay = x[f[:, 0]], y[f[:, 0]]
    turn = (x[f[:, 1]] - ax) * (y[f[:, 2]] - ay) - (y[f[:, 1]] - ay) * (x[f[:, 2]] - ax)
    kept = np.flatnonzero((turn < 0) | figure.two_sided)
    keys = rasterise(xy, 1 / depth, f[kept], tuple(np.maximum(high - low, 0) * SAMPLES))
    return (slice(low[1], high[1]), slice(low[0], high[0])), keys, kept, xy, turn


def _shade(figure, values, face, inner, camera, light, occlusion):
    """Colours `(N, 3)` of samples, see `render`.

    Args:
        values: `(N, 10)` attributes. face: `(N,)` their triangles. inner: `(N,)` the back of cloth.
    """
    values = np.ascontiguousarray(values.T)
    normals = values[:3]
    normals *= np.where(inner, -1, 1) / np.maximum(np.sqrt((normals * normals).sum(axis=0)), 1e-9)
    views = np.array([[0], [-camera.height], [-camera.distance]], np.float32) - values[3:6]
    views /= np.sqrt((views * views).sum(axis=0))
    albedo = np.ascontiguousarray(look_up(figure.atlas, values[6], values[7]).T)
    open_sky = values[8] * occlusion * np.where(inner, np.float32(0.45), np.float32(1))
    shadow = values[9] * np.where(inner, np.float32(0.3), np.float32(1))
    return lit(albedo, normals, views, open_sky, shadow, figure.material[face], light).T


@lru_cache(maxsize=1)
def _curve():
    """sRGB bytes for linear light in steps of 1/4096 up to 4, with a shoulder for highlights."""
    x = np.linspace(0, 4, 16385)
    soft = np.where(x < 0.6, x, 0.6 + 0.4 * np.tanh((x - 0.6) / 0.55))
    srgb = np.where(
        soft <= 0.0031308, 12.92 * soft, 1.055 * np.maximum(soft, 1e-6) ** (1 / 2.4) - 0.055
    )
    return np.clip(np.round(srgb * 255), 0, 255).astype(np.uint8)


def developed(picture):
    """Linear RGB `(h, w, 3)` to sRGB bytes."""
    return _curve()[(np.clip(picture, 0, 4) * 4096).astype(np.uint16)]
