"""The compiled loop that colours an arm's samples; importing this loads numba."""

from __future__ import annotations

import numpy as np
from numba import float32, njit, types, uint8

from pose2video.triangles.compiled import compiled

_read = types.Array(float32, 2, "C", readonly=True)


@njit(inline="always")
def _between(position, last):
    """The place before a position within `[0, last]`, and how far beyond it that lies."""
    position = min(max(position, np.float32(0)), np.float32(last))
    before = min(int(position), last - 1)
    return before, np.float32(position - before)


@njit(inline="always")
def _mixed(values, y, x, m, a, b, c, d):
    """A channel of four neighbours, mixed by their shares."""
    upper = a * np.float32(values[y, x, m]) + b * np.float32(values[y, x + 1, m])
    return upper + c * np.float32(values[y + 1, x, m]) + d * np.float32(values[y + 1, x + 1, m])


@njit(inline="always")
def _turn(x, y):
    """The angle of a direction in turns, 0 to 1, to a thousandth of a degree."""
    near, far = min(abs(x), abs(y)), max(abs(x), abs(y), np.float32(1e-9))
    a = near / far
    s = a * a  # Abramowitz and Stegun, "Handbook of mathematical functions", 4.4.49, over 2 pi
    t = np.float32(0.0135491) + s * np.float32(-0.0033161)
    t = np.float32(0.0286703) + s * (-t)
    t = a * (np.float32(0.1591336) + s * (np.float32(-0.0525688) + s * t))
    t = np.float32(0.25) - t if abs(y) > abs(x) else t
    t = np.float32(0.5) - t if x < 0 else t
    return np.float32(0.5) + (-t if y < 0 else t)


_list = types.Array(float32, 1, "C", readonly=True)
_bytes = types.Array(uint8, 3, "C", readonly=True)


@compiled(_read, _bytes, _bytes, float32, _list, float32, float32[:, ::1])
def dress(found, strip, surface, one, hues, skin, out):
    """Colours of samples of an arm.

    Args:
        found: `(N, 7)`: column and row of the strip, light, which side of the arm (two numbers),
            how far creases are seen, opacity.
        strip: `(h, w, 3)`, the sleeve's. surface: `(H, W, 4)`, see `arm_surface`, whose `one`
            changes nothing.
        hues: `(3,)`, powers of the light in red, green and blue of skin.
        skin: The strip's row at which it begins.
        out: `(N, 4)`; gets levels from 0 to 255, and opacity in [0, 1].
    """
    rows, columns = strip.shape[0] - 1, strip.shape[1] - 1
    high, wide = surface.shape[0] - 1, surface.shape[1] - 1
    down = np.float32(surface.shape[0] / strip.shape[0])
    unit, half = np.float32(1), np.float32(0.5)
    for i in range(len(found)):
        x, fx = _between(found[i, 0], columns)
        y, fy = _between(found[i, 1], rows)
        u = int(_turn(found[i, 3], found[i, 4]) * np.float32(wide) + half)
        v = min(max(int(found[i, 1] * down + half), 0), high)  # it is finer than samples are
        a, b = (unit - fx) * (unit - fy), fx * (unit - fy)
        c, d = (unit - fx) * fy, fx * fy
        light = found[i, 2] / one
        if found[i, 5] > 0:
            light *= unit + found[i, 5] * (np.float32(surface[v, u, 3]) / one - unit)
        for m in range(3):
            level = _mixed(strip, y, x, m, a, b, c, d) * np.float32(surface[v, u, m])
            lit = light
            if found[i, 1] > skin:
                lit += (light * one - unit) / one * (hues[m] - unit)  # as a power, near 1
            out[i, m] = min(level * lit, np.float32(255))
        out[i, 3] = min(max(found[i, 6], np.float32(0)), unit)
