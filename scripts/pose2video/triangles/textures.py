"""What painted surfaces are made of: linear colours and smooth noise."""

from __future__ import annotations

import cv2
import numpy as np


def linear(colour):
    """sRGB in 0..255 or 0..1 to linear RGB, float32."""
    c = np.asarray(colour, np.float32)
    c = c / 255 if c.max(initial=0) > 1 else c
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)


def noise(shape, cells, seed):
    """Smooth noise in [0, 1] with the given number of cells `(rows, columns)`, float32."""
    rng = np.random.default_rng(seed)
    coarse = rng.random((max(2, round(cells[0])) + 1, max(2, round(cells[1])) + 1)).astype(
        np.float32
    )
    return np.clip(cv2.resize(coarse, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC), 0, 1)
