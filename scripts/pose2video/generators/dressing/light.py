"""The light that the photograph already contains."""

from __future__ import annotations

import numpy as np

STEADY = 0.15  # how far the estimate is drawn to no light at all, in units of the data
STRONGEST = 0.35  # largest length of the estimate
RANGE = (0.7, 1.3)  # relative light of a surface


def estimate(brightness, normals, groups) -> np.ndarray:
    """Direction and strength of the photograph's light.

    The logarithm of the brightness of all materials falls off alike with the normal:
    `log brightness = g n + a constant per group`, ridge regression without bright or dark outliers.

    Args:
        brightness: `(N,)` in [0, 255]. normals: `(N, 3)` unit. groups: `(N,)` int, materials.

    Returns:
        `g` `(3,)`.
    """
    value = np.log(np.maximum(brightness, 8.0))
    centred = normals.astype(np.float64).copy()
    for group in np.unique(groups):
        of = groups == group
        value[of] -= np.median(value[of])
        centred[of] -= centred[of].mean(axis=0)
    plain = np.abs(value) < 0.7
    a, b = centred[plain], value[plain]
    g = np.linalg.solve(a.T @ a + STEADY * len(a) * np.eye(3), a.T @ b) if len(a) else np.zeros(3)
    return g * min(1, STRONGEST / max(np.linalg.norm(g), 1e-9))


def relative(g, normals) -> np.ndarray:
    """Light `(N,)` that falls on surfaces of some normals `(N, 3)`, 1 on average."""
    return np.clip(np.exp(normals @ g), *RANGE)
