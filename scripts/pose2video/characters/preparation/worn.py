"""Where on a body each material is worn."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.characters.preparation.seeds import HALF_WIDTHS
from pose2video.poses.skeletons import load_hand


def where_worn(joints, hands, face, shown, half, shape):
    """Of every material where it is surely worn, bool, and what a pixel elsewhere costs more.

    Args:
        joints: `{joint: (2,)}`. hands: `{side: (21, 2) or None}`. face: `(n, 2)`, its outline.
        shown: Names of the limbs that the picture shows. half: Half widths of these.
        shape: `(height, width)` of the grid, in whose pixels all of these are.
    """
    y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    shoulders, hips = (np.array([joints[f"{s}_{j}"] for s in SIDES]) for j in ("shoulder", "hip"))
    unit = max(np.linalg.norm(shoulders[0] - shoulders[1]), 0.55 * abs(np.diff([
        shoulders.mean(axis=0)[1], hips.mean(axis=0)[1]])[0]), 4.0)  # fmt: skip
    waist, collar = hips[:, 1].mean(), shoulders[:, 1].mean()
    middle = face.mean(axis=0)
    chin = face[np.argmax((face - middle) @ (shoulders.mean(axis=0) - middle))]
    tall = max(np.linalg.norm(chin - middle), 1.0)
    bare, palms = _drawn_face(middle + 0.55 * (face - middle), shape), np.zeros(shape, np.uint8)
    for points in hands.values():
        if points is not None:
            _hull(palms, points[[0, 1, 2, 5, 9, 13, 17]])
            for finger in load_hand().fingers:
                cv2.polylines(palms, [np.rint(points[list(finger)]).astype(np.int32)], False, 1, 2)
    up = (middle - chin) / tall
    side = tall * np.array([-up[1], up[0]])
    crown = np.zeros(shape, np.uint8)
    _hull(crown, np.array([middle + k * tall * up + s * side for k, s in (
        (1.15, 0.5), (1.15, -0.5), (1.75, 0.5), (1.75, -0.5))]))  # fmt: skip
    whole = _drawn_face(face, shape) > 0
    trunk = np.zeros(shape, np.uint8)
    inset = shoulders + 0.2 * (shoulders[::-1] - shoulders)
    _hull(trunk, np.concatenate([inset + 0.25 * (hips - shoulders),
                                 hips + 0.25 * (shoulders - hips)]))  # fmt: skip
    arms, pelvis, feet = (np.zeros(shape, np.uint8) for _ in range(3))
    for name in shown:
        bone = BONES[name]
        start, end = joints[bone.start], joints[bone.end]
        if name.endswith(("arm", "hand")):
            _line(arms, start, end, half[name])
        elif name.endswith("foot"):
            _line(feet, start + 0.2 * (end - start), end, 0.6 * half[name])
    for side in SIDES:
        start, end = joints[f"{side}_hip"], joints[f"{side}_knee"]
        wide = half.get(f"{side}_thigh", HALF_WIDTHS["thigh"] * unit)
        _line(pelvis, start, start + 0.15 * (end - start), 0.5 * wide)
    off = {
        name: cv2.distanceTransform((drawn == 0).astype(np.uint8), cv2.DIST_L2, 5) / unit
        for name, drawn in (
            ("head", crown | whole),
            ("feet", feet),
            ("hands", palms),
            ("arms", arms | palms),
        )
    }
    below, above = (y - waist) / unit, (collar - y) / unit
    beside = np.abs(x - shoulders[:, 0].mean()) > 0.2 * unit
    return {
        "hair": (
            (crown > 0) & ~whole,
            np.clip(1.5 * (off["head"] - 0.35), 0, 4) + 2.0 * (bare > 0) + 3.0 * (below > 0),
        ),
        "skin": ((bare > 0) | (palms > 0), 0.7 * ((trunk > 0) & (off["hands"] > 0.15))),
        "upper": (
            (trunk > 0) & (palms == 0) & ~((arms > 0) & beside),
            np.clip(3 * (below - 0.1), 0, 6) + np.clip(4 * (above - 0.25), 0, 6) + 2.0 * (bare > 0),
        ),
        "lower": ((pelvis > 0) & (palms == 0), np.clip(-4 * (below + 0.15), 0, 8)),
        "shoes": (feet > 0, np.clip(6 * (off["feet"] - 0.15), 0, 8)),
    }


def _drawn_face(points, shape):
    drawn = np.zeros(shape, np.uint8)
    _hull(drawn, points)
    return drawn


def _hull(drawn, points):
    cv2.fillConvexPoly(drawn, np.rint(cv2.convexHull(np.float32(points))).astype(np.int32), 1)


def _line(drawn, start, end, half):
    ends = [tuple(int(v) for v in np.rint(p)) for p in (start, end)]
    cv2.line(drawn, *ends, 1, max(1, round(2 * half)))
