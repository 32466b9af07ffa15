"""DWPose and its family: a detector of people, and 133 points of each, by ONNX Runtime."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from pose2video.crowds.tracking import Follower, Seen
from pose2video.estimators.human_parsing import ParsingEstimator, check_choice, parser_needs
from pose2video.estimators.networks import Network
from pose2video.estimators.simcc import BINS, cut_out, points_of, window
from pose2video.estimators.yolox import boxes_of
from pose2video.poses.lifting.holistic import to_holistic
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_skeleton

DETECTOR, POSE = "yolox_l.onnx", "dw-ll_ucoco_384.onnx"
SKELETON, POINTS, BODY = "coco_133", 133, 17
LOOKS = 10  # frames after which the detector looks again while one person is alone in the picture
LEAST_POINTS = 5  # of the body's 17: with fewer nobody is there
MARGIN = 0.1  # of the box around a person's points: what it is larger to each side
KEEPS = 0.8  # with fewer of the last frame's points the person has left the box in part


@dataclass(frozen=True)
class WholeBody:
    """DWPose: YOLOX finds people, a distilled RTMPose 133 points of each (COCO-WholeBody).

    Each frame is looked at by itself. The detector looks at every tenth frame while one person is
    alone, at all of them while there are several. There is no depth: it is taken from how much
    limbs are shortened, and hips that are not seen are assumed under the shoulders (see
    `exchange.holistic`); MediaPipe's face is made of 68 points. It runs on the processor. Another
    network of the same inputs and outputs (RTMW, RTMPose whole-body) may lie in the folder of
    weights under the file's name; its size of pictures is read from it.

    Attributes:
        min_confidence: In [0, 1]; points below it are missing.
        min_person_confidence: In [0, 1]; what the detector is less sure of is nobody.
        materials: By what a character's hair, skin, clothes and shoes are told apart: `colours`
            of the picture, or a `network` that knows clothes (weights `clothes_parser`).
    """

    min_confidence: float = 0.3
    min_person_confidence: float = 0.5
    materials: str = "colours"

    def __post_init__(self):
        """Check the settings."""
        for name in ("min_confidence", "min_person_confidence"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} must lie in [0, 1]")
        check_choice(self.materials)

    def needs(self):
        """The two networks, and one for materials, if any."""
        return parser_needs(self.materials, ("dwpose",))

    def loaded(self, weights):
        """The estimator, with its networks from `{"dwpose": folder}` and `clothes_parser`."""
        finding = LoadedWholeBody(self, Path(weights["dwpose"]))
        parses = self.materials == "network"
        return ParsingEstimator.load(finding, weights) if parses else finding


class LoadedWholeBody:
    """The estimator with its networks.

    Args:
        settings: A `WholeBody`.
        folder: Folder of the two files.

    Raises:
        UserError: A file is no network.
    """

    def __init__(self, settings, folder):
        self._settings = settings
        self._detector, self._pose = Network(folder / DETECTOR), Network(folder / POSE)

    def estimate(self, frames, fps) -> PoseSequence:
        """Find the largest person in every frame, see `pose2video.estimators`."""
        return self.follow(frames, fps)[0]

    def follow(self, frames, fps, person=None):
        """Find one of several people in every frame, see `pose2video.estimators`."""
        rows, size, follower, last = [], (0, 0), None, None
        people: list[Seen] = []
        for i, frame in enumerate(frames):
            size = frame.shape[1::-1]
            follower = follower or Follower(person or "largest", size)
            found: list[np.ndarray] = []
            if len(people) == 1 and i % LOOKS:
                enough = KEEPS * np.isfinite(last).sum()
                row = self._points(frame, people[0].box)
                found = [row] if row is not None and np.isfinite(row).sum() >= enough else []
            if not found:
                rows_of = (self._points(frame, box) for box in self._boxes(frame))
                found = [row for row in rows_of if row is not None]
            people = [_seen(row) for row in found]
            last = found[0] if found else None
            mine = follower.pick(people, i)
            rows.append(np.full((POINTS, 3), np.nan) if mine is None else found[mine])
        table = np.array(rows).reshape(len(rows), POINTS, 3)
        poses = PoseSequence.build(table[..., :2], table[..., 2], fps, size, SKELETON)
        if not rows or not (poses.confidence > 0).any():
            shape = (len(rows), len(load_skeleton("holistic").names))
            nobody = PoseSequence.build(
                np.full((*shape, 2), np.nan), np.zeros(shape), fps, size, "holistic"
            )
            return nobody, follower.sentences() if follower else []
        # what is assumed of depth and hips is the same for all films: said above, not of each
        return to_holistic(poses)[0], follower.sentences()

    def _boxes(self, frame):
        return boxes_of(self._detector, frame, self._settings.min_person_confidence)

    def _points(self, frame, box):
        """Points of whoever is in a box, `(133, 3)`, NaN where missing; None where nobody is."""
        size = self._pose.size
        corner, scale = window(box, size)
        image = cut_out(frame, corner, scale, size)
        x, y = self._pose(image, *((1, POINTS, BINS * side) for side in size))
        row = points_of(x[0], y[0], corner, scale)
        row[row[:, 2] < max(self._settings.min_confidence, 1e-3)] = np.nan
        return row if np.isfinite(row[:BODY, 0]).sum() >= LEAST_POINTS else None


def _seen(row):
    """Whoever has these points: their box is the one around them."""
    points = row[np.isfinite(row[:, 0]), :2]
    low, high = points.min(axis=0), points.max(axis=0)
    margin = MARGIN * (high - low) + 1
    box = np.concatenate([low - margin, high + margin])
    return Seen(box, row[:BODY, :2], max(float(np.linalg.norm(high - low)), 1.0))
