"""What methods are held against: nothing that moves, and the true person where methods paint."""

from __future__ import annotations

import cv2
import numpy as np


def on_canvas(picture, size) -> np.ndarray:
    """A picture scaled as a whole to a canvas, `(width, height)`: uint8, of its channels."""
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def on_plate(frames, masks, plate, cameras, size):
    """Yield the true person, cut out, over the background without anybody.

    Args:
        frames: The `FrameFolder` of the film. masks: Of where the person is in it.
        plate: A `Plate`. cameras: Of each frame before it, `(T, 2, 3)`.
        size: `(width, height)` of the canvas.

    Yields:
        uint8 RGB `(height, width, 3)`.
    """
    for frame, mask, camera in zip(frames, masks, cameras, strict=True):
        alpha = on_canvas(mask[..., :1], size).reshape(*size[::-1], 1).astype(np.float32) / 255
        behind = plate.behind(camera, size).astype(np.float32)
        person = on_canvas(frame, size).astype(np.float32)
        yield np.rint(alpha * person + (1 - alpha) * behind).astype(np.uint8)
