"""A sheet on which a person checks what there is to learn from."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.pose_drawings.openpose_lines import draw_openpose
from pose2video.training.examples import BOXES, box_of

MOMENTS, COLUMNS = 8, 4
OUTLINE = (60, 220, 90)
COLOURS = {"left_hand": (0, 255, 0), "right_hand": (255, 0, 255), "face": (0, 255, 255)}


def footage_sheet(footage) -> np.ndarray:
    """Moments of the footage with the person's outline, the pose, and the boxes of hands and face.

    Args:
        footage: A `Footage`.

    Returns:
        uint8 RGB.
    """
    numbers = np.flatnonzero(footage.shows)
    chosen = numbers[np.linspace(0, len(numbers) - 1, MOMENTS).round().astype(int)]
    tiles = [_tile(footage, int(number)) for number in chosen]
    rows = [np.hstack(tiles[i : i + COLUMNS]) for i in range(0, MOMENTS, COLUMNS)]
    return np.vstack(rows)


def _tile(footage, number):
    image = footage.frames[number].copy()
    drawn = draw_openpose(footage.poses, number)
    image = np.where(drawn.any(axis=2, keepdims=True), drawn, image)
    if footage.masks is not None:
        person = (footage.masks[number] > 127).astype(np.uint8)
        edges, _ = cv2.findContours(person, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        cv2.drawContours(image, edges, -1, OUTLINE, 1)
    poses = footage.poses.frame(number)
    for part in BOXES:
        box = box_of(poses, part)[0] if part in poses.layout.parts else [np.nan]
        if np.isfinite(box).all():
            left, top, right, bottom = (round(float(v)) for v in box)
            cv2.rectangle(image, (left, top), (right, bottom), COLOURS[part], 1)
    return cv2.copyMakeBorder(image, 2, 2, 2, 2, cv2.BORDER_CONSTANT, value=(255, 255, 255))
