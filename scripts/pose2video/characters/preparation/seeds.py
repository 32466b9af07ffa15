"""What the picture shows of the body, how wide the limbs are, and pixels that are surely theirs."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES, ORDER, SIDES
from pose2video.poses.skeletons import load_hand

# Half the width of a limb over the width of the shoulders, a slim adult in thin clothes.
HALF_WIDTHS = {
    "upper_arm": 0.17, "forearm": 0.13, "hand": 0.12, "thigh": 0.22, "shin": 0.15, "foot": 0.12,
}  # fmt: skip


def shown_bones(joints, confidence, hands, size):
    """The pieces besides torso and head that the picture shows.

    A limb is shown if most of its bone lies in the picture, the estimator is not sure that its
    end is hidden, and the limb it hangs on is shown; a hand if the hand model found it.

    Args:
        joints: `{joint: (2,)}` in pixels.
        confidence: `{joint: float}`.
        hands: `{side: bool}`, whether the hand model found the hand.
        size: `(width, height)` of the picture.
    """
    shown = set()
    for bone in BONES.values():
        if bone.name.endswith("hand") and not hands[bone.name.split("_")[0]]:
            continue
        line = np.linspace(joints[bone.start], joints[bone.end], 20)
        inside = ((line >= 0) & (line < size)).all(axis=1).mean()
        if inside >= 0.6 and confidence[bone.end] >= 0.2:
            shown.add(bone.name)
    for _ in range(2):  # what hangs on nothing goes
        shown = {n for n in shown if BONES[n].parent == "torso" or BONES[n].parent in shown}
    return shown


def half_widths(joints, shown, mask, unit):
    """Half the width of each limb in pixels, measured on its outer side where that is free.

    Args:
        joints: `{joint: (2,)}` in pixels.
        shown: Names of the pieces.
        mask: bool `(height, width)`, the person.
        unit: Width of the shoulders in pixels.
    """
    middle = np.mean([joints[f"{s}_{j}"] for s in SIDES for j in ("shoulder", "hip")], axis=0)
    widths = {}
    for name in shown:
        bone = BONES[name]
        usual = HALF_WIDTHS[name.split("_", 1)[1]] * unit
        start, end = joints[bone.start], joints[bone.end]
        along = (end - start) / max(np.linalg.norm(end - start), 1e-6)
        across = np.array([-along[1], along[0]])
        if across @ ((start + end) / 2 - middle) < 0:
            across = -across
        steps = np.arange(0, 2.0 * usual)
        found = []
        for t in np.linspace(0.3, 0.8, 9):
            points = np.rint(start + t * (end - start) + steps[:, None] * across).astype(int)
            inside = (points >= 0).all(axis=1) & (points < mask.shape[::-1]).all(axis=1)
            points = points[inside]
            free = ~mask[points[:, 1], points[:, 0]]
            if free.any():
                found.append(float(np.argmax(free)))
        width = np.median(found) if len(found) >= 5 else usual
        widths[name] = float(np.clip(width, 0.65 * usual, 1.5 * usual))
    return widths


def draw_seeds(joints, hand_points, face, shown, widths, shape, scale):
    """Pixels that belong to a piece for sure: drawn far to near, so that near ones win.

    Args:
        joints: `{joint: (2,)}` in pixels.
        hand_points: `{side: (21, 2) or None}` in pixels.
        face: `(n, 2)`, outline of the face with the ears, in pixels.
        shown: Names of the limbs.
        widths: Half widths in pixels.
        shape: `(height, width)` of the grid.
        scale: Grid pixels per picture pixel.

    Returns:
        int32 of `shape`: 1 + index in `ORDER`, 0 = undecided.
    """
    drawn = np.zeros(shape, np.uint8)

    def polygon(points, name):
        hull = cv2.convexHull(np.float32(points) * scale)
        cv2.fillConvexPoly(drawn, np.rint(hull).astype(np.int32), 1 + ORDER.index(name))

    def line(a, b, half, name):
        ends = [tuple(int(v) for v in np.rint(p * scale)) for p in (a, b)]
        cv2.line(drawn, *ends, 1 + ORDER.index(name), max(1, round(2 * half * scale)))

    def limb(name, first, last=0.88):
        bone = BONES[name]
        start, vector = joints[bone.start], joints[bone.end] - joints[bone.start]
        half = min(0.55 * widths[name], 0.45 * np.linalg.norm(vector))
        line(start + first * vector, start + last * vector, half, name)

    for name in (n for n in ORDER if n in shown):
        if name.endswith(("foot", "shin", "thigh")):
            limb(name, 0.35 if name.endswith("thigh") else 0.12)
    shoulders = np.array([joints[f"{s}_shoulder"] for s in SIDES])
    hips = np.array([joints[f"{s}_hip"] for s in SIDES])
    centre = shoulders.mean(axis=0)
    inset = shoulders + 0.14 * (shoulders[::-1] - shoulders)
    down = 0.08 * (hips.mean(axis=0) - centre)
    polygon([*(inset + down), *(hips + 0.05 * (hips[::-1] - hips))], "torso")
    middle = face.mean(axis=0)
    chin = face[np.argmax((face - middle) @ (centre - middle))]
    line(centre, chin + 0.3 * (centre - chin), 0.1 * np.ptp(shoulders[:, 0]), "torso")
    polygon(middle + 0.97 * (face - middle), "head")
    up = middle - chin  # the hair above the face and beside the ears
    across = 0.4 * np.array([-up[1], up[0]])
    crown = middle + 1.6 * up
    polygon([middle + up + across, middle + up - across, crown + across, crown - across], "head")
    polygon([*(ear + 0.2 * (ear - middle) for ear in face[-2:]), middle + 1.2 * up], "head")
    for name in (n for n in ORDER if n in shown):
        if name.endswith("hand"):
            _hand(line, polygon, hand_points[name.split("_")[0]], 0.14 * widths[name], name)
        elif name.endswith("arm"):
            limb(name, 0.22 if name.endswith("upper_arm") else 0.12)
    return drawn.astype(np.int32)


def _hand(line, polygon, points, half, name):
    polygon(points[[0, 1, 2, 5, 9, 13, 17]], name)
    for finger in load_hand().fingers:
        for a, b in pairwise(points[list(finger[1:])]):
            line(a, b, half, name)
