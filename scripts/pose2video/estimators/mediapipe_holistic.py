"""MediaPipe Holistic: body 33, hands 21 + 21, face 478, in tracking mode."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.crowds.crowd import Crowd, Onlooker
from pose2video.crowds.people import PeopleDetector
from pose2video.estimators.human_parsing import ParsingEstimator, check_choice, parser_needs
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_skeleton

SURE = 0.3  # confidence of points that say where a person is
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
        materials: By what a character's hair, skin, clothes and shoes are told apart: `colours`
            of the picture, or a `network` that knows clothes (weights `clothes_parser`).
    """

    min_detection_confidence: float = 0.5
    min_tracking_confidence: float = 0.5
    materials: str = "colours"

    def __post_init__(self):
        """Check the settings."""
        for name in ("min_detection_confidence", "min_tracking_confidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in [0, 1]")
        check_choice(self.materials)

    def needs(self):
        """A network for materials, if any."""
        return parser_needs(self.materials)

    def loaded(self, weights):
        """The estimator with that network, from `{"clothes_parser": folder}`."""
        return ParsingEstimator.load(self, weights)

    def estimate(self, frames, fps) -> PoseSequence:
        """Find the person in every frame: of several the one that MediaPipe finds first.

        Args:
            frames: Iterable of uint8 RGB images `(height, width, 3)`, all of one size.
            fps: Frames per second.
        """
        rows = []
        size = (0, 0)
        with self._model() as model:
            for frame in frames:
                size = (frame.shape[1], frame.shape[0])
                rows.append(_keypoints(model.process(frame), size))
        return _sequence(rows, fps, size)

    def follow(self, frames, fps, person=None):
        """Find one of several people in every frame, see `pose2video.estimators`."""
        with PeopleDetector() as people:
            if person is None:
                onlooker = Onlooker(people)
                return self.estimate(_watched(frames, onlooker), fps), onlooker.sentences()
            crowd, rows, size = Crowd(person, people), [], (0, 0)
            with self._model() as model:
                for frame in frames:
                    size = (frame.shape[1], frame.shape[0])
                    shown = crowd.alone(frame)
                    row = _nobody() if shown is None else _keypoints(model.process(shown), size)
                    if np.isfinite(row[0, 0]) and not crowd.accepts(*_trunk(row)):
                        row = _nobody()
                        model.reset()
                    rows.append(row)
            return _sequence(rows, fps, size), crowd.sentences()

    def _model(self):
        from mediapipe.python.solutions import holistic

        return holistic.Holistic(
            static_image_mode=False,
            model_complexity=1,
            smooth_landmarks=True,
            refine_face_landmarks=True,
            min_detection_confidence=self.min_detection_confidence,
            min_tracking_confidence=self.min_tracking_confidence,
        )


def _watched(frames, onlooker):
    for frame in frames:
        onlooker.look(frame)
        yield frame


def _trunk(row):
    """Middles of the hips and of the shoulders, and all points that are sure, in pixels."""
    at = load_skeleton("holistic").indices
    hips, shoulders = (
        row[at(f"left_{joint}", f"right_{joint}"), :2].mean(axis=0) for joint in ("hip", "shoulder")
    )
    return hips, shoulders, row[row[:, 2] > SURE, :2]


def _nobody():
    """A frame without anybody."""
    row = np.full((len(load_skeleton("holistic").names), 7), np.nan, np.float32)
    row[:, 2] = 0
    return row


def _sequence(rows, fps, size):
    """The sequence of frames as `_keypoints` gives them."""
    shape = (len(rows), len(load_skeleton("holistic").names))
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


def _keypoints(result, size):
    """One frame as an array `(553, 7)`: x, y, confidence, depth, world x, y, z."""
    width, height = size
    skeleton, row = load_skeleton("holistic"), _nobody()
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
