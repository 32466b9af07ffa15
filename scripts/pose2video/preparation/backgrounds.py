"""The picture without the person."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.preparation.person import spread_colours


def fill_background(picture, mask):
    """Paint what the person hides.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    margin = max(2, round(min(mask.shape) * 0.012))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    hole = cv2.dilate((mask > 0.02).astype(np.uint8), kernel) > 0
    if hole.all():
        return np.full_like(picture, 128)
    return spread_colours(picture, (~hole).astype(np.float32))
