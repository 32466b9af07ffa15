"""Our points as the two skeletons that the published network was taught.

Its reference has COCO's 17 joints, what it paints Human3.6M's: both are needed. Joints of the
latter that nobody of ours has are put where they are on a body that stands upright.
"""

from __future__ import annotations

import numpy as np

from pose2video.smoothers.motion_net.joints import JOINTS

LEAST_SURE = 0.3
CROWN = 0.6  # of the way from the thorax to between the ears, again, lies the top of the head
LIMBS = (
    *(f"right_{name}" for name in ("hip", "knee", "ankle")),
    *(f"left_{name}" for name in ("hip", "knee", "ankle")),
    *(f"left_{name}" for name in ("shoulder", "elbow", "wrist")),
    *(f"right_{name}" for name in ("shoulder", "elbow", "wrist")),
)
PLACES = (*range(1, 7), *range(11, 17))  # of these in Human3.6M's order


def coco_points(poses) -> np.ndarray:
    """COCO's joints, `(T, 17, 2)` pixels; NaN where missing or a guess."""
    which = poses.layout.indices(*JOINTS)
    sure = poses.confidence[:, which] >= LEAST_SURE
    return np.where(sure[..., None], poses.keypoints[:, which].astype(np.float64), np.nan)


def human36m_points(poses) -> np.ndarray:
    """Human3.6M's joints, `(T, 17, 2)` pixels; NaN where what they are made of is missing."""
    coco = coco_points(poses)

    def at(*names):
        return coco[:, [JOINTS.index(name) for name in names]].mean(axis=1)

    found = np.full_like(coco, np.nan)
    for place, name in zip(PLACES, LIMBS, strict=True):
        found[:, place] = at(name)
    hip, thorax = at("left_hip", "right_hip"), at("left_shoulder", "right_shoulder")
    ears = at("left_ear", "right_ear")
    found[:, 0], found[:, 7], found[:, 8] = hip, (hip + thorax) / 2, thorax
    found[:, 9], found[:, 10] = at("nose"), ears + CROWN * (ears - thorax)
    return found
