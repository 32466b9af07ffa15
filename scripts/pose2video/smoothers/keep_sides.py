"""Left stays left: a detector that takes a front for a back for a moment is put right."""

from dataclasses import dataclass

import numpy as np

from pose2video.smoothers.tracks import from_tracks, to_tracks

TRUNK = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")
POINTS = tuple(f"{side}_{p}" for side in ("left", "right") for p in ("shoulder", "elbow", "wrist"))
NEARER = 0.2  # of the way that points go, that which they go with sides exchanged
WIDE = 0.3  # of the trunk's length: about half of what shoulders are from the front
MOST_S = 3600


@dataclass(frozen=True)
class KeepSides:
    """Exchange left and right where a detector takes the front for the back for a moment.

    From the front and from the back the same points may be seen, each with its depth reversed.
    Where all of them change sides from one frame to the next and back soon after, while shoulders
    stay wide, nobody has turned: between these frames sides are exchanged and depth is reversed.
    A person who turns passes through the side view, so that this is no such case.

    Attributes:
        max_s: Longest stretch that is put right, in seconds, at most 3600; longer ones stay.
    """

    max_s: float = 1.0

    def __post_init__(self):
        """Check the settings."""
        if not 0 <= self.max_s <= MOST_S:
            raise ValueError(f"max_s must lie in [0, {MOST_S}]")

    def __call__(self, poses):
        """Put `poses` right."""
        turned = self._turned(poses)
        if not turned.any():
            return poses
        layout = poses.layout
        order = layout.partners.copy()
        face = layout.parts["face"]  # found by itself: its sides are right
        order[face] = np.arange(*face.indices(len(order)))
        tracks, confidence = to_tracks(poses), poses.confidence.copy()
        tracks[turned] = tracks[turned][:, order]
        confidence[turned] = confidence[turned][:, order]
        # x y, depth, x y z in metres; hands have their own depth, as it is seen
        tracks[turned, layout.parts["body"]] *= (1, 1, -1, 1, 1, -1)
        return from_tracks(poses, tracks, confidence)

    def _turned(self, poses):
        """Frames `(T,)` between two exchanges of sides."""
        jumps, wide = _exchanges(poses)
        turned = np.zeros(len(wide), dtype=bool)
        start = None
        for end in np.flatnonzero(jumps):
            back = start is not None and end - start <= self.max_s * poses.fps
            if back and wide[start:end].all():
                turned[start:end] = True
                start = None
            else:
                start = end
        return turned


def _exchanges(poses):
    """Whether sides are others than in the frame before `(T,)`, and shoulders are wide `(T,)`."""
    layout = poses.layout
    left, right, left_hip, right_hip = np.moveaxis(poses.keypoints[:, layout.indices(*TRUNK)], 1, 0)
    length = np.linalg.norm(left + right - left_hip - right_hip, axis=1) / 2
    wide = np.linalg.norm(left - right, axis=1) > WIDE * length
    points = layout.indices(*POINTS)
    here, before = poses.keypoints[1:, points], poses.keypoints[:-1, points]
    other = poses.keypoints[:-1, layout.partners[points]]
    kept, exchanged = (np.linalg.norm(here - past, axis=2).sum(axis=1) for past in (before, other))
    jumps = np.zeros(len(wide), dtype=bool)
    jumps[1:] = (exchanged < NEARER * kept) & wide[1:] & wide[:-1]
    return jumps, wide
