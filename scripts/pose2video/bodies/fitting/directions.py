"""Directions, and turns out of them; of nothing and of parallel ones a turn all the same."""

from __future__ import annotations

import numpy as np


def unit(vectors):
    """Vectors `(..., 3)` of length 1; a vector of length 0 stays."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)


def frame_of(across, down, default):
    """Turns `(..., 3, 3)` whose x is `across` and whose y is as near to `down` as can be.

    Vectors of length 0, and parallel ones, say nothing: the turn is then `default` `(..., 3, 3)`.
    """
    x = unit(across)
    y = unit(down - x * np.sum(x * down, axis=-1, keepdims=True))
    told = (np.linalg.norm(x, axis=-1) > 0.5) & (np.linalg.norm(y, axis=-1) > 0.5)
    return np.where(told[..., None, None], np.stack([x, y, np.cross(x, y)], axis=-1), default)


def rigid(model, seen, weight):
    """Turns `(T, 3, 3)` that bring points `model` `(P, 3)` closest to `seen` `(T, P, 3)`.

    Source: Umeyama, "Least-squares estimation of transformation parameters between two point
    patterns", PAMI 13, 1991, equations 39 to 43 (with its scale, which only weighs here).
    """
    share = weight[..., None] / np.maximum(weight.sum(axis=1), 1e-9)[:, None, None]
    a = model - (share * model).sum(axis=1, keepdims=True)
    b = seen - (share * seen).sum(axis=1, keepdims=True)
    u, _, vt = np.linalg.svd(np.swapaxes(share * b, 1, 2) @ a)
    flip = np.ones((len(seen), 3))
    flip[:, 2] = np.sign(np.linalg.det(u @ vt))
    return (u * flip[:, None]) @ vt
