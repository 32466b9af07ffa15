"""How open the sky is above the points of a mesh."""

from __future__ import annotations

import numpy as np

from pose2video.triangles.raster import rasterise, seen


def baked_occlusion(points, normals, faces, directions=40, size=220):
    """How much of the sky each point sees, `(N,)` float32 in [0, 1].

    The body is drawn from many directions spread evenly (a Fibonacci lattice); a point counts a
    direction, weighted by the cosine, if nothing lies in front of it.
    """
    low, high = points.min(axis=0), points.max(axis=0)
    middle, reach = (low + high) / 2, np.linalg.norm(high - low) / 2
    sky, total = np.zeros(len(points), np.float32), np.full(len(points), 1e-6, np.float32)
    for k in range(directions):
        y = 1 - 2 * (k + 0.5) / directions
        a = k * np.pi * (3 - np.sqrt(5))
        d = np.array(
            [np.cos(a) * np.sqrt(1 - y * y), y, np.sin(a) * np.sqrt(1 - y * y)], np.float32
        )
        side = np.cross(d, [0.1, 0.9, 0.3])
        side /= np.linalg.norm(side)
        other = np.cross(d, side)
        local = (points - middle) / reach
        xy = np.stack([local @ side, local @ other], axis=1) * (size / 2) + size / 2
        depth = 0.5 + 0.3 * (local @ d)  # larger is nearer
        keys = rasterise(xy, depth, faces, (size, size))
        buffer = seen(keys)[1]
        x, y_ = np.clip(xy.astype(int), 0, size - 1).T
        cosine = np.maximum(normals @ d, 0)
        free = depth >= buffer[y_, x] - 0.3 * 0.012 / reach - 0.002
        sky += cosine * free
        total += cosine
    return sky / total
