"""How two sets of pictures lie in the space of a network's features.

Source: Heusel et al., NeurIPS 2017 (arXiv 1706.08500), by a network of Inception's features, which
alone is called FID: `|m - n|^2 + tr(S + T - 2 (S T)^(1/2))`.
"""

from __future__ import annotations

import numpy as np


def frechet_distance(a, b) -> float:
    """The Fréchet distance of the normal distributions that fit two sets best.

    The trace of `(S T)^(1/2)` is the sum of the singular values of the product of both centred
    sets: exact, and quick where features are many and pictures few.

    Args:
        a: Features, `(n, D)`, at least two rows. b: The others, `(m, D)`.
    """
    a, b = (np.asarray(rows, np.float64) for rows in (a, b))
    apart = ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum()
    spread = [(rows - rows.mean(axis=0)) / np.sqrt(len(rows) - 1) for rows in (a, b)]
    shared = np.linalg.svd(spread[0] @ spread[1].T, compute_uv=False).sum()
    return float(max(0.0, apart + sum((rows**2).sum() for rows in spread) - 2 * shared))
