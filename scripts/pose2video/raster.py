"""A z-buffer in numpy: which triangle is seen at which sample.

Triangles become spans (one a scan line), spans become samples, and `np.maximum.at` keeps for every
sample the key of the nearest triangle. A key holds inverse depth above and the triangle's index
below, so that one array answers both.
"""

from __future__ import annotations

import numpy as np

INDEX_BITS = 20
DEPTH_STEPS = float(1 << 40)


def rasterise(xy, inverse_depth, faces, size):
    """Find the nearest triangle of every sample.

    Args:
        xy: `(V, 2)` float, samples from the top left; sample `i` lies at `i + 0.5`.
        inverse_depth: `(V,)` 1 / metres, positive, below 1.
        faces: `(F, 3)` int, F below a million.
        size: `(width, height)` in samples.

    Returns:
        `(height, width)` int64 keys: 0 where nothing is seen, else see `seen`.
    """
    width, height = size
    p = xy[faces].astype(np.float32)
    x, y = p[..., 0], p[..., 1]
    (left, right), (upper, lower) = _extremes(x), _extremes(y)
    first = np.maximum(np.ceil(upper - 0.5), 0).astype(np.int32)
    last = np.minimum(np.ceil(lower - 0.5), height).astype(np.int32)
    inside = (right > 0) & (left < width) & (last > first)
    which = np.flatnonzero(inside)
    rows = (last - first)[which]
    tri = np.repeat(which, rows)
    line = _counting(rows) + np.repeat(first[which], rows)
    at = line.astype(np.float32) + np.float32(0.5)
    left = np.full(len(tri), np.inf, np.float32)
    right = np.full(len(tri), -np.inf, np.float32)
    for a, b in ((0, 1), (1, 2), (2, 0)):  # where the scan line crosses each edge
        ya, yb = y[:, a][tri], y[:, b][tri]
        slope = (x[:, b] - x[:, a]) / np.where(y[:, b] == y[:, a], 1, y[:, b] - y[:, a])
        cross = x[:, a][tri] + (at - ya) * slope[tri]
        crosses = (ya > at) != (yb > at)
        np.minimum(left, np.where(crosses, cross, np.inf), out=left)
        np.maximum(right, np.where(crosses, cross, -np.inf), out=right)
    start = np.maximum(np.ceil(left - 0.5), 0)
    stop = np.minimum(np.ceil(right - 0.5), width)
    some = np.flatnonzero(stop > start)
    start, stop, tri, line = (
        start[some].astype(np.int32),
        stop[some].astype(np.int32),
        tri[some],
        line[some],
    )
    # inverse depth is linear on the screen: d = d0 + gx * x + gy * y
    d = inverse_depth[faces].astype(np.float64)
    e1, e2 = (p[:, 1] - p[:, 0]).astype(np.float64), (p[:, 2] - p[:, 0]).astype(np.float64)
    area = e1[:, 0] * e2[:, 1] - e1[:, 1] * e2[:, 0]
    area = np.where(np.abs(area) < 1e-9, 1, area)
    d1, d2 = d[:, 1] - d[:, 0], d[:, 2] - d[:, 0]
    gx = (d1 * e2[:, 1] - d2 * e1[:, 1]) / area
    gy = (d2 * e1[:, 0] - d1 * e2[:, 0]) / area
    d0 = d[:, 0] - gx * (x[:, 0] - 0.5) - gy * (y[:, 0] - 0.5)
    lowest, highest = _extremes(d)
    at_start = np.clip(d0[tri] + gy[tri] * line + gx[tri] * start, lowest[tri], highest[tri])
    per_sample = np.clip(gx, -1e-2, 1e-2)[tri]
    counts = stop - start
    along = _counting(counts)
    depth = np.repeat(at_start, counts) + np.repeat(per_sample, counts) * along
    keys = ((np.maximum(depth, 1e-6) * DEPTH_STEPS).astype(np.int64) << INDEX_BITS) | np.repeat(
        tri, counts
    )
    buffer = np.zeros(width * height, dtype=np.int64)
    np.maximum.at(buffer, np.repeat(line * width + start, counts) + along, keys)
    return buffer.reshape(height, width)


def seen(keys):
    """Triangle index and inverse depth of (non-zero) keys."""
    return keys & ((1 << INDEX_BITS) - 1), (keys >> INDEX_BITS) / DEPTH_STEPS


def _extremes(values):
    """Smallest and largest of three columns, `(F,)` each."""
    a, b, c = values[:, 0], values[:, 1], values[:, 2]
    return np.minimum(np.minimum(a, b), c), np.maximum(np.maximum(a, b), c)


def _counting(counts):
    """0, 1, ..., counts[0]-1, 0, 1, ..., int32."""
    ends = np.cumsum(counts)
    return np.arange(ends[-1] if len(ends) else 0, dtype=np.int32) - np.repeat(
        (ends - counts).astype(np.int32), counts
    )
