"""What a clip's keypoints show: which feet stand, which bones are seen, what a user should know."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.bodies.fitting.gaps import named_frames
from pose2video.bodies.fitting.sight import TORSO, Sight
from pose2video.errors import UserError
from pose2video.smoothers.tracks import runs

HOLD_SPEED, HOLD_S = 0.10, 0.2  # metres / s below which a foot stands, for so long at least
# bones, by the beginnings of their names -> points that show them, of one side
SHOWN = {
    "pelvis": ("hip",),
    "upperleg": ("hip", "knee"),
    "lowerleg": ("knee", "ankle"),
    "foot": ("ankle", "foot_index"),
    "toe": ("ankle", "foot_index"),
    "clavicle": ("shoulder",),
    "shoulder01": ("shoulder",),
    "upperarm": ("shoulder", "elbow"),
    "lowerarm": ("elbow", "wrist"),
}
HAND_BONES = ("wrist", "metacarpal", "finger")


def check_seen(sight: Sight):
    """Stop where there is too little to bridge from.

    Raises:
        UserError: A body is seen in half of the frames or fewer.
    """
    frames, seen = len(sight.person), int(sight.person.sum())
    if 2 * seen > frames:
        return
    torso = sight.poses.layout.indices(*TORSO)
    there = (sight.poses.confidence[:, torso] > 0).all(axis=1)
    if not there.any():
        raise UserError("nobody is found in any frame: there is no motion to take over")
    flat = there & sight.measured[:, torso].all(axis=1) & ~sight.person
    why = "lie on one line" if 2 * flat.sum() >= frames else "are not found"
    raise UserError(
        f"shoulders and hips {why} in {frames - seen} of {frames} frames, and only fewer than half "
        "can be bridged: take another part of the film (start_s, end_s), or better poses"
    )


def standing(sight: Sight):
    """Side -> `(T,)` int, the number of the stand of each foot, -1 while it moves or is not seen.

    A foot stands while its ankle and toe keep still in the picture.
    """
    layout, fps = sight.poses.layout, sight.poses.fps
    out = {}
    for side in SIDES:
        points = layout.indices(f"{side}_ankle", f"{side}_foot_index")
        at = sight.pixels[:, points] / sight.scale[:, None, None]
        speed = np.full(len(at), np.inf)
        if len(at) > 1:
            step = np.linalg.norm(np.gradient(at, axis=0), axis=2).max(axis=1)
            speed = step * fps
        still = (speed < HOLD_SPEED) & (sight.weight[:, points] > 0.4).all(axis=1)
        numbers = np.full(len(at), -1)
        long = [run for run in runs(still) if run[1] - run[0] >= HOLD_S * fps]
        for number, (start, end) in enumerate(long):
            numbers[start:end] = number
        out[side] = numbers
    return out


def confidence_of(sight: Sight, bones, hands):
    """Confidence `(T, J)` float32 of the bones: that of the worst point that shows them."""
    layout = sight.poses.layout
    out = np.zeros((len(sight.person), len(bones)), np.float32)
    torso = layout.indices(*TORSO)
    trunk = sight.weight[:, torso].mean(axis=1)
    face = layout.indices("nose", "left_ear", "right_ear")
    head = np.maximum(sight.weight[:, layout.parts["face"]].mean(axis=1),
                      sight.weight[:, face].min(axis=1))  # fmt: skip
    for j, bone in enumerate(bones):
        side = {"L": "left", "R": "right"}.get(bone.partition(".")[2])
        points = next((SHOWN[word] for word in SHOWN if bone.startswith(word)), None)
        if bone.startswith(HAND_BONES):
            out[:, j] = hands[side]
        elif bone.startswith(("head", "neck", "eye")):
            out[:, j] = head
        elif points is None:
            out[:, j] = trunk
        else:
            at = layout.indices(*(f"{side}_{p}" for p in points))
            out[:, j] = sight.weight[:, at].min(axis=1)
    out[~sight.person] = 0
    return out


def sentences(sight: Sight):
    """What a user should know of bodies and legs that are not seen."""
    out = []
    if not sight.person.all():
        out.append(f"nobody is seen in frames {named_frames(runs(~sight.person))}: "
                   "the body is held or moved across")  # fmt: skip
    knees = sight.poses.layout.indices("left_knee", "right_knee")
    if (sight.weight[sight.person][:, knees] < 0.1).all():
        out.append("the legs are not seen: a character's stay as in its picture")
    return out
