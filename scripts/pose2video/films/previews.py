"""Pictures for a person to check: poses over a picture, labels, sheets."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from pose2video.pose_drawings.openpose_lines import draw_openpose

MOMENTS, HEIGHT_PX = 4, 480


def draw_preview(picture, poses) -> np.ndarray:
    """Fitted poses at a few moments over the dimmed picture of the character, side by side.

    Args:
        picture: uint8 RGB of any size with the aspect of the canvas.
        poses: `PoseSequence` on the canvas.

    Returns:
        uint8 RGB.
    """
    return preview_of(picture, poses.frame_size, poses.n_frames, lambda i: draw_openpose(poses, i))


def preview_of(picture, size, n_frames, draw) -> np.ndarray:
    """The same of any drawings.

    Args:
        picture: As above. size: `(width, height)` of the canvas. n_frames: How many there are.
        draw: Gives that of a number, uint8 RGB of the canvas, black where nothing is drawn.
    """
    under = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    images = []
    for i in np.linspace(0, n_frames - 1, MOMENTS).round().astype(int):
        drawn = draw(i)
        images.append(np.where(drawn.any(axis=2, keepdims=True), drawn, under // 2))
    return fit_height(np.hstack(images), HEIGHT_PX)


def fit_height(image, height_px, widest=None) -> np.ndarray:
    """Scale an image to a height; the width follows, even.

    One that is more than `widest` times as wide as high lies in a dark one of this shape.
    """
    if widest and image.shape[1] > widest * image.shape[0]:
        height = max(1, round(image.shape[0] * widest * height_px / image.shape[1]))
        image = cv2.resize(image, (widest * height_px, height), interpolation=cv2.INTER_AREA)
        above = (height_px - height) // 2
        return np.pad(image, ((above, height_px - height - above), (0, 0), (0, 0)))
    width = max(2, 2 * round(image.shape[1] * height_px / image.shape[0] / 2))
    way = cv2.INTER_AREA if height_px < image.shape[0] else cv2.INTER_CUBIC
    return cv2.resize(image, (width, height_px), interpolation=way)


def label(width_px, text, height_px=28) -> np.ndarray:
    """A dark strip with a line of text that is made to fit: uint8 RGB `(height, width, 3)`."""
    strip = Image.new("RGB", (width_px, height_px), (24, 26, 32))
    draw = ImageDraw.Draw(strip)
    size = height_px * 0.6
    while size > 6 and draw.textlength(text, font=ImageFont.load_default(size)) > width_px - 8:
        size -= 1
    font = ImageFont.load_default(size)
    draw.text((width_px / 2, height_px / 2), text, (235, 235, 240), font=font, anchor="mm")
    return np.asarray(strip)
