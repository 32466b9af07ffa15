"""MediaPipe Holistic: body 33, hands 21 + 21, face 478, in tracking mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.poses import PoseSequence
from pose2video.skeletons import load_skeleton

_PARTS = {
    "left_hand": "left_hand_landmarks",
    "right_hand": "right_hand_landmarks",
    "face": "face_landmarks",
}


@dataclass(frozen=True)
class MediaPipeHolistic:
    """MediaPipe's Holistic solution, the models of its wheel.

    A frame's result depends on the frames before it, so the clip is the unit of work. Points
    outside the picture are kept. A body point's confidence is MediaPipe's visibility; a found hand
    or face point has confidence 1. `model_complexity` is 1: the others are downloaded at first use.

    Attributes:
        min_detection_confidence: In [0, 1]; below it no person is found.
        min_tracking_confidence: In [0, 1]; below it the person is looked for anew.
    """

    min_detection_confidence: float = 0.5
    min_tracking_confidence: float = 0.5

    def __post_init__(self):
        """Check the settings."""
        for name in ("min_detection_confidence", "min_tracking_confidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in [0, 1]")

    def needs(self):
        """No other inputs, no GPU."""
        return {}

    def estimate(self, frames, fps) -> PoseSequence:
        """Find the person in every frame.

        Args:
            frames: Iterable of uint8 RGB images `(height, width, 3)`, all of one size.
            fps: Frames per second.
        """
        from mediapipe.python.solutions import holistic

        skeleton = load_skeleton("holistic")
        rows = []
        size = (0, 0)
        with holistic.Holistic(
            static_image_mode=False,
            model_complexity=1,
            smooth_landmarks=True,
            refine_face_landmarks=True,
            min_detection_confidence=self.min_detection_confidence,
            min_tracking_confidence=self.min_tracking_confidence,
        ) as model:
            for frame in frames:
                size = (frame.shape[1], frame.shape[0])
                rows.append(_keypoints(model.process(frame), skeleton, size))
        shape = (len(rows), len(skeleton.names))
        table = np.array(rows, np.float32).reshape(*shape, 7)
        return PoseSequence.build(
            table[..., :2],
            table[..., 2],
            fps,
            size,
            "holistic",
            depth=table[..., 3],
            world=table[..., 4:],
        )


def _keypoints(result, skeleton, size):
    """One frame as an array `(553, 7)`: x, y, confidence, depth, world x, y, z."""
    width, height = size
    row = np.full((len(skeleton.names), 7), np.nan, np.float32)
    row[:, 2] = 0
    if result.pose_landmarks:
        marks = result.pose_landmarks.landmark
        world = result.pose_world_landmarks.landmark
        row[skeleton.parts["body"]] = [
            # visibility 0 would mean "missing"; a found body point is never that
            (m.x * width, m.y * height, max(m.visibility, 1e-3), m.z * width, w.x, w.y, w.z)
            for m, w in zip(marks, world, strict=True)
        ]
    for part, attribute in _PARTS.items():
        landmarks = getattr(result, attribute)
        if landmarks:
            row[skeleton.parts[part], :4] = [
                (m.x * width, m.y * height, 1, m.z * width) for m in landmarks.landmark
            ]
    return row
