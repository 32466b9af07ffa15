"""The figure's soft shadow on the ground."""

from __future__ import annotations

import numpy as np

REACH = 2.5  # sigmas: what lies farther is in the light


def shade_ground(frame, ground, index):
    """Darken the ground under the figure.

    Args:
        frame: uint8 RGB, the background, changed. ground: A `Ground`. index: The frame's number.
    """
    height, width = frame.shape[:2]
    spots = (ground.centres[index], ground.axes[index], ground.darkness[index])
    for centre, axes, darkness in zip(*spots, strict=True):
        extent = REACH * np.abs(axes).sum(axis=0)
        x0, y0 = np.maximum(np.floor(centre - extent), 0).astype(int)
        x1, y1 = np.minimum(np.ceil(centre + extent) + 1, (width, height)).astype(int)
        if x0 >= x1 or y0 >= y1 or darkness < 0.01 or abs(np.linalg.det(axes)) < 1:
            continue
        away = np.stack(np.meshgrid(np.arange(x0, x1), np.arange(y0, y1)), axis=-1) - centre
        sigmas = away.astype(np.float32) @ np.linalg.inv(axes).astype(np.float32)
        keep = 1 - np.float32(darkness) * np.exp(-0.5 * np.square(sigmas).sum(axis=-1))
        part = frame[y0:y1, x0:x1]
        part[:] = np.rint(part * keep[..., None])
