"""The drawing of MediaPipe Holistic points that a sign-language ControlNet was trained on.

Source: `sign/sd-controlnet-mediapipe` was trained on drawings of pose-format's `PoseVisualizer`
with a thickness of 1 at 512 x 512 pixels, of the "reduced holistic" points with corrected wrists
(github.com/sign-language-processing: pose-to-video, data/BIU-MG, and pose). The canvas is white. A
line has the mean of its ends' colours; a point fades to white as its confidence falls.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import numpy as np

from pose2video.poses.skeletons import face_mesh, load_hand

BODY_COLOUR, FACE_COLOUR = (255, 0, 0), (128, 0, 0)
BODY = [f"{side}_{point}" for point in ("shoulder", "elbow", "wrist", "hip") for side in
        ("left", "right")]  # fmt: skip
BODY_LINES = [(0, 1), (0, 2), (1, 3), (2, 4), (3, 5), (0, 6), (1, 7), (6, 7)]
# pose-format's: a finger's base colour, lighter by 35 from joint to joint; the wrist is grey
FINGERS = [(192, 0, 0), (192, 192, 0), (0, 192, 0), (0, 192, 192), (0, 0, 192)]
HAND_COLOURS = [(232, 232, 232)] + [
    tuple(channel + 35 * joint for channel in base) for base in FINGERS for joint in range(4)
]
_SHIFT = 4  # fractional bits of OpenCV's sub-pixel drawing


@dataclass(frozen=True)
class MediaPipe:
    """MediaPipe's points on white, as the ControlNet `sign/sd-controlnet-mediapipe` learned them.

    Attributes:
        body: Draw shoulders, arms and trunk; the network never saw legs.
        hands: Draw both hands.
        face: Draw the face's oval, brows, eyes and lips.
        min_confidence: Points below it are not drawn; the others fade with it.
    """

    body: bool = True
    hands: bool = True
    face: bool = True
    min_confidence: float = 0.3

    def __post_init__(self):
        """Check the settings."""
        if not 0 <= self.min_confidence <= 1:
            raise ValueError("min_confidence must lie in [0, 1]")

    def __call__(self, motion, t, size):
        """Draw frame `t` of a `Motion` on a canvas of `size`."""
        from pose2video.poses.geometry import resize

        poses = motion.poses.frame(t)
        poses = poses if poses.frame_size == tuple(size) else resize(poses, size)
        layout, parts = poses.layout, poses.layout.parts
        points = np.column_stack([poses.keypoints[0], poses.confidence[0]])
        points[points[:, 2] < self.min_confidence] = np.nan
        hands = [points[parts[f"{side}_hand"]] for side in ("left", "right")]
        canvas = np.full((size[1], size[0], 3), 255, np.uint8)
        width = max(1, round(min(size) / 512))
        if self.body:
            body = points[layout.indices(*BODY)]
            for wrist, hand in zip((4, 5), hands, strict=True):
                body[wrist] = np.where(np.isfinite(hand[0]), hand[0], body[wrist])
            _draw(canvas, body, BODY_LINES, [BODY_COLOUR] * len(body), width)
        if self.face:
            face = points[parts["face"]][face_mesh()["contours"]]
            _draw(canvas, face, face_lines(), [FACE_COLOUR] * len(face), width)
        if self.hands:
            for hand in hands:
                _draw(canvas, hand, hand_lines(), HAND_COLOURS, width)
        return canvas


def hand_lines() -> list[tuple[int, int]]:
    """The bones of the fingers, and the palm's outline."""
    fingers = [bone for finger in load_hand().fingers for bone in pairwise(finger[1:])]
    return [*fingers, *load_hand().palm]


@cache
def face_lines() -> list[tuple[int, int]]:
    """The mesh's edges between points of its contours, as places in these."""
    place = {point: i for i, point in enumerate(face_mesh()["contours"].tolist())}
    edges = {
        tuple(sorted((a, b)))
        for x, y, z in face_mesh()["triangles"].tolist()
        for a, b in ((x, y), (y, z), (x, z))
    }
    return sorted((place[a], place[b]) for a, b in edges if a in place and b in place)


def _draw(canvas, points, lines, colours, width):
    """Draw points `(n, 3)` of x, y, confidence, NaN where missing, and the lines between them."""
    import cv2

    reach = 4 * max(canvas.shape)  # OpenCV's coordinates have 16 bits
    strength = np.nan_to_num(points[:, 2:]).clip(0, 1)
    faded = strength * np.array(colours, float) + (1 - strength) * 255
    there = np.isfinite(points).all(axis=1)
    there[there] = np.abs(points[there, :2]).max(axis=1) < reach
    ends = np.round(np.where(there[:, None], points[:, :2], 0) * (1 << _SHIFT)).astype(int)
    for a, b in lines:
        if there[a] and there[b]:
            colour = ((faded[a] + faded[b]) / 2).tolist()
            start, stop = ends[[a, b]].tolist()
            cv2.line(canvas, start, stop, colour, width, cv2.LINE_AA, _SHIFT)
