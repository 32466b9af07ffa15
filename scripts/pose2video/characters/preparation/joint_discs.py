"""What two pieces of a person share at a joint: soft discs, so that a bent joint stays closed."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES, other_side

HIP = 1.7  # distance from hip joint to crotch, in half widths of the thigh
WRIST = 0.65  # a wrist is narrower than hand and forearm
BELOW_SHOULDER = 0.5  # of its radius: bare skin of an arm goes with the trunk so far down
SLEEVE = 0.55  # of its radius: so far outwards from the joint a sleeve goes with the trunk
DISC = 1.25  # radius of what two pieces share at a joint, in half widths of the limb


def joint_discs(name, shares, joints, widths, neck, shape):
    """Soft discs around the joints of a piece, each with the piece on its other side.

    Args:
        name: The piece.
        shares, joints, widths: As of `pieces.cut_pieces`.
        neck: Likewise; None where trunk and head share none.
        shape: `(height, width)`.

    Returns:
        List of `(disc, neighbour)`; a disc is float32 of `shape`, in [0, 1].
    """
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)

    def disc(x, y, radius):
        return np.clip((DISC - np.hypot(xx - x, yy - y) / radius) / 0.35, 0, 1)

    discs = []
    for bone in BONES.values():
        if name not in (bone.name, bone.parent) or not {bone.name, bone.parent} <= set(shares):
            continue
        x, y = joints[bone.start]
        radius = joint_radius(bone, widths)
        if name == bone.parent in BONES:  # nothing of a hand with a forearm that looks short
            up = BONES[name]
            radius = min(radius, 0.4 * np.linalg.norm(joints[up.end] - joints[up.start]) / DISC)
        if bone.name.endswith("thigh"):  # nothing of the waist goes with a leg
            if name == "torso":
                radius /= HIP
            down = joints[bone.end] - joints[bone.start]
            below = ((xx - x) * down[0] + (yy - y) * down[1]) / max(np.hypot(*down), 1e-6)
            shared = disc(x, y, radius) * np.clip(4 * below / radius + 1, 0, 1)
        elif name == "torso":  # less of a sleeve, which does not stay when the arm leaves
            out = joints[bone.start] - joints[BONES[other_side(bone.name)].start]
            out = out / max(np.hypot(*out), 1e-6)
            beyond = np.maximum((xx - x) * out[0] + (yy - y) * out[1], 0)
            more = (1 / SLEEVE - 1) * beyond
            shared = disc(x - more * out[0], y - more * out[1], radius)
        else:
            shared = disc(x, y, radius)
        discs.append((shared, bone.parent if name == bone.name else bone.name))
    if neck and name in ("torso", "head"):
        shared = np.clip((1.3 - np.hypot(xx - neck[0], yy - neck[1]) / neck[2]) / 0.35, 0, 1)
        discs.append((shared, "head" if name == "torso" else "torso"))
    return discs


def below_shoulder(bone, joints, widths, shape):
    """1 down to a place below a shoulder joint, 0 farther down, soft between: `(height, width)`."""
    ends = [np.mean([joints[f"{s}_{j}"] for s in SIDES], axis=0) for j in ("shoulder", "hip")]
    spine = (ends[1] - ends[0]) / max(np.linalg.norm(ends[1] - ends[0]), 1e-6)
    yy, xx = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    x, y = joints[bone.start]
    below = (xx - x) * spine[0] + (yy - y) * spine[1]
    return np.clip(3 * (BELOW_SHOULDER - below / joint_radius(bone, widths)), 0, 1)


def joint_radius(bone, half_widths):
    """Half the width of the body where a bone begins: the mean of the two limbs there.

    At the hip it reaches to the crotch, so that the trousers stretch between parted legs.
    """
    own = half_widths[bone.name]
    if bone.name.endswith("thigh"):
        return HIP * own
    mean = (own + (half_widths.get(bone.parent) or own)) / 2
    return WRIST * mean if bone.name.endswith("hand") else mean
