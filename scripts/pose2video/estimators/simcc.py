"""The picture of a person for a whole-body network, and back from its answer to the frame.

RTMPose's family (Jiang et al., RTMPose, 2023, arXiv 2303.07399; Yang et al., Effective Whole-body
Pose Estimation with Two-stages Distillation (DWPose), ICCVW 2023) looks at a cut-out of the person
and answers for every point two rows of marks, one along x and one along y, with two bins for a
pixel (Li et al., SimCC, ECCV 2022).
"""

from __future__ import annotations

import cv2
import numpy as np

MEAN = np.float32([123.675, 116.28, 103.53])  # of ImageNet's RGB, with which they are trained
DEVIATION = np.float32([58.395, 57.12, 57.375])
PADDING = 1.25  # the cut-out is so much larger than the box
BINS = 2  # for each pixel of the cut-out


def window(box, size):
    """The part of the frame that is cut out: the box, padded, in the shape of the cut-out.

    Args:
        box: `(left, top, right, bottom)` in pixels.
        size: `(width, height)` of the cut-out.

    Returns:
        Left top corner `(x, y)` in pixels of the frame, and its pixels for one of the cut-out.
    """
    box = np.asarray(box, np.float64)
    sides = np.maximum(box[2:] - box[:2], 1) * PADDING
    scale = float((sides / size).max())
    return (box[:2] + box[2:]) / 2 - scale * np.array(size) / 2, scale


def cut_out(frame, corner, scale, size):
    """The network's input, float32 `(1, 3, height, width)`.

    Args:
        frame: uint8 RGB `(height, width, 3)`.
        corner, scale, size: As `window` has them; what lies outside the frame is black.
    """
    back = np.array([[scale, 0, corner[0]], [0, scale, corner[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    part = cv2.warpAffine(frame, back, size, flags=flags)
    return ((part - MEAN) / DEVIATION).transpose(2, 0, 1)[None].astype(np.float32)


def points_of(along_x, along_y, corner, scale):
    """Points in the frame from the network's answer.

    Args:
        along_x, along_y: Marks `(K, bins)`.
        corner, scale: Of the window.

    Returns:
        float64 `(K, 3)`: x and y in pixels of the frame, and the lower of the two best marks, cut
        to [0, 1].
    """
    x, y = along_x.argmax(axis=1), along_y.argmax(axis=1)
    places = np.stack([x, y], axis=1) / BINS * scale + corner
    marks = np.minimum(along_x.max(axis=1), along_y.max(axis=1))
    return np.concatenate([places, np.clip(marks, 0, 1)[:, None]], axis=1)
