"""Metrics on the directions of bones: does the result make the same sign as the driver?

Directions, unlike positions, do not depend on the character's size and proportions. `found` is the
result as it was detected again, `wanted` the motion that it should show; both are `holistic`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pose2video.poses.steady import angle_of

MIN_CONFIDENCE = 0.5
MAX_SHIFT_S = 0.4
MIN_LENGTH = 0.02  # shoulder widths; a bone that points at the camera has no direction to speak of


def _errors(found, wanted, bones):
    """Angles in degrees between bones, `(frames, bones)`, NaN where one is not seen well."""
    a, b = np.array(bones).T
    unit = np.nanmedian(
        np.linalg.norm(np.diff(wanted.keypoints[:, _shoulders(wanted)], axis=1), axis=2)
    )
    angles, good = [], np.ones((wanted.n_frames, len(a)), bool)
    for poses in (found, wanted):
        vector = (poses.keypoints[:, b] - poses.keypoints[:, a]).astype(np.float64)
        sure = np.minimum(poses.confidence[:, a], poses.confidence[:, b]) >= MIN_CONFIDENCE
        with np.errstate(invalid="ignore"):
            good &= sure & (np.linalg.norm(vector, axis=2) > MIN_LENGTH * unit)
        angles.append(angle_of(vector[..., 1], vector[..., 0]))
    difference = np.degrees(np.abs(np.angle(np.exp(1j * (angles[0] - angles[1])))))
    return np.where(good, difference, np.nan)


def _shoulders(poses):
    return poses.layout.indices("left_shoulder", "right_shoulder")


def _mean(errors):
    return float(np.nanmean(errors)) if np.isfinite(errors).any() else None


@dataclass(frozen=True)
class BodyDirectionError:
    """Mean angle between the bones of trunk, arms and legs and where they should point."""

    unit: ClassVar[str] = "deg"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, wanted):
        """Compare two sequences of the same frames; None where no bone is seen in both."""
        return _mean(_errors(found, wanted, wanted.layout.limbs))


@dataclass(frozen=True)
class FingerDirectionError:
    """Mean angle between the bones of the hands and where they should point.

    Over the frames in which a hand is known in the driver and found in the result; read it beside
    `hand_visibility`, which counts the frames in which it is not.
    """

    unit: ClassVar[str] = "deg"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, wanted):
        """Compare two sequences of the same frames; None where no hand is seen in both."""
        bones = wanted.layout.bones
        return _mean(_errors(found, wanted, bones["left_hand"] + bones["right_hand"]))


@dataclass(frozen=True)
class TimingError:
    """Seconds by which the arms of the result run ahead of or behind the driver's.

    The shift at which the directions of the arms fit best, to a whole frame; its absolute value.
    """

    unit: ClassVar[str] = "s"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, wanted):
        """Compare two sequences; None where they are too short or no arm is seen in both."""
        furthest = round(MAX_SHIFT_S * wanted.fps)
        if wanted.n_frames < 2 * furthest + 2:
            return None
        arms = [
            tuple(wanted.layout.indices(f"{side}_{a}", f"{side}_{b}"))
            for side in ("left", "right")
            for a, b in (("shoulder", "elbow"), ("elbow", "wrist"))
        ]
        shifts = sorted(range(-furthest, furthest + 1), key=abs)  # of equals the smallest
        errors = [_mean(_errors(*_shifted(found, wanted, shift), arms)) for shift in shifts]
        if any(error is None for error in errors):
            return None
        return abs(shifts[int(np.argmin(errors))]) / wanted.fps


def _shifted(found, wanted, shift):
    """Both sequences cut so that frame t of `wanted` meets frame t + shift of `found`."""
    n = wanted.n_frames
    early, late = slice(0, n - abs(shift)), slice(abs(shift), n)
    if shift < 0:
        early, late = late, early
    return found.cut(late), wanted.cut(early)
