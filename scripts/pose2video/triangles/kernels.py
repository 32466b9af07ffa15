"""The inner loops of drawing triangles, compiled.

Importing this loads numba. Arrays that are only read may be read-only ones.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit, types

from pose2video.triangles.compiled import compiled
from pose2video.triangles.keys import DEPTH_STEPS, INDEX_BITS

INDEX_MASK = (1 << INDEX_BITS) - 1
FARTHEST, NEAREST = 1e-6, 7.99  # inverse depths that a key can hold


def _read(kind, dimensions):
    return types.Array(kind, dimensions, "C", readonly=True)


def _written(kind, dimensions):
    return types.Array(kind, dimensions, "C")


@njit(inline="always")
def _first_sample(position, limit):
    """The first of `limit` samples that lies at or behind a position; 0 for NaN."""
    if not position > 0.5:
        return 0
    if position - 0.5 >= limit:
        return limit
    return math.ceil(position - 0.5)


@compiled(
    _read(types.float64, 2),
    _read(types.float64, 1),
    _read(types.int32, 2),
    _written(types.int64, 2),
)
def fill(xy, inverse_depth, faces, keys):
    """Raise `keys` `(height, width)` to those of nearer triangles, see `raster.rasterise`.

    A scan line crosses the long edge and one of the two short ones. Edges run from their upper
    end, so that two triangles compute the same crossing of the edge that they share.
    """
    height, width = keys.shape
    for t in range(len(faces)):
        i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
        if xy[j, 1] < xy[i, 1]:
            i, j = j, i
        if xy[k, 1] < xy[i, 1]:
            i, k = k, i
        if xy[k, 1] < xy[j, 1]:
            j, k = k, j
        ax, ay, bx, by, cx, cy = xy[i, 0], xy[i, 1], xy[j, 0], xy[j, 1], xy[k, 0], xy[k, 1]
        if not math.isfinite(ax + ay + bx + by + cx + cy):
            continue
        first, last = _first_sample(ay, height), _first_sample(cy, height)
        if first >= last or max(ax, bx, cx) <= 0 or min(ax, bx, cx) >= width:
            continue
        # inverse depth is linear on the screen
        da, db, dc = inverse_depth[i], inverse_depth[j], inverse_depth[k]
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        gx = gy = 0.0
        if abs(area) > 1e-9:
            gx = ((db - da) * (cy - ay) - (dc - da) * (by - ay)) / area
            gy = ((dc - da) * (bx - ax) - (db - da) * (cx - ax)) / area
        lowest, highest = max(min(da, db, dc), FARTHEST), min(max(da, db, dc), NEAREST)
        along = (cx - ax) / (cy - ay)
        above = (bx - ax) / (by - ay) if by > ay else 0.0
        below = (cx - bx) / (cy - by) if cy > by else 0.0
        for row in range(first, last):
            at = row + 0.5
            left = ax + (at - ay) * along
            right = ax + (at - ay) * above if at < by else bx + (at - by) * below
            if right < left:
                left, right = right, left
            d_row = da + gy * (at - ay) - gx * ax
            for column in range(_first_sample(left, width), _first_sample(right, width)):
                d = min(max(d_row + gx * (column + 0.5), lowest), highest)
                key = (np.int64(d * DEPTH_STEPS) << INDEX_BITS) | t
                if key > keys[row, column]:
                    keys[row, column] = key


@compiled(
    _read(types.int64, 1),
    _read(types.int64, 2),
    _read(types.float64, 2),
    _read(types.float64, 1),
    _read(types.int32, 2),
    _read(types.float32, 2),
    _written(types.float32, 2),
)
def blend(at, keys, xy, inverse_depth, faces, attributes, out):
    """Attributes of the samples `at` into `out` `(N, C)`, see `raster.interpolate_at`."""
    width = keys.shape[1]
    last = np.int64(-1)
    i = j = k = 0
    ax = ay = ux = uy = vx = vy = da = db = dc = 0.0
    for n in range(len(at)):
        row, column = at[n] // width, at[n] % width
        t = keys[row, column] & INDEX_MASK
        if t != last:
            last = t
            i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
            ax, ay = xy[i, 0], xy[i, 1]
            ux, uy, vx, vy = xy[j, 0] - ax, xy[j, 1] - ay, xy[k, 0] - ax, xy[k, 1] - ay
            area = ux * vy - uy * vx
            scale = 1 / area if abs(area) > 1e-9 else 0.0
            ux, uy, vx, vy = ux * scale, uy * scale, vx * scale, vy * scale
            da, db, dc = (
                max(inverse_depth[i], FARTHEST),
                max(inverse_depth[j], FARTHEST),
                max(inverse_depth[k], FARTHEST),
            )
        x, y = column + 0.5 - ax, row + 0.5 - ay
        b = min(max(x * vy - y * vx, 0.0), 1.0)
        c = min(max(y * ux - x * uy, 0.0), 1.0)
        a = max(1 - b - c, 0.0) * da
        b *= db
        c *= dc
        whole = 1 / (a + b + c)
        a, b, c = np.float32(a * whole), np.float32(b * whole), np.float32(c * whole)
        for m in range(attributes.shape[1]):
            out[n, m] = a * attributes[i, m] + b * attributes[j, m] + c * attributes[k, m]


@compiled(
    _read(types.int64, 1),
    _read(types.int64, 2),
    _read(types.float32, 2),
    types.int64,
    _written(types.float32, 3),
    _written(types.float32, 2),
)
def pool(at, keys, colours, samples, layer, depth):
    """Add the samples `at` up to pixels.

    Args:
        at: `(N,)` flat places in `keys` `(h * samples, w * samples)`. colours: `(N, 3)`,
            or `(N, 4)` with their opacity in [0, 1].
        layer: `(h, w, 4)` zeros; gets colour times coverage, and coverage.
        depth: `(h, w)` infinities; gets the depth of the nearest sample.
    """
    width = keys.shape[1]
    share = np.float32(1 / (samples * samples))
    for n in range(len(at)):
        row, column = at[n] // width, at[n] % width
        y, x = row // samples, column // samples
        solid = share * colours[n, 3] if colours.shape[1] > 3 else share
        for m in range(3):
            layer[y, x, m] += colours[n, m] * solid
        layer[y, x, 3] += solid
        z = np.float32(DEPTH_STEPS / (keys[row, column] >> INDEX_BITS))
        if z < depth[y, x]:
            depth[y, x] = z


@compiled(_read(types.float64, 2), _read(types.int32, 2), _written(types.float64, 2))
def add_normals(points, faces, out):
    """Unit normals of the points into zeros `out` `(V, 3)`; triangles weigh by their area."""
    for t in range(len(faces)):
        i, j, k = faces[t, 0], faces[t, 1], faces[t, 2]
        ux, uy, uz = (
            points[j, 0] - points[i, 0],
            points[j, 1] - points[i, 1],
            points[j, 2] - points[i, 2],
        )
        vx, vy, vz = (
            points[k, 0] - points[i, 0],
            points[k, 1] - points[i, 1],
            points[k, 2] - points[i, 2],
        )
        nx, ny, nz = uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx
        for p in (i, j, k):
            out[p, 0] += nx
            out[p, 1] += ny
            out[p, 2] += nz
    for p in range(len(out)):
        length = math.sqrt(out[p, 0] ** 2 + out[p, 1] ** 2 + out[p, 2] ** 2)
        for m in range(3):
            out[p, m] /= max(length, 1e-12)
