"""Does the film say the word? Metrics of a result against the driving film itself.

`found` is the result as it was detected again, `driver` the smoothed poses of the driving film in
its own frame; both are `holistic` and of the same frames. Only directions are compared, so neither
the frames' sizes nor the bodies' proportions matter. A keypoint counts as *shown* by the driver
from confidence `SHOWN` on, which leaves out what `fill_gaps` made up (at most 0.5).

Angles are weighed by the length of the bone in the driver's frame: one that points at the camera
has no direction to speak of, and its angle is noise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from pose2video.metrics.directions import TimingError
from pose2video.metrics.handshapes import compared

SHOWN = 0.75
FOUND = 0.5
RIGHT_FINGER_DEG = 20.0
RIGHT_BODY_DEG = 10.0
HANDS = ("left_hand", "right_hand")
_ARMS = ("shoulder", "elbow", "wrist")


@dataclass(frozen=True)
class SignFidelity:
    """How much of the driver's hands and body the film shows as the driver does.

    The root of the product of two shares, so that neither makes up for the other: finger bones
    within 20 degrees of the driver's in the picture, of fingers that do not do something else in
    depth (`handshapes`), and bones of the body within 10. Asked are the bones that
    the driver shows, frame by frame, so a film that lags is wrong where it moves. A finger or arm
    that is not found is wrong; trunk and legs are asked where they are found, since a picture may
    not show them. Where the driver shows no hand the share of the body stands alone, and likewise.
    A hand found where the driver shows none does not count: it may just hang at the side.
    """

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, found, driver):
        """Compare; None where the driver shows neither hands nor body."""
        layout = driver.layout
        shares = [
            _right(found, driver, _fingers(layout), RIGHT_FINGER_DEG, wrong=_curled(found, driver)),
            _right(found, driver, layout.limbs, RIGHT_BODY_DEG, _are_arms(layout)),
        ]
        shares = [share for share in shares if share is not None]
        return float(np.prod(shares) ** (1 / len(shares))) if shares else None


@dataclass(frozen=True)
class SignHandsFound:
    """Share of the hands that the driver shows, frame by frame, that are found in the result."""

    unit: ClassVar[str] = "share"
    higher_is_better: ClassVar[bool] = True

    def __call__(self, found, driver):
        """Compare; None where the driver shows no hand."""
        shown = np.array([_shown(driver, hand) for hand in HANDS])
        seen = np.array([found.found(hand) for hand in HANDS])
        return float(seen[shown].mean()) if shown.any() else None


@dataclass(frozen=True)
class SignFingerError:
    """Mean angle between the finger bones found and the driver's own, over those it shows."""

    unit: ClassVar[str] = "deg"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, driver):
        """Compare; None where no hand is found that the driver shows."""
        return _mean(found, driver, _fingers(driver.layout))


@dataclass(frozen=True)
class SignBodyError:
    """Mean angle between the bones of arms, trunk and legs found and the driver's own."""

    unit: ClassVar[str] = "deg"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, driver):
        """Compare; None where no bone is found that the driver shows."""
        return _mean(found, driver, driver.layout.limbs)


@dataclass(frozen=True)
class SignLag:
    """Seconds by which the arms of the result run ahead of or behind those of the driving film."""

    unit: ClassVar[str] = "s"
    higher_is_better: ClassVar[bool] = False

    def __call__(self, found, driver):
        """Compare; None where they are too short or no arm is seen in both."""
        known = found.found("body").any() and driver.found("body").any()
        return TimingError()(found, driver) if known else None


def _shown(driver, part):
    """Whether the driver shows at least half of a part, bool `(frames,)`."""
    return (driver.confidence[:, driver.layout.parts[part]] >= SHOWN).mean(axis=1) >= 0.5


def _fingers(layout):
    """Bones of both hands, pairs of keypoint indices."""
    return [bone for hand in HANDS for bone in layout.bones[hand]]


def _are_arms(layout):
    """Which limbs run between shoulders, elbows and wrists, bool `(limbs,)`."""
    arms = layout.indices(*(f"{side}_{joint}" for side in ("left", "right") for joint in _ARMS))
    return np.isin(layout.limbs, arms).all(axis=1)


def _compare(found, driver, bones):
    """Angles between bones in degrees, and their weights; both `(frames, bones)`.

    An angle is NaN where the bone is not found, a weight 0 where the driver does not show it.
    """
    a, b = np.array(bones).T
    vectors, sure = [], []
    for poses, least in ((found, FOUND), (driver, SHOWN)):
        x, y = np.moveaxis((poses.keypoints[:, b] - poses.keypoints[:, a]).astype(float), 2, 0)
        vectors.append(x + 1j * y)
        sure.append(np.minimum(poses.confidence[:, a], poses.confidence[:, b]) >= least)
    angles = np.degrees(np.abs(np.angle(vectors[0] * np.conj(vectors[1]))))
    return np.where(sure[0], angles, np.nan), np.where(sure[1], np.abs(vectors[1]), 0)


def _right(found, driver, bones, limit, asked=True, wrong=False):
    """Weighed share of the bones within `limit` degrees, or None where none is to be compared.

    A bone that is not found is wrong where `asked`, and else does not count; what is `wrong` is.
    """
    angles, weights = _compare(found, driver, bones)
    weights = np.where(np.isfinite(angles) | asked, weights, 0)
    total = weights.sum()
    right = np.where(angles <= limit, weights, 0)
    right[np.broadcast_to(wrong, right.shape)] = 0
    return float(right.sum() / total) if total else None


def _curled(found, driver):
    """Bones of fingers that do something else than the driver's, bool `(frames, bones)`."""
    other, _ = compared(found, driver)
    columns = []
    for hand, name in enumerate(HANDS):
        start = driver.layout.parts[name].start
        for a, b in driver.layout.bones[name]:
            finger, joint = divmod(b - start - 1, 4)  # thumb first
            of_finger = joint > 0 and a == b - 1
            columns.append(other[:, hand, (finger - 1) % 5] & of_finger)
    return np.stack(columns, axis=1)


def _mean(found, driver, bones):
    angles, weights = _compare(found, driver, bones)
    weights = np.where(np.isfinite(angles), weights, 0)
    total = weights.sum()
    return float((np.nan_to_num(angles) * weights).sum() / total) if total else None


def unreadable(values, least) -> list[str]:
    """The sentence about a film that does not show what the driver does, or none.

    Args:
        values: Metric -> value.
        least: The `sign_fidelity` below which a film is warned of.
    """
    if values["sign_fidelity"] is None or values["sign_fidelity"] >= least:
        return []
    hands, fingers, body = (
        values[f"sign_{part}"] for part in ("hands_found", "finger_error", "body_error")
    )
    value = np.floor(100 * values["sign_fidelity"]) / 100  # never rounded up to the limit
    parts = [] if hands is None else [f"{hands:.0%} of the driver's hands found"]
    parts += [] if fingers is None else [f"fingers {fingers:.0f} deg off"]
    parts += [] if body is None else [f"arms and trunk {body:.0f} deg off"]
    why = f" ({', '.join(parts)})" if parts else ""
    return [f"sign_fidelity {value:.2f} is below {least:g}{why}: compare the film with its driver"]
