"""Where the head is and how it turns."""

from __future__ import annotations

import numpy as np

from pose2video.generators.limb_warp.rig import middle
from pose2video.generators.limb_warp.signals import continuous, filled

# Share of the head's width, sideways and up or down, by which the nose moves at most.
LIMITS = (0.16, 0.07)


def head_tracks(motion, rig, shoulders, trunk_angle, size):
    """Place, roll and turn of the head from ears, eyes, nose and mouth."""
    rest = rig.face[:, 0] + 1j * rig.face[:, 1]
    xy = motion.part("body")[:, :11].astype(np.float64)
    points = xy[..., 0] + 1j * xy[..., 1]

    def measures(z):
        ears, eyes = (z[..., 7] + z[..., 8]) / 2, (z[..., 2] + z[..., 5]) / 2
        mouth = (z[..., 9] + z[..., 10]) / 2
        lateral = (z[..., 7] - z[..., 8]) + (z[..., 3] - z[..., 6]) + (z[..., 9] - z[..., 10])
        return ears, eyes - mouth, lateral, z[..., 0] - ears

    ears0, up0, lateral0, nose0 = measures(rest)
    ears, up, lateral, nose = measures(points)
    side = np.sign(np.real(lateral * np.conj(up) / (lateral0 * np.conj(up0))))
    side = np.where(side == 0, 1, side)
    roll = np.angle(up / up0 + side * lateral / lateral0) - trunk_angle
    roll = continuous(roll, 0.0)
    roll = np.clip(roll, -1.2, 1.2)
    head_angle = trunk_angle + roll
    neck = middle(rig.joints, "shoulder")
    offset = (ears - (shoulders[:, 0] + 1j * shoulders[:, 1])) * np.exp(-1j * trunk_angle) / size
    default = ears0 - (neck[0] + 1j * neck[1])
    offset = filled(np.stack([offset.real, offset.imag], axis=1), [default.real, default.imag])
    offset = (offset[:, 0] + 1j * offset[:, 1]) * np.exp(1j * trunk_angle) * size
    head = shoulders + np.stack([offset.real, offset.imag], axis=1)
    turn = nose * np.exp(-1j * head_angle) / size - nose0
    turn = filled(np.stack([turn.real, turn.imag], axis=1), 0.0)
    width = abs(rest[7] - rest[8])
    limit = np.array(LIMITS) * width
    return head, head_angle, limit * np.tanh(0.5 * turn / limit)
