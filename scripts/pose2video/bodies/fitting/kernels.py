"""Compiled loops of the fit; importing this loads numba."""

from __future__ import annotations

import math

from numba import float64, int64

from pose2video.triangles.compiled import compiled


@compiled(
    float64[:, :, ::1],
    float64[:, :, ::1],
    int64[::1],
    float64[:, ::1],
    float64[:, :, ::1],
    float64[:, :, :, ::1],
)
def add_turns(axes, pivots, columns, carried, positions, out):
    """Add what elementary turns do to points.

    Args:
        axes, pivots: `(T, E, 3)`. columns: `(E,)`, where a turn's derivative is added.
        carried: `(E, P)`, share with which a turn moves a point.
        positions: `(T, P, 3)`. out: `(T, P, 3, C)`, changed in place.
    """
    for t in range(len(axes)):
        for e in range(len(columns)):
            ax, ay, az = axes[t, e]
            c = columns[e]
            for p in range(positions.shape[1]):
                w = carried[e, p]
                if w == 0.0:
                    continue
                x = positions[t, p, 0] - pivots[t, e, 0]
                y = positions[t, p, 1] - pivots[t, e, 1]
                z = positions[t, p, 2] - pivots[t, e, 2]
                out[t, p, 0, c] += w * (ay * z - az * y)
                out[t, p, 1, c] += w * (az * x - ax * z)
                out[t, p, 2, c] += w * (ax * y - ay * x)


@compiled(
    float64[:, :, ::1],
    float64[:, ::1],
    float64[:, :, ::1],
    float64[:, ::1],
)
def add_squares(slopes, gaps, blocks, pulls):
    """Add the normal equations of residuals: their slopes' products, of which many are 0.

    Plain loops: a library's matrix product starts threads for every frame's small matrices.

    Args:
        slopes: `(T, R, C)`. gaps: `(T, R)`.
        blocks: `(T, C, C)`, changed in place, at and below the diagonal.
        pulls: `(T, C)`, changed in place.
    """
    for t in range(slopes.shape[0]):
        for r in range(slopes.shape[1]):
            gap = gaps[t, r]
            for i in range(slopes.shape[2]):
                a = slopes[t, r, i]
                if a != 0.0:
                    pulls[t, i] += a * gap
                    for j in range(i + 1):
                        blocks[t, i, j] += a * slopes[t, r, j]


@compiled(float64[:, ::1], float64[:, ::1])
def solve_band(band, right):
    """Solve a symmetric positive definite banded system in place (Cholesky's method).

    Plain loops for the same reason: LAPACK's routine is several times slower where other jobs
    share its threads.

    Args:
        band: `(N, B)`, row j holds column j of the matrix from its diagonal downwards.
        right: `(K, N)`, right-hand sides; the answers afterwards.
    """
    count, width = band.shape
    for j in range(count):
        if not band[j, 0] > 0.0:
            raise ValueError("the matrix is not positive definite")
        root = math.sqrt(band[j, 0])
        reach = min(width, count - j)
        for i in range(reach):
            band[j, i] /= root
        for k in range(1, reach):
            factor = band[j, k]
            if factor != 0.0:
                for i in range(k, reach):
                    band[j + k, i - k] -= factor * band[j, i]
    for row in range(right.shape[0]):
        for j in range(count):
            right[row, j] /= band[j, 0]
            for i in range(1, min(width, count - j)):
                right[row, j + i] -= band[j, i] * right[row, j]
        for j in range(count - 1, -1, -1):
            total = right[row, j]
            for i in range(1, min(width, count - j)):
                total -= band[j, i] * right[row, j + i]
            right[row, j] = total / band[j, 0]
