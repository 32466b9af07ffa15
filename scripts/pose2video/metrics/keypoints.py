"""Metrics on the keypoints found again in a result; both sequences are `holistic`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

_JOINTS = [
    f"{side}_{joint}"
    for side in ("left", "right")
    for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle")
]
_HANDS = ("left_hand", "right_hand")
MIN_CONFIDENCE = 0.5
TOLERANCE = 0.2


def _torso(poses):
    """Distance of the middles of shoulders and hips in pixels, the median over the frames.

    None where they are never seen together.
    """
    names = [f"{side}_{joint}" for joint in ("shoulder", "hip") for side in ("left", "right")]
    points = poses.keypoints[:, poses.layout.indices(*names)]
    lengths = np.linalg.norm(points[:, :2].mean(1) - points[:, 2:].mean(1), axis=1)
    return float(np.nanmedian(lengths)) if np.isfinite(lengths).any() else None


def _on_canvas(poses):
    size = np.array(poses.frame_size)
    with np.errstate(invalid="ignore"):
        return ((poses.keypoints >= 0) & (poses.keypoints < size)).all(axis=2)


@dataclass(frozen=True)
class PckBody:
    """Share of body joints within 0.2 torso lengths of where they should be.

    PCK as of Yang and Ramanan 2013, over the joints that are wanted with confidence and lie on the
    canvas; one that is not found counts as wrong. The torso reaches from shoulders to hips.
    """

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, found, wanted):
        """Compare two sequences of the same frames."""
        joints = wanted.layout.indices(*_JOINTS)
        asked = ((wanted.confidence >= MIN_CONFIDENCE) & _on_canvas(wanted))[:, joints]
        distance = np.linalg.norm((found.keypoints - wanted.keypoints)[:, joints], axis=2)
        torso = _torso(wanted)
        if torso is None or not asked.any():
            return None
        with np.errstate(invalid="ignore"):
            return float((distance <= TOLERANCE * torso)[asked].mean())


@dataclass(frozen=True)
class PckHands:
    """Share of hand points within 0.2 hand sizes of where they should be.

    Over the frames in which the driver's hand is known; a hand that is not found is wrong. The size
    is the longer side of the box around the wanted hand.
    """

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, found, wanted):
        """Compare two sequences of the same frames."""
        right, asked = 0, 0
        for part in _HANDS:
            frames = wanted.found(part) & _on_canvas(wanted)[:, wanted.layout.parts[part]].all(1)
            a, b = found.part(part)[frames], wanted.part(part)[frames]
            if not len(a):
                continue
            size = (np.nanmax(b, axis=1) - np.nanmin(b, axis=1)).max(axis=1)
            with np.errstate(invalid="ignore"):
                near = np.linalg.norm(a - b, axis=2) <= TOLERANCE * size[:, None]
            right, asked = right + near.sum(), asked + near.size
        return float(right / asked) if asked else None


@dataclass(frozen=True)
class HandVisibility:
    """Share of the hands known in the driver, on the canvas, that are found in the result."""

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, found, wanted):
        """Compare two sequences of the same frames."""
        seen = asked = 0
        for part in _HANDS:
            frames = wanted.found(part) & _on_canvas(wanted)[:, wanted.layout.parts[part]].all(1)
            seen, asked = seen + found.found(part)[frames].sum(), asked + frames.sum()
        return float(seen / asked) if asked else None


@dataclass(frozen=True)
class Jitter:
    """Mean change of velocity of the body joints from frame to frame, in torso lengths a second."""

    unit: ClassVar[str] = "torso/s"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, wanted):
        """Measure `found`; `wanted` gives the length of the torso."""
        joints = found.layout.indices(*_JOINTS)
        good = np.where((found.confidence >= MIN_CONFIDENCE)[..., None], found.keypoints, np.nan)[
            :, joints
        ]
        change = np.linalg.norm(np.diff(good, n=2, axis=0), axis=2) * found.fps
        torso = _torso(wanted)
        if torso is None or not np.isfinite(change).any():
            return None
        return float(np.nanmean(change) / torso)


@dataclass(frozen=True)
class FittingError:
    """Mean distance of the fitted body joints from the true ones, in torso lengths.

    Tells how well the motion was fitted to the character, whatever was drawn from it; over the
    joints that truly lie on the canvas.
    """

    unit: ClassVar[str] = "torso"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, fitted, true):
        """Compare two sequences of the same frames on one canvas."""
        joints = true.layout.indices(*_JOINTS)
        distance = np.linalg.norm((fitted.keypoints - true.keypoints)[:, joints], axis=2)
        distance = distance[_on_canvas(true)[:, joints] & np.isfinite(distance)]
        torso = _torso(true)
        return float(distance.mean() / torso) if torso is not None and distance.size else None
