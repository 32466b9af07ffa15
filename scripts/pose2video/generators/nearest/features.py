"""Poses as 26 numbers that do not tell where in the frame a person stands, nor how near."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import joints_of as plan_joints

SIDES = ("left", "right")
JOINTS = (
    "nose",
    *(f"{s}_{joint}" for joint in ("shoulder", "elbow", "wrist") for s in SIDES),
    *(f"{s}_{joint}" for joint in ("hip", "knee", "ankle") for s in SIDES),
)
# more that a person is placed and bent by: where hands and feet point, and the middle of the ears
POINTS = (*JOINTS, *(f"{s}_{joint}" for joint in ("knuckle", "toe") for s in SIDES), "ears")
_ARMS = {("shoulder", "elbow"): 0.05, ("elbow", "wrist"): 0.045, ("wrist", "knuckle"): 0.035}
_LEGS = {("hip", "knee"): 0.065, ("knee", "ankle"): 0.05, ("ankle", "toe"): 0.035}
_TRUNK = {("shoulder", "hip"): 0.11, ("shoulder", "ears"): 0.06}
# pairs of ends, each the middle of its points -> half the width of a person there, in heights
BONES = {
    ((f"{s}_{a}",), (f"{s}_{b}",)): width
    for s in SIDES
    for (a, b), width in (_ARMS | _LEGS).items()
} | {
    (tuple(f"{s}_{a}" for s in SIDES), (b,) if b == "ears" else tuple(f"{s}_{b}" for s in SIDES)): w
    for (a, b), w in _TRUNK.items()
}
# of each bone: numbers of the points whose middle each end is, `(bones, 2, 2)`, one of them twice
# where the end is a point; and half widths
ENDS = np.array(
    [[[POINTS.index((*names, *names)[i]) for i in range(2)] for names in ends] for ends in BONES]
)
WIDTHS = np.array(list(BONES.values()), np.float32)
MIN_CONFIDENCE = 0.3  # a joint below it is a guess, as of legs that the frame cuts off
MIN_HEIGHT_PX = 1e-3
ROOTS = tuple([JOINTS.index(f"{s}_{part}") for s in SIDES] for part in ("hip", "shoulder"))


def joints_of(poses) -> np.ndarray:
    """The 13 joints of every frame.

    Args:
        poses: A `PoseSequence` of T frames whose skeleton has the joints, pixels of one scale in
            both axes.

    Returns:
        `(T, 13, 2)` float64 pixels; NaN for a joint that is missing or a guess.
    """
    which = poses.layout.indices(*JOINTS)
    sure = poses.confidence[:, which] >= MIN_CONFIDENCE
    return np.where(sure[..., None], poses.keypoints[:, which].astype(np.float64), np.nan)


def points_of(poses) -> np.ndarray:
    """The points of `POINTS` of every frame, as `joints_of`: `(T, 18, 2)`."""
    more, at = plan_joints(poses), poses.layout.index
    found = [joints_of(poses)]
    for side_joint in POINTS[len(JOINTS) : -1]:
        side, joint = side_joint.split("_")
        near = at(f"{side}_{'wrist' if joint == 'knuckle' else 'foot_index'}")
        sure = poses.confidence[:, near] >= MIN_CONFIDENCE
        found.append(np.where(sure[:, None], more[side_joint], np.nan)[:, None])
    ears = poses.layout.indices(*(f"{side}_ear" for side in SIDES))
    sure = (poses.confidence[:, ears] >= MIN_CONFIDENCE).all(axis=1)
    middle = poses.keypoints[:, ears].astype(np.float64).mean(axis=1)
    return np.concatenate([*found, np.where(sure[:, None], middle, np.nan)[:, None]], axis=1)


def features_of(joints, shared=None) -> np.ndarray:
    """Joints from the middle of the hips, in units of the pose's height.

    `v_j = (p_j - h) / H`, with h the middle of the hips and H the difference of the largest and the
    smallest y of the joints. Source: DeepDance (Bakr Asskali, Taichi-Skeleton), its README. Where
    the hips are not known h is the middle of the shoulders.

    Args:
        joints: `(..., 13, 2)` pixels, NaN where missing.
        shared: Which joints count, bool `(..., 13)`: those that two poses that are compared both
            have, so that both are measured alike; None for all that are known.

    Returns:
        Of the shape of both, NaN where a joint does not count, or all where there is no root or
        no height.
    """
    known = np.isfinite(joints).all(axis=-1)
    known = known if shared is None else known & shared
    points = np.where(known[..., None], joints, np.nan)
    hips, shoulders = (points[..., root, :].mean(axis=-2) for root in ROOTS)
    middle = np.where(np.isfinite(hips), hips, shoulders)
    y = points[..., 1]
    height = np.where(known, y, -np.inf).max(axis=-1) - np.where(known, y, np.inf).min(axis=-1)
    height = np.where(height > MIN_HEIGHT_PX, height, np.nan)
    return (points - middle[..., None, :]) / height[..., None, None]
