"""Where the initial image is held: soft maps of the hands and the face."""

import cv2
import numpy as np

from pose2video.generators.controlnet.sizes import MULTIPLE

MIN_CONFIDENCE = 0.3
MARGIN = 0.15  # of the part's size, around its points; at least one pixel of the latents
MIN_POINTS = 5


def hold_map(poses, index, settings, size):
    """How much of the steps the initial image is kept, by place.

    Args:
        poses: A `holistic` sequence on a canvas of `size`.
        index: The frame.
        settings: With `hold_hands` and `hold_face` in [0, 1].
        size: `(width, height)` of the network's picture in pixels.

    Returns:
        float32 `(height / 8, width / 8)` in [0, 1], a latent's size; None where nothing is held.
    """
    shares = {
        "left_hand": settings.hold_hands,
        "right_hand": settings.hold_hands,
        "face": settings.hold_face,
    }
    held = None
    for part, share in shares.items():
        region = _region(poses, index, part, size) if share else None
        if region is not None:
            held = share * region if held is None else np.maximum(held, share * region)
    if held is None:
        return None
    cells = (size[0] // MULTIPLE, size[1] // MULTIPLE)
    return cv2.resize(held, cells, interpolation=cv2.INTER_AREA)


def _region(poses, index, part, size):
    """The hull of a part's points, wider by a margin whose outer half is soft; None without any."""
    where = poses.layout.parts[part]
    points = poses.keypoints[index, where][poses.confidence[index, where] >= MIN_CONFIDENCE]
    if len(points) < MIN_POINTS:
        return None
    points = np.clip(points, -4 * max(size), 4 * max(size))
    margin = max(float(MULTIPLE), MARGIN * float(np.ptp(points, axis=0).max()))
    region = np.zeros((size[1], size[0]), np.uint8)
    hull = cv2.convexHull(np.round(points).astype(np.int32))
    cv2.fillConvexPoly(region, hull, 255)
    cv2.polylines(region, [hull], True, 255, max(1, round(2 * margin)))
    soft = cv2.GaussianBlur(region, (0, 0), margin / 3)
    return soft.astype(np.float32) / 255
