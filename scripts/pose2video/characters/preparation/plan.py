"""The body plan: which pieces a person is cut into, and the bone that each of them follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SIDES = ("left", "right")


@dataclass(frozen=True)
class Bone:
    """A piece that follows one bone.

    Attributes:
        name: The piece.
        start: Joint where the bone begins, nearer to the trunk.
        end: Joint where it ends.
        parent: The piece it hangs on.
    """

    name: str
    start: str
    end: str
    parent: str


def _side(side):
    return (
        Bone(f"{side}_foot", f"{side}_ankle", f"{side}_toe", f"{side}_shin"),
        Bone(f"{side}_shin", f"{side}_knee", f"{side}_ankle", f"{side}_thigh"),
        Bone(f"{side}_thigh", f"{side}_hip", f"{side}_knee", "torso"),
        Bone(f"{side}_upper_arm", f"{side}_shoulder", f"{side}_elbow", "torso"),
        Bone(f"{side}_forearm", f"{side}_elbow", f"{side}_wrist", f"{side}_upper_arm"),
        Bone(f"{side}_hand", f"{side}_wrist", f"{side}_knuckle", f"{side}_forearm"),
    )


BONES = {bone.name: bone for side in SIDES for bone in _side(side)}

# Far to near, for someone who stands with the arms before or beside the body.
ORDER = (
    *(f"{side}_{piece}" for piece in ("foot", "shin", "thigh") for side in SIDES),
    "torso",
    *(f"{side}_upper_arm" for side in SIDES),
    "head",  # long hair lies on the upper arm
    *(f"{side}_{piece}" for piece in ("forearm", "hand") for side in SIDES),
)

JOINTS = tuple(
    f"{side}_{joint}"
    for side in SIDES
    for joint in ("shoulder", "elbow", "wrist", "knuckle", "hip", "knee", "ankle", "toe")
)


def other_side(name):
    """The name of the same piece on the other side."""
    side, _, piece = name.partition("_")
    return f"{SIDES[1 - SIDES.index(side)]}_{piece}"


def joints_of(poses):
    """The joints of the plan out of a `holistic` sequence.

    The knuckle is where the hand points: wrist plus the hand model's wrist-to-middle-knuckle
    vector, else the mean of the body model's index and pinky.

    Returns:
        `{joint: float64 (frames, 2)}` in pixels, NaN where unknown.
    """
    at = poses.layout.index
    xy = poses.keypoints.astype(np.float64)
    joints = {}
    for side in SIDES:
        for joint in ("shoulder", "elbow", "wrist", "hip", "knee", "ankle"):
            joints[f"{side}_{joint}"] = xy[:, at(f"{side}_{joint}")]
        joints[f"{side}_toe"] = xy[:, at(f"{side}_foot_index")]
        wrist = joints[f"{side}_wrist"]
        hand = wrist + xy[:, at(f"{side}_hand_middle_mcp")] - xy[:, at(f"{side}_hand_wrist")]
        rough = (xy[:, at(f"{side}_index")] + xy[:, at(f"{side}_pinky")]) / 2
        joints[f"{side}_knuckle"] = np.where(np.isfinite(hand), hand, rough)
    return joints
