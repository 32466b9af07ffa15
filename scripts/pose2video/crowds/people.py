"""Everybody in a frame, by the person detector in MediaPipe's wheel.

MediaPipe's pose solution looks for people with a small detector (224 x 224; Bazarevsky et al.,
BlazePose, 2020) and goes on with the surest. The detector alone gives them all; it is run here on
the whole frame and on squares along its longer side. It needs a head: people from behind or
far away (a head of less than some 20 pixels) are often not found.
"""

from __future__ import annotations

import numpy as np

from pose2video.crowds.tracking import Seen

_GRAPH = """
input_stream: "image"
output_stream: "detections"
node {
  calculator: "PoseDetectionCpu"
  input_stream: "IMAGE:image"
  output_stream: "DETECTIONS:detections"
}
"""
SAME = 0.35  # of their size: detections nearer to each other are one person
SMALL = 0.3  # of the largest one's size: smaller ones are taken for mistakes
SURE = 0.5  # score
NARROW = 64  # pixels; a person in a square of less has no head that is found


class PeopleDetector:
    """Finds people; use as `with PeopleDetector() as people: people(frame)`."""

    def __enter__(self):
        """Load the model."""
        from google.protobuf import text_format
        from mediapipe.framework import calculator_pb2
        from mediapipe.python.solution_base import SolutionBase

        config = text_format.Parse(_GRAPH, calculator_pb2.CalculatorGraphConfig())
        self._model = SolutionBase(graph_config=config, outputs=["detections"])
        return self

    def __exit__(self, *error):
        """Free the model."""
        self._model.close()

    def __call__(self, frame) -> list[Seen]:
        """Everybody in a uint8 RGB frame `(height, width, 3)`, the surest first.

        The points are the middle of the hips and of the shoulders.
        """
        found = [one for window in _windows(frame) for one in self._in(frame, *window)]
        found.sort(key=lambda pair: -pair[0])
        people: list[Seen] = []
        for score, one in found:
            near = (
                np.linalg.norm(one.points - other.points, axis=1).min() < SAME * other.size
                for other in people
            )
            if score >= SURE and not any(near):
                people.append(one)
        largest = max((one.size for one in people), default=0)
        return [one for one in people if one.size >= SMALL * largest]

    def _in(self, frame, left, top, right, bottom):
        """Score and person of the detections in a window of the frame."""
        size = np.array([right - left, bottom - top])
        part = np.ascontiguousarray(frame[top:bottom, left:right])
        for mark in self._model.process(part).detections or []:
            place = mark.location_data
            hips, ring, shoulders, _ = (
                (left, top) + np.array([point.x, point.y]) * size
                for point in place.relative_keypoints
            )
            reach = float(np.linalg.norm(ring - hips))  # a circle of this around the hips holds all
            head = top + place.relative_bounding_box.ymin * size[1]
            sides = np.sort([hips[0], shoulders[0]]) + 0.3 * reach * np.array([-1, 1])
            box = np.array([sides[0], min(head, shoulders[1]), sides[1], hips[1] + 0.1 * reach])
            yield mark.score[0], Seen(box, np.array([hips, shoulders]), reach)


def _windows(frame):
    """The whole frame, and squares along its longer side, each half over the next."""
    height, width = frame.shape[:2]
    yield 0, 0, width, height
    side, long = min(height, width), max(height, width)
    count = 1 + int(np.ceil(2 * (long - side) / side - 0.2))
    if count < 2 or side < NARROW:
        return
    for start in np.linspace(0, long - side, count).round().astype(int):
        if width > height:
            yield start, 0, start + side, height
        else:
            yield 0, start, width, start + side
