"""Products and angles with the same last digit wherever arrays lie in memory, on any threads.

BLAS sums a matrix times a vector in an order that hangs on addresses (with AVX-512) and, for large
ones, on the number of threads. NumPy takes the arctangent of strided views by another routine
where its result happens to lie right behind them. Both differ in the last bit, by chance.
"""

from __future__ import annotations

import numpy as np


def applied(matrices, vectors):
    """Matrices `(..., n, m)` times vectors `(..., m)`, `(..., n)`."""
    return np.einsum("...ab,...b->...a", matrices, vectors)


def crossed(a, b):
    """`a' b`, `(A, B)`, of tall matrices `(N, A)` and `(N, B)`."""
    return np.einsum("na,nb->ab", a, b)


def angle_of(y, x):
    """Angles in radians of points, as `numpy.arctan2`."""
    return np.arctan2(np.array(y, order="C"), np.array(x, order="C"))
