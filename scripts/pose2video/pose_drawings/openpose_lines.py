"""The OpenPose drawing on black that pose networks are trained on.

Source of order, sizes and colours: ControlNet's OpenPose annotator, as the DWPose code of
Moore-AnimateAnyone and MimicMotion draws it. Widths are for a short side of 512 pixels and scale.
"""

from __future__ import annotations

import colorsys

import cv2
import numpy as np

from pose2video.poses.skeletons import convert, load_hand, load_skeleton

PALETTE = [
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0),
    (0, 255, 0), (0, 255, 85), (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255),
    (0, 0, 255), (85, 0, 255), (170, 0, 255), (255, 0, 255), (255, 0, 170), (255, 0, 85),
]  # fmt: skip
HAND_COLOURS = [tuple(round(255 * c) for c in colorsys.hsv_to_rgb(i / 20, 1, 1)) for i in range(20)]
_SHIFT = 4  # fractional bits of OpenCV's sub-pixel drawing


def draw_openpose(poses, index=0, body=True, hands=True, face=True, min_confidence=0.3):
    """Draw one frame of a pose sequence.

    Limbs are filled ellipses of half-width 4, the canvas is then darkened to 60 %, joints are discs
    of radius 4; hands are lines of width 2 with blue discs of radius 4, the face white discs of
    radius 3.

    Args:
        poses: A `PoseSequence` of any skeleton that can be mapped to `openpose_18`.
        index: Which frame.
        body, hands, face: Parts to draw.
        min_confidence: Points below it are not drawn.

    Returns:
        uint8 RGB of shape `(height, width, 3)`, the size of `poses.frame_size`.
    """
    width, height = poses.frame_size
    canvas = np.zeros((height, width, 3), np.uint8)
    scale = min(width, height) / 512
    one = convert(poses.frame(index), "openpose_18")
    points = np.where((one.confidence >= min_confidence)[..., None], one.keypoints, np.nan)[0]
    parts = one.layout.parts
    if body:
        canvas = _draw_body(canvas, points[parts["body"]], scale)
    if hands:
        for part in ("left_hand", "right_hand"):
            _draw_hand(canvas, points[parts[part]], scale)
    if face:
        for point in points[parts["face"]]:
            _disc(canvas, point, 3 * scale, (255, 255, 255))
    return canvas


def _draw_body(canvas, points, scale):
    for i, (a, b) in enumerate(load_skeleton("openpose_18").limbs):
        if np.isfinite(points[[a, b]]).all() and _near(canvas, points[a], points[b]):
            middle, half = (points[a] + points[b]) / 2, (points[b] - points[a]) / 2
            length = np.linalg.norm(half)
            angle = np.degrees(np.arctan2(half[1], half[0]))
            # cv2's polygon is in whole degrees and pixels; 4 fractional bits are kept for its axes
            cv2.ellipse(
                canvas,
                _fixed(middle),
                _fixed((length, 4 * scale)),
                angle,
                0,
                360,
                PALETTE[i],
                -1,
                cv2.LINE_8,
                _SHIFT,
            )
    canvas = (canvas * 0.6).astype(np.uint8)
    for i, point in enumerate(points):
        _disc(canvas, point, 4 * scale, PALETTE[i])
    return canvas


def _draw_hand(canvas, points, scale):
    for edge, colour in zip(load_hand().bones, HAND_COLOURS, strict=True):
        a, b = points[list(edge)]
        if np.isfinite([a, b]).all() and _near(canvas, a, b):
            thickness = max(1, round(2 * scale))
            cv2.line(canvas, _fixed(a), _fixed(b), colour, thickness, cv2.LINE_8, _SHIFT)
    for point in points:
        _disc(canvas, point, 4 * scale, (0, 0, 255))


def _disc(canvas, point, radius, colour):
    if np.isfinite(point).all() and _near(canvas, point):
        radius = max(1, round(radius * (1 << _SHIFT)))
        cv2.circle(canvas, _fixed(point), radius, colour, -1, cv2.LINE_8, _SHIFT)


def _near(canvas, *points):
    """Whether points are close enough to the canvas for OpenCV's 16-bit coordinates."""
    return np.abs(points).max() < 4 * max(canvas.shape)


def _fixed(values):
    return tuple(int(v) for v in np.round(np.asarray(values) * (1 << _SHIFT)))
