"""Where the head is and how it tilts."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.over_clip.signals import continuous, filled
from pose2video.generators.limbs.puppet import middle

LONGER = 1.06  # of the distance of ears and shoulders at rest: its most in the middle of a clip
UNSURE = 2  # frames beside a loss in which a face that turns away is often seen tilted


def beside_lost(values):
    """Frames within `UNSURE` of one that is NaN, bool; none where all would be.

    Args:
        values: `(frames,)`.
    """
    lost = np.isnan(values)
    near = np.convolve(lost, np.ones(2 * UNSURE + 1))[UNSURE : UNSURE + len(lost)] > 0
    return near if not near.all() else lost


def as_long(offsets, rest):
    """Factor that keeps the usual length of a neck to what the picture shows of it, at most 1.

    Of one that bends forward in the picture more cannot be shown: its skin would be drawn out.

    Args:
        offsets: Of the head from the shoulders, `(frames, 2)`. rest: At rest, complex.
    """
    usual = np.median(np.hypot(*offsets.T))
    return min(1.0, LONGER * abs(rest) / max(usual, 1e-6))


def head_tracks(motion, puppet, shoulders, trunk_angle, size, turned, face_roll=None):
    """Place and roll of the head from ears, eyes and mouth.

    `face_roll`, where it is known, is the better roll: a head that is turned and nods does not
    seem tilted by it. Where it is not, and where the trunk is `turned` from the camera, the tilt is
    bridged: points of a head that is seen from the side or from behind are guesses.
    """
    rest = puppet.face[:, 0] + 1j * puppet.face[:, 1]
    xy = motion.part("body")[:, :11].astype(np.float64)
    points = xy[..., 0] + 1j * xy[..., 1]

    def measures(z):
        ears, eyes = (z[..., 7] + z[..., 8]) / 2, (z[..., 2] + z[..., 5]) / 2
        mouth = (z[..., 9] + z[..., 10]) / 2
        lateral = (z[..., 7] - z[..., 8]) + (z[..., 3] - z[..., 6]) + (z[..., 9] - z[..., 10])
        return ears, eyes - mouth, lateral

    ears0, up0, lateral0 = measures(rest)
    ears, up, lateral = measures(points)
    side = np.sign(np.real(lateral * np.conj(up) / (lateral0 * np.conj(up0))))
    side = np.where(side == 0, 1, side)
    roll = np.angle(up / up0 + side * lateral / lateral0) - trunk_angle
    roll = continuous(roll, 0.0)
    if face_roll is not None:
        off = (face_roll - trunk_angle - roll + np.pi) % (2 * np.pi) - np.pi
        unsure = beside_lost(np.where(turned, np.nan, face_roll))
        roll = filled(np.where(unsure, np.nan, roll + off), 0.0)
    roll = np.clip(roll, -1.2, 1.2)
    head_angle = trunk_angle + roll
    neck = middle(puppet.joints, "shoulder")
    offset = (ears - (shoulders[:, 0] + 1j * shoulders[:, 1])) * np.exp(-1j * trunk_angle) / size
    default = ears0 - (neck[0] + 1j * neck[1])
    offset = filled(np.stack([offset.real, offset.imag], axis=1), [default.real, default.imag])
    offset = (offset[:, 0] + 1j * offset[:, 1]) * as_long(offset, default)
    offset = offset * np.exp(1j * trunk_angle) * size
    head = shoulders + np.stack([offset.real, offset.imag], axis=1)
    return head, head_angle
