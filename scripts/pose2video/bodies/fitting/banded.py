"""Least squares over a whole clip: frames on their own, tied together by second differences."""

from __future__ import annotations

import numpy as np

from pose2video.poses.steady import applied, crossed


def solve(blocks, gradient, tie, bends, damping, links=None, border=None):
    """The step that lowers a clip's cost most, if it were quadratic.

    The cost is the sum over frames of `x' A x / 2 + g' x`, and of `|tie (x- - 2 x + x+ + b)|^2 / 2`
    with the frames before and after. Its matrix is banded, as frames touch the next two only
    (solved by Cholesky's method).

    Unknowns that all frames share border the matrix; they are solved for by its Schur complement.

    Args:
        blocks: `A`, `(T, C, C)`. gradient: `g`, `(T, C)`.
        tie: `(C,)`, weights of the second differences. bends: `b`, `(T - 2, C)`, as they are now.
        damping: Added to the diagonal.
        links: `(T - 1, C, C)`, products of the unknowns of a frame (rows) with those of the frame
            before it (columns); None for none.
        border: For G shared unknowns their products with the frames' `(T, C, G)`, with each
            other `(G, G)` and their gradient `(G,)`; None for none.

    Returns:
        The steps `(T, C)` and `(G,)`, the latter None without a border.
    """
    from pose2video.bodies.fitting.kernels import solve_band

    frames, n = gradient.shape
    pull = gradient.copy()
    around = np.zeros((3, frames))  # of the matrix of second differences, at distance 0, 1, 2
    if frames > 2:
        strong = tie**2 * bends
        pull[:-2] += strong
        pull[1:-1] -= 2 * strong
        pull[2:] += strong
        for i, a in enumerate((1, -2, 1)):
            for j, b in enumerate((1, -2, 1)):
                if j >= i:
                    around[j - i, i : i + frames - 2] += a * b
    reach = min(2, frames - 1)
    band = np.zeros(((reach + 1) * n, frames, n))
    for c in range(n):  # column c holds the rows at and below it
        band[: n - c, :, c] = blocks[:, c:, c].T
    band[0] += tie**2 * around[0][:, None] + damping
    for distance in range(1, reach + 1):
        band[distance * n] += tie**2 * around[distance][:, None]
    if links is not None and reach:
        for shift in range(1 - n, n):  # row - column
            part = np.diagonal(links, -shift, axis1=1, axis2=2)
            at = slice(max(0, -shift), max(0, -shift) + part.shape[1])
            band[n + shift, :-1, at] += part
    band = np.ascontiguousarray(band.reshape(len(band), -1).T)
    right = pull.reshape(-1, 1)
    if border is not None:
        cross, own, slope = border
        right = np.concatenate([right, cross.reshape(-1, cross.shape[2])], axis=1)
    answer = np.ascontiguousarray(right.T)
    solve_band(band, answer)
    answer = answer.T
    step = -answer[:, 0]
    if border is None:
        return step.reshape(frames, n), None
    flat = right[:, 1:]
    complement = own - crossed(flat, answer[:, 1:])
    shared = -_solved(complement, slope + applied(flat.T, step))
    return (step - applied(answer[:, 1:], shared)).reshape(frames, n), shared


def _solved(matrix, right):
    """Solve a symmetric positive definite system `(G, G)`, `(G,)`, as the banded one is."""
    from pose2video.bodies.fitting.kernels import solve_band

    size = len(matrix)
    band = np.zeros((size, size))
    for j in range(size):
        band[j, : size - j] = matrix[j:, j]
    answer = np.array(right)[None]
    solve_band(band, answer)
    return answer[0]
