"""The compiled loop that shades a hand's samples; importing this loads numba."""

from __future__ import annotations

import math

import numpy as np
from numba import float32, int64, types

from pose2video.triangles.compiled import compiled

_read = types.Array(float32, 2, "C", readonly=True)
_list = types.Array(float32, 1, "C", readonly=True)


@compiled(
    int64[::1],
    _read,
    types.Array(float32, 3, "C", readonly=True),
    _read,
    _read,
    _list,
    _read,
    _list,
    _list,
    int64,
    float32[:, :, ::1],
    float32[:, ::1],
)
def shade(at, found, skin, fold, depth, towards, wrap, hues, levels, samples, layer, nearest):
    """Shade samples and add them up to pixels.

    Args:
        at: `(N,)` flat places in the samples. found: `(N, 7)`: normal, place on the skin, how much
            is drawn, and how much light a sleeve leaves.
        skin: `(h, w, 4)` linear RGB and shine.
        fold: `(H, W)` light between fingers. depth: `(H, W)` metres.
        towards: `(8,)`: direction to the lamp, half way to the camera, share of the lamp, and how
            softly its light ends.
        wrap: `(2, 3)`: how far light creeps round, and 1 over the light that faces the camera.
        hues: `(3,)`, powers of the light in red, green and blue.
        levels: sRGB, 0 to 255, of evenly spaced linear values in [0, 1].
        samples: A side of a pixel. layer: `(h, w, 4)` zeros; gets colour times share, and share.
        nearest: `(h, w)` infinities; gets the least depth.
    """
    width = fold.shape[1]
    high, wide = skin.shape[0] - 1, skin.shape[1] - 1
    last = len(levels) - 1
    part = np.float32(1.0 / (samples * samples))
    lamp = towards[6]
    for i in range(len(at)):
        row, column = at[i] // width, at[i] % width
        y, x = row // samples, column // samples
        nearest[y, x] = min(nearest[y, x], depth[row, column])
        alpha = min(max(found[i, 5], np.float32(0)), np.float32(1))
        alpha = alpha * alpha * (3 - 2 * alpha) * part
        if alpha <= 0:
            continue
        nx, ny, nz = found[i, 0], found[i, 1], found[i, 2]
        size = max(math.sqrt(nx * nx + ny * ny + nz * nz), 1e-6)
        nx, ny, nz = nx / size, ny / size, nz / size
        u = min(max(found[i, 3], np.float32(0)), np.float32(wide))
        v = min(max(found[i, 4], np.float32(0)), np.float32(high))
        left, top = min(int(u), wide - 1), min(int(v), high - 1)
        fu, fv = u - left, v - top
        turned = min(max(-nz, 0.0), 1.0)
        # a rim only bends away, it lies behind nothing
        kept = 1 - (1 - fold[row, column]) * min(max(2.2 * turned - 0.2, 0.0), 1.0)
        rim = (1 - 0.34 * (1 - turned) ** 2) * found[i, 6] * kept
        facing = nx * towards[0] + ny * towards[1] + nz * towards[2]
        across = max(nx * towards[3] + ny * towards[4] + nz * towards[5], 0.0)
        gloss = 0.0
        for c in range(3, -1, -1):
            value = (1 - fv) * (
                (1 - fu) * skin[top, left, c] + fu * skin[top, left + 1, c]
            ) + fv * ((1 - fu) * skin[top + 1, left, c] + fu * skin[top + 1, left + 1, c])
            if c == 3:
                wet = 0.26 * min(value, 0.4) * across**14  # skin; nails shine more narrowly
                wet += 0.1 * max(value - 0.5, 0.0) * across**40
                gloss = lamp * wet * kept
                continue
            past = facing + wrap[0, c]
            past = 0.5 * (past + math.sqrt(past * past + towards[7] * towards[7]))
            light = 1 - lamp + lamp * past / (1 + wrap[0, c])
            red = 1.0 if c == 0 else kept ** (0.22 if c == 1 else 0.28)  # between fingers
            value = value * (light * wrap[1, c] * rim) ** hues[c] * red + gloss
            layer[y, x, c] += alpha * levels[int(min(max(value, 0.0), 1.0) * last + 0.5)]
        layer[y, x, 3] += alpha
