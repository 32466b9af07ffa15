"""A z-buffer: which triangle is seen at which sample, and its attributes there.

Every sample keeps the key of the nearest triangle. A key holds inverse depth above and the
triangle's index below, so that one array answers both. The loops are compiled (`kernels`),
and loaded by the first call.
"""

from __future__ import annotations

import numpy as np

from pose2video.triangles.keys import DEPTH_STEPS, INDEX_BITS


def rasterise(xy, inverse_depth, faces, size):
    """Find the nearest triangle of every sample.

    A sample belongs to a triangle if it lies inside it or on its left or upper edge: triangles
    that share an edge leave no gap and share no sample. Of equally near triangles the last wins.
    A triangle with a corner that is not finite is left out.

    Args:
        xy: `(V, 2)` float, samples from the top left; sample `i` lies at `i + 0.5`.
        inverse_depth: `(V,)` 1 / metres, positive, below 8.
        faces: `(F, 3)` int, F below a million.
        size: `(width, height)` in samples.

    Returns:
        `(height, width)` int64 keys: 0 where nothing is seen, else see `seen`.

    Raises:
        ValueError: More triangles than a key can tell apart, or a corner that is no point.
    """
    from pose2video.triangles.kernels import fill

    xy, inverse_depth, faces = _mesh(xy, inverse_depth, faces)
    keys = np.zeros((size[1], size[0]), np.int64)
    fill(xy, inverse_depth, faces, keys)
    return keys


def seen(keys):
    """Triangle index and inverse depth of (non-zero) keys."""
    return keys & ((1 << INDEX_BITS) - 1), (keys >> INDEX_BITS) / DEPTH_STEPS


def interpolate_at(at, keys, xy, faces, attributes, inverse_depth):
    """Attributes of the points at some covered samples, correct in perspective.

    An attribute over depth, like 1 over depth, is linear on the screen (Heckbert, Moreton,
    "Interpolation for polygon texture mapping and shading", 1991).

    Args:
        at: `(N,)` int, places in `keys.ravel()`; its key must not be 0.
        keys: From `rasterise` of the same `xy`, `inverse_depth` and `faces`.
        attributes: `(V, C)` float.

    Returns:
        `(N, C)` float32.
    """
    from pose2video.triangles.kernels import blend

    xy, inverse_depth, faces = _mesh(xy, inverse_depth, faces)
    attributes = np.ascontiguousarray(attributes, np.float32)
    out = np.empty((len(at), attributes.shape[1]), np.float32)
    at = np.ascontiguousarray(at, np.int64)
    blend(at, np.ascontiguousarray(keys), xy, inverse_depth, faces, attributes, out)
    return out


def interpolate(keys, xy, faces, attributes, inverse_depth):
    """Attributes `(height, width, C)` float32 of all samples, 0 where nothing is seen.

    Arguments as in `interpolate_at`.
    """
    at = np.flatnonzero(keys != 0)
    out = np.zeros((keys.size, np.shape(attributes)[1]), np.float32)
    out[at] = interpolate_at(at, keys, xy, faces, attributes, inverse_depth)
    return out.reshape(*keys.shape, -1)


def _mesh(xy, inverse_depth, faces):
    """The arrays as the compiled loops take them, which check nothing."""
    faces = np.ascontiguousarray(faces, np.int32).reshape(-1, 3)
    if len(faces) >> INDEX_BITS:
        raise ValueError(f"{len(faces)} triangles: at most {1 << INDEX_BITS} can be drawn at once")
    xy = np.ascontiguousarray(xy, np.float64).reshape(-1, 2)
    inverse_depth = np.ascontiguousarray(inverse_depth, np.float64)
    if len(faces) and (faces.min() < 0 or faces.max() >= min(len(xy), len(inverse_depth))):
        raise ValueError("a triangle has a corner that is no point")
    return xy, inverse_depth, faces
