"""What the motion asks of every piece in every frame, without gaps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES, joints_of
from pose2video.generators.limb_warp.over_clip.head_places import head_tracks
from pose2video.generators.limb_warp.over_clip.signals import (
    angles,
    continuous,
    filled,
    smoothed,
    unit_vector,
)
from pose2video.generators.limbs.puppet import middle

SHORTEST = 0.25  # a bone that points at the camera keeps this share of its length
LONGEST = 1.6
REACH = 1.1  # shoulder widths: a bone that points at the camera in the picture gets as long
FACING = 0.55  # share of its width at rest from which a trunk faces the camera
TURNED = 0.5  # a trunk seen from the side keeps this share of its width


@dataclass(frozen=True, eq=False)
class Tracks:
    """The pose of every piece over time; arrays have the frames first, lengths are in pixels.

    Attributes:
        start: `{bone: (frames, 2)}`, where each bone begins.
        angle: `{bone: (frames,)}`, its direction in radians, x right and y down.
        along: `{bone: (frames,)}`, its length over the length at rest.
        size: `(frames,)`, size of the body over that at rest.
        hips: `(frames, 2)`, middle of the hips.
        spine: `(frames, 2)`, from there to the middle of the shoulders.
        shoulder_side: `(frames, 2)`, where one pixel to the side at rest goes, at the shoulders.
        hip_side: The same at the hips.
        trunk_angle: `(frames,)`, turn of the trunk against rest.
        head: `(frames, 2)`, middle of the ears.
        head_angle: `(frames,)`, turn of the head against rest.
        behind: bool `(frames,)`, the trunk is seen from behind: left and right have changed
            places, and each limb is drawn with the other side's piece.
    """

    start: dict[str, np.ndarray]
    angle: dict[str, np.ndarray]
    along: dict[str, np.ndarray]
    size: np.ndarray
    hips: np.ndarray
    spine: np.ndarray
    shoulder_side: np.ndarray
    hip_side: np.ndarray
    trunk_angle: np.ndarray
    head: np.ndarray
    head_angle: np.ndarray
    behind: np.ndarray


def build_tracks(motion, puppet, face_roll=None) -> Tracks:
    """Read the motion for a puppet; what is missing is held, interpolated or as at rest.

    Args:
        motion: A `holistic` sequence on the canvas.
        puppet: The character's.
        face_roll: Tilt of the head against rest by the face, radians `(frames,)`, NaN where lost.
    """
    joints = _without_unseen_legs(motion, joints_of(motion))
    rest = puppet.joints
    trunk = {
        f"{side}_{joint}": filled(joints[f"{side}_{joint}"], rest[f"{side}_{joint}"])
        for side in SIDES
        for joint in ("shoulder", "hip")
    }
    hips, shoulders = middle(trunk, "hip"), middle(trunk, "shoulder")
    spine, rest_spine = shoulders - hips, middle(rest, "shoulder") - middle(rest, "hip")
    sides, rest_sides = {}, {}
    trunk_angle = angles(spine) - angles(rest_spine)
    span = np.linalg.norm(rest_spine)
    for joint in ("shoulder", "hip"):
        rest_sides[joint], reliable = puppet.side(joint)
        sides[joint] = trunk[f"left_{joint}"] - trunk[f"right_{joint}"]
        if not reliable:  # the picture is from the side: the trunk only leans
            length = np.linalg.norm(rest_sides[joint]) * np.linalg.norm(spine, axis=1) / span
            sides[joint] = length[:, None] * unit_vector(angles(rest_sides[joint]) + trunk_angle)
    size = np.maximum(
        np.linalg.norm(spine, axis=1) / span,
        np.linalg.norm(sides["shoulder"], axis=1) / np.linalg.norm(rest_sides["shoulder"]),
    )
    size = smoothed(np.clip(size, 0.3, 3.0), 0.4 * motion.fps)
    spine = _not_shorter(spine, 0.35 * span * size, rest_spine / span)
    hips = shoulders - spine
    across = {
        joint: _side(sides[joint], rest_sides[joint], spine, rest_spine, size) for joint in sides
    }
    behind = _from_behind(sides, rest_sides, spine, rest_spine)
    start, angle, along = {}, {}, {}
    for name in _parents_first():
        bone = BONES[name]
        known = joints[bone.end] - joints[bone.start]
        if name.endswith("hand"):
            known = _hand_vectors(motion, name, known)
        rest_bone = rest[bone.end] - rest[bone.start]
        length = max(np.linalg.norm(rest_bone), 1.0)
        if bone.parent == "torso":
            start[name] = trunk[bone.start]
            parent, rest_parent = trunk_angle, 0.0
        else:
            up = BONES[bone.parent]
            reach = along[bone.parent] * np.linalg.norm(rest[up.end] - rest[up.start])
            there = start[bone.parent] + reach[:, None] * unit_vector(angle[bone.parent])
            start[name] = np.where(np.isfinite(joints[bone.start]), joints[bone.start], there)
            parent = angle[bone.parent]
            rest_parent = angles(rest[up.end] - rest[up.start])
        rest_angle = angles(rest_bone)
        steady = _steady(known, length * size, motion.fps)
        turn = continuous(angles(steady) - parent, rest_angle - rest_parent)
        angle[name] = parent + turn
        ratio = filled(np.linalg.norm(known, axis=1) / length, np.nan)
        ratio = np.where(np.isfinite(ratio), ratio, size)
        if name.endswith("hand"):
            ratio = size
        longest = max(LONGEST, REACH * puppet.unit / length)
        along[name] = np.clip(ratio, SHORTEST * size, longest * size)
    wide = np.linalg.norm(sides["shoulder"], axis=1) / np.linalg.norm(rest_sides["shoulder"])
    turned = behind | (wide < FACING * size)
    head, head_angle = head_tracks(motion, puppet, shoulders, trunk_angle, size, turned, face_roll)
    return Tracks(
        start, angle, along, size, hips, spine, across["shoulder"], across["hip"],
        trunk_angle, head, head_angle, behind,
    )  # fmt: skip


def _hand_vectors(motion, name, known):
    """Wrist to knuckle, without a jump where the hand model loses the hand.

    There the body model's fingers show the way, turned by what they were off before and after.
    """
    at = motion.layout.index
    side = name.split("_")[0]
    xy = motion.keypoints.astype(np.float64)
    fingers = (xy[:, at(f"{side}_index")] + xy[:, at(f"{side}_pinky")]) / 2
    rough = angles(fingers - xy[:, at(f"{side}_wrist")])
    found = np.isfinite(xy[:, at(f"{side}_hand_middle_mcp")]).all(axis=1)
    off = (angles(known) - rough + np.pi) % (2 * np.pi) - np.pi
    off = filled(np.where(found, np.clip(off, -0.6, 0.6), np.nan), 0.0)
    angle = np.where(found, angles(known), rough + off)
    return np.linalg.norm(known, axis=1)[:, None] * unit_vector(angle)


def _parents_first():
    names = list(BONES)
    depth = {"torso": 0}
    while len(depth) <= len(names):
        depth |= {n: depth[BONES[n].parent] + 1 for n in names if BONES[n].parent in depth}
    return sorted(names, key=depth.get)


def _without_unseen_legs(motion, joints):
    """Forget hips or legs that the performer's film does not show: they stay as at rest."""
    at = motion.layout.index
    joints = dict(joints)
    for side in SIDES:
        for joint, names in (("hip", ("hip",)), ("knee", ("knee", "ankle", "toe"))):
            seen = motion.confidence[:, at(f"{side}_{joint}")] >= 0.3
            if seen.mean() < 0.2:
                for name in names:
                    joints[f"{side}_{name}"] = np.full_like(joints[f"{side}_{name}"], np.nan)
    return joints


