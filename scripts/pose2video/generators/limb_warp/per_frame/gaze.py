"""Where the picture looks: irises that move behind lids, and what is left of them in a blink."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.generators.limb_warp.at_rest.eyes import SUPER
from pose2video.generators.limb_warp.at_rest.face_measures import smooth_step

BLENDS = 0.5  # pixels of motion within which the eye as painted takes over from the picture's
LASHES = (0.05, 0.5)  # openings between which the eye gives way to the lashes that meet


def draw_gaze(image, eyes, shifts, openings):
    """Move the irises, and darken an eye that closes; all around the eyes stays as it is.

    Args:
        image: The image given to `build_eyes`.
        eyes: What it returned.
        shifts: Eye -> how far in eye widths, to the person's left and down, `(2,)`.
        openings: Eye -> how open it is drawn, 0 closed, 1 as in the picture.

    Returns:
        The image itself where nothing moves, else a changed copy.
    """
    moved = image
    for eye in eyes:
        left, right, up, down = eye.room
        x, y = np.clip(eye.width * shifts[eye.name], (-left, -up), (right, down))
        weight = min(np.hypot(x, y) / BLENDS, 1.0)
        shut = 1 - smooth_step(openings[eye.name], *LASHES)
        if weight < 0.1 and shut == 0:
            continue
        step = (x * eye.along + y * eye.down) * SUPER
        matrix = np.float32([[1, 0, step[0]], [0, 1, step[1]]])
        size = eye.disc.shape[::-1]
        iris = cv2.warpAffine(eye.iris, matrix, size, borderMode=cv2.BORDER_REPLICATE)
        disc = cv2.warpAffine(eye.disc, matrix, size)[..., None]
        change = eye.white + disc * (iris - eye.white) - eye.whole
        change *= weight
        change += shut * (eye.lash - eye.whole - change)
        change *= eye.opening[..., None]
        change = cv2.resize(change, None, fx=1 / SUPER, fy=1 / SUPER, interpolation=cv2.INTER_AREA)
        (x0, y0), (height, width) = eye.corner, change.shape[:2]
        moved = image.copy() if moved is image else moved
        part = moved[y0 : y0 + height, x0 : x0 + width]
        part[..., :3] = np.clip(np.round(part[..., :3] + change), 0, part[..., 3:])
    return moved
