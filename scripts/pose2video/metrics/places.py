"""Where in the true frames hands and face are."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.metrics import FACE, HANDS

_PARTS = {HANDS: ("left_hand", "right_hand"), FACE: ("face",)}
MARGIN = 0.15  # of a part's longer side: keypoints lie inside the skin


def drawn_parts(poses, frame) -> dict:
    """Place -> where it is on the canvas, bool `(height, width)`: hands and face.

    They are the hulls of their keypoints and a margin; a hand behind the back is drawn, too.

    Args:
        poses: The true poses on the canvas, `holistic`.
        frame: Number of the frame.
    """
    width, height = poses.frame_size
    found = {}
    for place, parts in _PARTS.items():
        mask = np.zeros((height, width), np.uint8)
        for part in parts:
            _draw(mask, poses.keypoints[frame, poses.layout.parts[part]])
        found[place] = mask > 0
    return found


def _draw(mask, points):
    """Fill the hull of keypoints `(K, 2)` in a mask, with a margin around it."""
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 3:
        return
    hull = cv2.convexHull(np.round(points).astype(np.int32))
    margin = MARGIN * np.ptp(points, axis=0).max()
    cv2.fillConvexPoly(mask, hull, 255)
    cv2.polylines(mask, [hull], True, 255, max(1, round(2 * margin)))
