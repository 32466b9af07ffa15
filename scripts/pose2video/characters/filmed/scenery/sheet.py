"""A sheet on which a person checks a plate."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.plates import applied
from pose2video.films.previews import fit_height

WIDTH, MOMENTS, OUTLINES = 1200, 4, 12
FIRST, LAST = np.array([60, 120, 255.0]), np.array([255, 60, 60.0])


def plate_sheet(plate, frames) -> np.ndarray:
    """The plate with the outlines of its frames; below, moments of the film and what is behind.

    Args:
        plate: A `Plate`.
        frames: The `FrameFolder` of the footage.

    Returns:
        uint8 RGB.
    """
    known = np.flatnonzero(np.isfinite(plate.cameras).all(axis=(1, 2)))
    width, height = plate.frame_size
    corners = np.array([[0, 0], [width - 1, 0], [width - 1, height - 1], [0, height - 1]], float)
    image = plate.image.copy()
    for number in known[np.linspace(0, len(known) - 1, OUTLINES).astype(int)]:
        share = number / max(1, len(plate.cameras) - 1)
        colour = tuple(float(v) for v in FIRST + share * (LAST - FIRST))
        points = np.rint(applied(plate.cameras[number], corners)).astype(np.int32)
        cv2.polylines(image, [points], True, colour, 2, cv2.LINE_AA)
    shown = known[np.linspace(0, len(known) - 1, MOMENTS).astype(int)]
    tall = min(height, round(WIDTH / MOMENTS * height / width))
    rows = [
        [fit_height(frames.frame(int(n)), tall) for n in shown],
        [fit_height(plate.behind(plate.cameras[n], plate.frame_size), tall) for n in shown],
    ]
    below = np.vstack([np.hstack(row) for row in rows])
    size = (below.shape[1], round(image.shape[0] * below.shape[1] / image.shape[1]))
    return np.vstack([cv2.resize(image, size, interpolation=cv2.INTER_AREA), below])
