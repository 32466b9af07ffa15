"""Joints with names and angles in degrees, and the turns of bones that they make.

Every joint is relative to the neutral stance of `pose2video.bodies.rig`.
"""

from __future__ import annotations

import numpy as np

SPINE = ("spine05", "spine04", "spine03", "spine02", "spine01")
NECK = ("neck01", "neck02", "neck03", "head")
FINGERS = ("index", "middle", "ring", "pinky")
SIDES = ("left", "right")
# joint -> its angles; a positive angle does what the name says
JOINT_ANGLES = {
    "spine": ("bend", "lean", "turn"),
    "head": ("nod", "tilt", "turn"),
    "clavicle": ("raise", "forward"),
    "shoulder": ("flex", "abduct", "twist"),
    "elbow": ("bend",),
    "forearm": ("twist",),
    "wrist": ("bend", "side"),
    "thumb": ("close", "lift", "mcp", "ip"),
    **dict.fromkeys(FINGERS, ("mcp", "pip", "dip", "spread")),
    "hip": ("flex", "abduct", "twist"),
    "knee": ("bend",),
    "ankle": ("bend", "twist", "roll"),
    "toes": ("bend",),
    "eyes": ("up", "left"),
}
CENTRAL = ("spine", "head", "eyes")
JOINTS = tuple(
    joint if joint in CENTRAL else f"{side}_{joint}"
    for joint in JOINT_ANGLES
    for side in (SIDES[:1] if joint in CENTRAL else SIDES)
)
ANGLES = tuple(
    (joint, angle)
    for joint in JOINTS
    for angle in JOINT_ANGLES[joint if joint in CENTRAL else joint.split("_", 1)[1]]
)
ANGLE_INDEX = {pair: i for i, pair in enumerate(ANGLES)}
DOWN, FORWARD = np.array([0, 1.0, 0]), np.array([0, 0, -1.0])
MIRROR = np.diag([-1.0, 1.0, 1.0])


def about(axis, degrees):
    """Rotation matrices `(..., 3, 3)` about `axis` `(..., 3)` by `degrees` `(...)` (Rodrigues)."""
    axis = np.asarray(axis, dtype=np.float64)
    axis = axis / np.linalg.norm(axis, axis=-1, keepdims=True)
    angle = np.radians(np.asarray(degrees, dtype=np.float64))[..., None, None]
    x, y, z = np.moveaxis(np.broadcast_to(axis, (*angle.shape[:-2], 3)), -1, 0)
    zero = np.zeros_like(x)
    k = np.stack([zero, -z, y, z, zero, -x, -y, x, zero], axis=-1).reshape(*x.shape, 3, 3)
    return np.eye(3) + np.sin(angle) * k + (1 - np.cos(angle)) * (k @ k)


def across(vectors):
    """Directions `(..., 3)` square to vectors `(..., 3)` that have a length."""
    least = np.eye(3)[np.argmin(np.abs(vectors), axis=-1)]
    square = np.cross(vectors, least)
    return square / np.linalg.norm(square, axis=-1, keepdims=True)


def between(a, b):
    """The smallest rotation that turns direction `a` into direction `b`, `(3, 3)`.

    None where one has no length; between opposite ones a half turn about some axis across.
    """
    lengths = np.linalg.norm(a), np.linalg.norm(b)
    if min(lengths) < 1e-9:
        return np.eye(3)
    a, b = a / lengths[0], b / lengths[1]
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis)
    if sine < 1e-9:
        return np.eye(3) if a @ b > 0 else about(across(a), 180.0)
    return about(axis, np.degrees(np.arctan2(sine, a @ b)))


def turns_of(angles, thumb_axes) -> dict[str, np.ndarray]:
    """Turns `Q` `(T, 3, 3)` of the bones that `angles` `(T, len(ANGLES))` moves, in degrees.

    Args:
        angles: `(T, len(ANGLES))`.
        thumb_axes: Side -> closing and lifting axis of the thumb, in the neutral hand.
    """

    def get(joint, angle):
        return angles[:, ANGLE_INDEX[joint, angle]]

    x, y, z = np.eye(3)
    turns = {}
    for bones, joint, names in (
        (SPINE, "spine", ("bend", "lean", "turn")),
        (NECK, "head", ("nod", "tilt", "turn")),
    ):
        bend, lean, turn = (get(joint, n) / len(bones) for n in names)
        for bone in bones:
            turns[bone] = about(y, -turn) @ about(z, lean) @ about(x, bend)
    for s in "LR":
        turns[f"eye.{s}"] = about(y, -get("eyes", "left")) @ about(x, -get("eyes", "up"))
    for side, s in zip(SIDES, "LR", strict=True):
        q = _left_turns(
            lambda joint, angle, side=side: get(f"{side}_{joint}", angle), side, thumb_axes
        )
        for bone, turn in q.items():
            turns[f"{bone}.{s}"] = turn if side == "left" else MIRROR @ turn @ MIRROR
    return turns


def _left_turns(get, side, thumb_axes):
    """Turns of one side's bones as if it were the left side."""
    x, y, z = np.eye(3)
    twist = about(y, get("shoulder", "twist") / 2)
    swing = about(x, -get("shoulder", "flex")) @ about(z, -get("shoulder", "abduct"))
    half = about(y, get("forearm", "twist") / 2)
    turns = {
        "clavicle": about(z, -get("clavicle", "raise")) @ about(y, get("clavicle", "forward")),
        "upperarm01": swing @ twist,
        "upperarm02": twist,
        "lowerarm01": about(x, -get("elbow", "bend")) @ half,
        "lowerarm02": half,
        "wrist": about(z, get("wrist", "bend")) @ about(x, -get("wrist", "side")),
        "upperleg01": about(x, -get("hip", "flex"))
        @ about(z, -get("hip", "abduct"))
        @ about(y, get("hip", "twist") / 2),
        "upperleg02": about(y, get("hip", "twist") / 2),
        "lowerleg01": about(x, get("knee", "bend")),
        "foot": about(y, get("ankle", "twist"))
        @ about(x, -get("ankle", "bend"))
        @ about(z, get("ankle", "roll")),
    }
    for toe in range(1, 6):
        turns[f"toe{toe}-1"] = about(x, -get("toes", "bend"))
    for number, finger in enumerate(FINGERS, 2):
        spread = about(x, -get(finger, "spread"))
        turns[f"finger{number}-1"] = spread @ about(z, get(finger, "mcp"))
        turns[f"finger{number}-2"] = about(z, get(finger, "pip"))
        turns[f"finger{number}-3"] = about(z, get(finger, "dip"))
    close, lift = thumb_axes[side]
    if side == "right":  # seen in a mirror an axis of rotation points the other way
        close, lift = -MIRROR @ close, -MIRROR @ lift
    turns["finger1-1"] = about(close, get("thumb", "close")) @ about(lift, get("thumb", "lift"))
    turns["finger1-2"] = about(close, get("thumb", "mcp"))
    turns["finger1-3"] = about(close, get("thumb", "ip"))
    return turns
