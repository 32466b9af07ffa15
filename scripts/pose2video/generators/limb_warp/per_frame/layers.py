"""Drawing a piece through a map."""

from __future__ import annotations

import cv2
import numpy as np

GRID = 4  # pixels between two places where a map is computed
LIGHT = 200  # the light that the picture shows, in 8 bits; a fourth more has room


def lay(frame, texture, box, place, covered=None, kept=None, lit=None):
    """Draw a texture through a map.

    Args:
        frame: uint8 RGB `(height, width, 3)`, changed.
        texture: A `Texture`.
        box: `(x0, y0, x1, y1)`, the part of the frame in which it may lie; may leave the frame.
        place: `place(x, y) -> (x, y)`, from canvas pixels of the frame to those at rest.
        covered: uint8 `(height, width)`, raised to the texture's alpha; None for no such record.
        kept: `kept(x, y) -> [0, 1]`, how much of it is drawn at canvas pixels; None for all.
        lit: `lit(x, y) -> factor`, the light on it at canvas pixels at rest; None for 1.
    """
    height, width = frame.shape[:2]
    x0, y0 = max(0, int(np.floor(box[0])) - 1), max(0, int(np.floor(box[1])) - 1)
    x1, y1 = min(width, int(np.ceil(box[2])) + 2), min(height, int(np.ceil(box[3])) + 2)
    if x1 <= x0 or y1 <= y0:
        return
    columns, rows = -(-(x1 - x0) // GRID) + 2, -(-(y1 - y0) // GRID) + 2
    middle = (GRID - 1) / 2 - GRID  # the first cell lies outside, so that edges are not cut
    x, y = np.meshgrid(
        (x0 + middle + GRID * np.arange(columns)).astype(np.float32),
        (y0 + middle + GRID * np.arange(rows)).astype(np.float32),
    )
    coarse = cv2.merge([np.float32(v) for v in place(x, y)])
    light = lit(coarse[..., 0], coarse[..., 1]) if lit else None
    coarse -= np.float32(texture.origin)
    fine = cv2.resize(coarse, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
    fine = fine[GRID : GRID + y1 - y0, GRID : GRID + x1 - x0]
    patch = cv2.remap(texture.image, fine, None, cv2.INTER_LINEAR)
    if lit:
        light = cv2.convertScaleAbs(light, alpha=LIGHT)  # in 8 bits: four times as fast
        light = cv2.resize(light, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
        light = light[GRID : GRID + y1 - y0, GRID : GRID + x1 - x0]
        light = cv2.merge([light, light, light, np.full_like(light, LIGHT)])
        patch = cv2.multiply(patch, light, scale=1 / LIGHT)
    if kept is not None:
        share = kept(np.arange(x0, x1, dtype=np.float32), np.arange(y0, y1)[:, None])
        patch = np.rint(patch * share[..., None]).astype(np.uint8)
    alpha = patch[..., 3]
    under = frame[y0:y1, x0:x1]
    seen = cv2.multiply(under, cv2.merge([255 - alpha] * 3), scale=1 / 255)
    cv2.add(seen, cv2.cvtColor(patch, cv2.COLOR_RGBA2RGB), dst=under)
    if covered is not None:
        np.maximum(covered[y0:y1, x0:x1], alpha, out=covered[y0:y1, x0:x1])
