"""Pixels that are the person for sure, and the surroundings of the feet."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.characters.preparation.seeds import HALF_WIDTHS
from pose2video.poses.skeletons import load_hand


def certain_pixels(shape, joints, confidence, face, hands, unit):
    """Pixels that are the person for sure: face, bones and fingers, as bool."""
    drawn = np.zeros(shape, np.uint8)
    centre = face.mean(axis=0)
    hull = cv2.convexHull(np.float32(centre + 0.9 * (face - centre)))
    cv2.fillConvexPoly(drawn, np.rint(hull).astype(np.int32), 1)
    for bone in BONES.values():
        if min(confidence[bone.start], confidence[bone.end]) > 0.6:
            ends = [tuple(int(v) for v in np.rint(joints[j])) for j in (bone.start, bone.end)]
            width = HALF_WIDTHS[bone.name.split("_", 1)[1]] * unit
            if not bone.name.endswith("hand"):
                cv2.line(drawn, *ends, 1, max(1, round(0.7 * width)))
    for points in hands.values():
        if points is None:
            continue
        for finger in load_hand().fingers:
            cv2.polylines(drawn, [np.rint(points[list(finger)]).astype(np.int32)], False, 1, 2)
    return drawn > 0


def around_feet(shape, joints, shown, unit):
    """The surroundings of the feet that the picture shows, bool of `shape`."""
    drawn = np.zeros(shape, np.uint8)
    for name in shown:
        if name.endswith("foot"):
            ends = [np.rint(joints[j]).astype(int) for j in (BONES[name].start, BONES[name].end)]
            cv2.line(drawn, *map(tuple, ends), 1, max(1, round(0.5 * unit)))
    return drawn > 0
