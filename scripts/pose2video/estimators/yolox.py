"""Boxes around people by a YOLOX network (Ge et al., YOLOX, 2021, arXiv 2107.08430)."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.crowds.tracking import overlap

GREY = 114  # fills the network's square where the frame does not
STRIDES = (8, 16, 32)  # pixels of the square for a cell of the three grids
PERSON = 0  # the first of COCO's 80 classes
SHARED = 0.45  # boxes that overlap more are one person


def boxes_of(network, frame, least):
    """Boxes around the people in a frame, the surest first.

    Args:
        network: A `Network`: BGR `(1, 3, S, S)` from 0 to 255 in, rows `(1, cells, 85)` out: place
            and size of a box as shares of the cell's stride (the size as its logarithm), how sure
            it is, and of which class.
        frame: uint8 RGB `(height, width, 3)`.
        least: Boxes that are less sure are left out.

    Returns:
        float64 `(N, 4)`: left, top, right, bottom in pixels of the frame.
    """
    side = network.size[0]
    scale = min(side / frame.shape[0], side / frame.shape[1])
    height, width = (max(1, round(length * scale)) for length in frame.shape[:2])
    square = np.full((side, side, 3), GREY, np.uint8)
    square[:height, :width] = cv2.resize(frame, (width, height))[..., ::-1]
    image = np.ascontiguousarray(square.transpose(2, 0, 1)[None], np.float32)
    cells = sum((side // stride) ** 2 for stride in STRIDES)
    (rows,) = network(image, (1, cells, 85))
    boxes, marks = decoded(rows[0].astype(np.float64), side)
    order = [i for i in np.argsort(-marks) if marks[i] >= least]
    kept: list[int] = []
    for i in order:
        if all(overlap(boxes[i], boxes[k]) <= SHARED for k in kept):
            kept.append(i)
    return boxes[kept] / scale


def decoded(rows, side):
    """Boxes `(cells, 4)` in pixels of the square, and how sure each is a person `(cells,)`."""
    cells, strides = [], []
    for stride in STRIDES:
        count = side // stride
        y, x = np.mgrid[:count, :count]
        cells.append(np.stack([x.ravel(), y.ravel()], axis=1))
        strides.append(np.full((count * count, 1), stride))
    cell, stride = np.concatenate(cells), np.concatenate(strides)
    middle = (rows[:, :2] + cell) * stride
    half = np.exp(np.minimum(rows[:, 2:4], 20)) * stride / 2
    return np.concatenate([middle - half, middle + half], axis=1), rows[:, 4] * rows[:, 5 + PERSON]
