"""Where in the true frames it counts: the person, the hands, the face."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.metrics import EVERYWHERE, FACE, HANDS, PERSON

_PARTS = {HANDS: ("left_hand", "right_hand"), FACE: ("face",)}
MARGIN = 0.15  # of a part's longer side: keypoints lie inside the skin


def places(person, poses, frame) -> dict:
    """Place -> where it is, bool `(height, width)` that is true somewhere, or None for everywhere.

    Args:
        person: Who is the true person, bool `(height, width)`.
        poses: The true poses on that canvas, `holistic`; None where they are not known.
        frame: Number of the frame.

    Returns:
        A place that the frame does not show is absent. Hands and face are the hulls of their
        keypoints and a margin; a hand behind the back counts too.
    """
    found = {EVERYWHERE: None, PERSON: person}
    if poses is not None:
        for place, parts in _PARTS.items():
            found[place] = np.zeros(person.shape, np.uint8)
            for part in parts:
                _draw(found[place], poses.keypoints[frame, poses.layout.parts[part]])
            found[place] = found[place] > 0
    return {place: where for place, where in found.items() if where is None or where.any()}


def _draw(mask, points):
    """Fill the hull of keypoints `(K, 2)` in a mask, with a margin around it."""
    points = points[np.isfinite(points).all(axis=1)]
    if len(points) < 3:
        return
    hull = cv2.convexHull(np.round(points).astype(np.int32))
    margin = MARGIN * np.ptp(points, axis=0).max()
    cv2.fillConvexPoly(mask, hull, 255)
    cv2.polylines(mask, [hull], True, 255, max(1, round(2 * margin)))
