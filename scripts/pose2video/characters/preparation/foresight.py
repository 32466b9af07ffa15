"""Where a picture will rip when its person moves, said before any film is made."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.materials import is_made_of
from pose2video.characters.preparation.plan import BONES, SIDES

BEFORE = 0.4  # of a forearm or of a hand's points: more of it lies before the trunk
INSET = 0.12  # of the trunk's width: an arm that hangs beside the trunk is not before it
HAIRY = 0.15  # of the pixels along an upper arm: more of them are hair
SURE = 0.3  # confidence of a wrist up from which its hand is missed
GUESSED = "what lies behind is guessed"


def foreseen(materials, joints, hands, shown, widths, confidence):
    """Sentences on what a picture hides, each naming the part and what to do.

    Args:
        materials: uint8 `(height, width)`, as `materials_of` gives it.
        joints: `{joint: (2,)}` in pixels.
        hands: `{side: (21, 2) or None}` in pixels.
        shown: Names of the limbs that the picture shows.
        widths: Half widths of these in pixels.
        confidence: `{joint: float}`.
    """
    size = np.array(materials.shape[::-1])
    trunk = _trunk(joints, materials.shape)
    before = {
        "arm": [
            s for s in SIDES if f"{s}_forearm" in shown and _inside(_forearm(joints, s), trunk)
        ],
        "hand": [s for s in SIDES if hands[s] is not None and _inside(hands[s], trunk)],
    }
    sentences = []
    if len(before["arm"]) == 2 and _crossed(joints):
        sentences.append(
            f"in the picture the arms are folded before the trunk: {GUESSED}; better is one with "
            "the arms a little away from the body"
        )
        before = {"arm": [], "hand": []}
    before["hand"] = [s for s in before["hand"] if s not in before["arm"]]
    for part, sides in before.items():
        if sides:
            sentences.append(
                f"in the picture {_named(part, sides)} before the trunk: {GUESSED}; better is one "
                f"with the {part}s a little away from the body"
            )
    hairy = [
        s for s in SIDES if f"{s}_upper_arm" in shown and _is_hairy(materials, joints, widths, s)
    ]
    for side in hairy:
        sentences.append(
            f"in the picture hair lies over the {side} arm: the arm's colours there are guessed; "
            "better is one with the hair behind the shoulders"
        )
    lost = [
        s for s in SIDES
        if hands[s] is None and f"{s}_forearm" in shown and confidence[f"{s}_wrist"] >= SURE
        and _in_picture(joints[f"{s}_wrist"], size)
    ]  # fmt: skip
    if lost:
        verb = "are" if len(lost) == 2 else "is"
        sentences.append(
            f"in the picture {_those('hand', lost)} {verb} not seen (in a pocket, behind "
            "something, or too small): where the sleeves end is guessed; better is one with open "
            "hands beside the body"
        )
    for limb, inner, joint in (("arm", "upper_arm", "wrist"), ("leg", "thigh", "ankle")):
        cut = [
            s for s in SIDES
            if f"{s}_{inner}" in shown and not _in_picture(joints[f"{s}_{joint}"], size)
        ]  # fmt: skip
        if cut:
            sentences.append(
                f"in the picture the edge cuts {_those(limb, cut)} off: what is missing is guessed "
                f"or left out; better is one that shows the whole {limb}s"
            )
    return sentences


def _trunk(joints, shape):
    corners = np.array([joints[f"{s}_{j}"] for s in SIDES for j in ("shoulder", "hip")], float)
    middle = corners.mean(axis=0)
    corners[:, 0] += 2 * INSET * (middle[0] - corners[:, 0])
    drawn = np.zeros(shape, np.uint8)
    cv2.fillConvexPoly(drawn, np.rint(cv2.convexHull(np.float32(corners))).astype(np.int32), 1)
    return drawn > 0


def _forearm(joints, side):
    bone = BONES[f"{side}_forearm"]
    steps = np.linspace(0, 1, 20)[:, None]
    return joints[bone.start] + steps * (joints[bone.end] - joints[bone.start])


def _inside(points, region):
    x, y = np.rint(points).astype(int).T
    there = (x >= 0) & (y >= 0) & (x < region.shape[1]) & (y < region.shape[0])
    return region[y[there], x[there]].sum() > BEFORE * len(points)


def _crossed(joints):
    """Whether each wrist lies nearer to the other side's elbow than the elbows' half distance."""
    left, right = (joints[f"{s}_elbow"][0] for s in SIDES)
    wrists = [joints[f"{s}_wrist"][0] for s in SIDES]
    return (wrists[0] - wrists[1]) * (left - right) < 0


def _is_hairy(materials, joints, widths, side):
    bone = BONES[f"{side}_upper_arm"]
    drawn = np.zeros(materials.shape, np.uint8)
    ends = [tuple(int(v) for v in np.rint(joints[j])) for j in (bone.start, bone.end)]
    cv2.line(drawn, *ends, 1, max(1, round(1.6 * widths[bone.name])))
    drawn = (drawn > 0) & (materials > 0)
    return bool(drawn.any()) and is_made_of(materials, "hair")[drawn].mean() > HAIRY


def _in_picture(point, size):
    return bool((np.asarray(point) >= 0).all() and (np.asarray(point) < size).all())


def _those(part, sides):
    return f"the {part}s" if len(sides) == 2 else f"the {sides[0]} {part}"


def _named(part, sides):
    return f"{_those(part, sides)} {'lie' if len(sides) == 2 else 'lies'}"
