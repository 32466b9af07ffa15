"""The figure's soft shadow on the ground."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import SIDES

REACH = 2.5  # sigmas: what lies farther is in the light
OPAQUE = 127  # alpha from which a shoe is seen
SOLE = 0.45  # of a shoe's height: its lower part touches the ground
BELOW, SOFT = 0.07, 0.07  # of its size: how far below it the ground is dark, and how softly
DARKER = 1.9  # times the darkness of the ground at a sole


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


def shade_soles(frame, ground, index, names, lay_piece):
    """Darken the ground in a narrow line right below shoes that touch it.

    Args:
        frame: uint8 RGB, the background, changed. ground: A `Ground`. index: The frame's number.
        names: The pieces that are drawn.
        lay_piece: `lay_piece(frame, covered, name)`, draws a piece of the picture's own.
    """
    for foot, side in enumerate(SIDES):
        darkness, name = float(ground.darkness[index, foot]), f"{side}_foot"
        if darkness < 0.01 or name not in names:
            continue
        shoe = np.zeros(frame.shape[:2], np.uint8)
        lay_piece(np.zeros_like(frame), shoe, name)
        rows, columns = (np.flatnonzero((shoe > OPAQUE).any(axis=axis)) for axis in (1, 0))
        if not len(rows):
            continue
        size = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
        shoe[: round(rows[-1] - SOLE * (rows[-1] - rows[0]))] = 0
        down, soft = BELOW * size, max(SOFT * size, 0.5)
        spare = int(np.ceil(down + 3 * soft))
        part = np.s_[rows[0] : rows[-1] + spare, max(columns[0] - spare, 0) : columns[-1] + spare]
        shift = np.float32([[1, 0, 0], [0, 1, down]])
        shade = cv2.warpAffine(shoe[part], shift, shoe[part].shape[::-1])
        shade = cv2.GaussianBlur(shade, (0, 0), soft).astype(np.float32) / 255
        keep = 1 - np.minimum(DARKER * darkness, 0.9) * shade
        frame[part] = np.rint(frame[part] * keep[..., None])
