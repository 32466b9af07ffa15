"""Soft shadows of hands on what lies behind them, and how soft they are: moving fast, or
beside a coarse picture."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

STRONGEST = 0.6  # of the light that a touching hand takes away
FADES = 0.40  # metres over which a shadow fades
FARTHEST = 0.07  # metres over which a shadow is displaced at most
SOFTNESS = 0.7  # pixels of a photograph over which it is as soft as a Gaussian


def cast_shadow(frame, covered, layer, gap, light, metre):
    """Darken the figure behind a hand, away from the light.

    Args:
        frame: uint8 RGB, changed. covered: uint8 `(height, width)`, where the figure is.
        layer: The hand's `Layer`. gap: Metres between hand and figure.
        light: A `Light`. metre: Its length in pixels.
    """
    towards = np.array(light.towards)
    shift = -towards[:2] / max(-towards[2], 0.45) * gap
    shift *= metre * min(1.0, FARTHEST / max(np.linalg.norm(shift), 1e-6))
    soft = (0.004 + 0.11 * min(gap, 0.3)) * metre
    strength = STRONGEST * np.exp(-gap / FADES) * (0.5 + 0.5 * light.lamp)
    if strength < 0.03:
        return
    rows, columns = layer.window
    spare = int(np.ceil(3 * soft + np.abs(shift).max())) + 1
    height, width = covered.shape
    y0, y1 = max(0, rows.start - spare), min(height, rows.stop + spare)
    x0, x1 = max(0, columns.start - spare), min(width, columns.stop + spare)
    coarse = max(1, int(soft / 2))  # a blur needs no fine pixels
    shade = np.zeros((y1 - y0, x1 - x0), np.float32)
    top, left = rows.start - y0, columns.start - x0
    shade[top : top + rows.stop - rows.start, left : left + columns.stop - columns.start] = (
        layer.colour[..., 3]
    )
    small = tuple(-(-side // coarse) for side in shade.shape[::-1])
    spot = cv2.resize(shade, small, interpolation=cv2.INTER_AREA)
    spot = cv2.warpAffine(
        spot, np.float32([[1, 0, shift[0] / coarse], [0, 1, shift[1] / coarse]]), small
    )
    spot = cv2.GaussianBlur(spot, (0, 0), max(soft / coarse, 0.5))
    shade = cv2.resize(spot, shade.shape[::-1], interpolation=cv2.INTER_LINEAR)
    keep = 1 - strength * shade * (covered[y0:y1, x0:x1] / np.float32(255))
    part = frame[y0:y1, x0:x1]
    part[:] = cv2.multiply(part, cv2.merge([keep] * 3), dtype=cv2.CV_8U)


def smear(layer, step, size):
    """A layer as a shutter sees it that is open while the hand moves by `step` `(2,)` pixels."""
    steps = int(np.ceil(np.abs(step).max()))
    if steps < 1:
        return layer
    spare = steps // 2 + 2
    kernel = np.zeros((2 * spare + 1,) * 2, np.float32)
    for share in np.linspace(-0.5, 0.5, 4 * steps + 1):
        x, y = spare + share * np.array(step)
        i, j = int(np.floor(y)), int(np.floor(x))
        for di, wy in ((0, 1 - y + i), (1, y - i)):
            for dj, wx in ((0, 1 - x + j), (1, x - j)):
                kernel[i + di, j + dj] += wy * wx
    return _filtered(layer, kernel / kernel.sum(), size)


def as_soft_as(layer, magnified, size):
    """A layer as soft as a picture that is shown `magnified` times as large, where that is > 1."""
    if magnified <= 1:
        return layer
    blur = SOFTNESS * np.sqrt(magnified**2 - 1)
    line = cv2.getGaussianKernel(2 * int(np.ceil(3 * blur)) + 1, blur)
    return _filtered(layer, line @ line.T, size)


def _filtered(layer, kernel, size):
    """A layer under a square kernel of odd size, as much larger."""
    spare = len(kernel) // 2
    rows, columns = layer.window
    y0, y1 = max(0, rows.start - spare), min(size[1], rows.stop + spare)
    x0, x1 = max(0, columns.start - spare), min(size[0], columns.stop + spare)
    pads = (rows.start - y0, y1 - rows.stop), (columns.start - x0, x1 - columns.stop)
    colour = np.pad(layer.colour, (*pads, (0, 0)))
    depth = np.pad(layer.depth, pads, constant_values=np.inf)
    colour = cv2.filter2D(colour, -1, kernel, borderType=cv2.BORDER_CONSTANT)
    return replace(layer, window=(slice(y0, y1), slice(x0, x1)), colour=colour, depth=depth)
