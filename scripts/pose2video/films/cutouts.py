"""Someone cut out of a picture, by how it looks over black and over white."""

from __future__ import annotations

import cv2
import numpy as np

SURE = 32  # of 255: the colour of what is more transparent is that of its surroundings
REACH_PX = 3.0


def cut_out(over_black, over_white) -> np.ndarray:
    """Colour and alpha of what lies over two backdrops.

    Source: Smith and Blinn, "Blue screen matting", SIGGRAPH 1996, triangulation matting.

    Args:
        over_black, over_white: uint8 RGB `(height, width, 3)`.

    Returns:
        uint8 `(height, width, 4)`, colours not multiplied by alpha; where there is next to none,
        they are those of what is near, so that codecs draw no dark rim.
    """
    black, white = (image.astype(np.float32) for image in (over_black, over_white))
    alpha = np.clip(255 - (white - black).mean(axis=2), 0, 255)
    near_colour, near = (cv2.GaussianBlur(image, (0, 0), REACH_PX) for image in (black, alpha))
    own = 255 * black / np.maximum(alpha, 1)[..., None]
    around = 255 * near_colour / np.maximum(near, 1)[..., None]
    share = np.clip(alpha / SURE, 0, 1)[..., None]
    colour = share * own + (1 - share) * around
    return np.rint(np.clip(np.dstack([colour, alpha]), 0, 255)).astype(np.uint8)
