"""Poses that another tool has estimated, read from the clip's file."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pose2video.estimators import ESTIMATORS
from pose2video.poses.sequence import PoseSequence


@dataclass(frozen=True)
class Precomputed:
    """The clip's own file of poses, in the formats of `pose2video.exchange`.

    Files are for clips only: pictures of characters and finished films, which are looked at too,
    have none, and another estimator sees them.

    Attributes:
        otherwise: Name of the estimator for what has no file, with its default settings.
    """

    otherwise: str = "mediapipe_holistic"

    def __post_init__(self):
        """Check the settings."""
        known = [name for name in ESTIMATORS.entries if name != "precomputed"]
        if self.otherwise not in known:
            raise ValueError(f"otherwise must be one of {', '.join(known)}")

    def needs(self):
        """What the other estimator needs, and it."""
        return replace(ESTIMATORS.needs(self._spec()), uses=(self._spec(),))

    def estimate(self, frames, fps) -> PoseSequence:
        """Find the person in frames that have no file, see `pose2video.estimators`."""
        return self._other().estimate(frames, fps)

    def follow(self, frames, fps, person=None):
        """Find one of several people in frames that have no file, likewise."""
        return self._other().follow(frames, fps, person)

    def loaded(self, weights):
        """The other estimator, with its weights."""
        return self._other().loaded(weights)

    def _other(self):
        return ESTIMATORS.build(self._spec())

    def _spec(self):
        return ESTIMATORS.spec({"use": self.otherwise}, "precomputed")