def _not_shorter(vectors, least, usual):
    """Vectors at least so long; in the direction `usual` where they have none."""
    length = np.linalg.norm(vectors, axis=1)[:, None]
    direction = np.where(length > 1e-3, vectors / np.maximum(length, 1e-3), usual)
    return direction * np.maximum(length, least[:, None])


def _steady(vectors, length, fps):
    """Bone vectors whose direction does not spin while they point at the camera."""
    calm = smoothed(filled(vectors, np.nan), 0.1 * fps)
    share = np.linalg.norm(vectors, axis=1) / length
    weight = np.clip((share - 0.08) / 0.22, 0, 1)[:, None]
    return weight * vectors + (1 - weight) * calm


def _side(side, rest_side, spine, rest_spine, size):
    """Where one pixel along the rest's shoulder (or hip) line goes, `(frames, 2)`.

    Seen from behind the picture's front is kept, not mirrored; seen from the side the trunk
    keeps some width.
    """
    turn = angles(spine) - angles(rest_spine)
    span = np.linalg.norm(rest_side)
    cos, sin = np.cos(-turn), np.sin(-turn)
    x = (cos * side[:, 0] - sin * side[:, 1]) / span  # as if the trunk stood as at rest
    y = (sin * side[:, 0] + cos * side[:, 1]) / span
    direction = rest_side / span
    wide = (x * direction[0] + y * direction[1]) / size
    tilt = (-x * direction[1] + y * direction[0]) / size
    turned = np.clip(wide / 0.25, -1, 1)
    wide = np.where(np.abs(wide) < 1, TURNED + (1 - TURNED) * wide**2, np.abs(wide))
    wide = np.minimum(wide, 1.35)
    tilt = np.clip(tilt * turned, -0.5 * wide, 0.5 * wide)
    local = wide[:, None] * direction + tilt[:, None] * np.array([-direction[1], direction[0]])
    cos, sin = np.cos(turn), np.sin(turn)
    out = np.stack(
        [cos * local[:, 0] - sin * local[:, 1], sin * local[:, 0] + cos * local[:, 1]], axis=1
    )
    return out * size[:, None]


def _from_behind(sides, rest_sides, spine, rest_spine):
    """Whether left and right have changed places; near the side view the last answer holds."""
    wide = 0.0
    for joint, rest_side in rest_sides.items():
        turned = np.angle(_complex(sides[joint]) / _complex(rest_side))
        turned = turned - (angles(spine) - angles(rest_spine))
        length = np.linalg.norm(sides[joint], axis=1) / np.linalg.norm(rest_side)
        wide = wide + np.cos(turned) * length / len(rest_sides)
    behind, rows = False, []
    for value in wide:
        behind = value < (0.12 if behind else -0.12)
        rows.append(behind)
    return np.array(rows, bool)


def _complex(vectors):
    return vectors[..., 0] + 1j * vectors[..., 1]
