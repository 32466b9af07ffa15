"""Lengths and outlines of a person, from the picture's keypoints."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import BONES, JOINTS, SIDES
from pose2video.poses.skeletons import face_mesh


def body_unit(joints):
    """A length that stands for the size of a body: the width of its shoulders, in pixels.

    Seen from the side the shoulders nearly coincide; then 0.7 of the trunk's length counts
    (ratio of biacromial width to shoulder-hip length, about 0.7 to 0.8 in adults).
    """
    shoulders, hips = (np.array([joints[f"{s}_{j}"] for s in SIDES]) for j in ("shoulder", "hip"))
    trunk = np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0))
    return float(max(np.linalg.norm(shoulders[0] - shoulders[1]), 0.55 * trunk))


def face_outline(poses, body):
    """Points around the face with the ears, `(n, 2)`; from eyes, ears and mouth if need be."""
    rough = body[:11]
    face = poses.part("face")[0]
    outline = face[face_mesh()["oval"]] if poses.found("face")[0] else rough
    return np.concatenate([outline, body[7:9]]).astype(np.float64)


def confidence_of(poses):
    """How sure each joint is: `{joint: float}`."""
    index = poses.layout.index
    names = {"knuckle": "wrist", "toe": "foot_index"}
    of = {joint: joint.split("_")[1] for joint in JOINTS}
    return {
        joint: float(poses.confidence[0, index(f"{joint.split('_')[0]}_{names.get(n, n)}")])
        for joint, n in of.items()
    }


def neck_disc(joints, face):
    """Disc around the chin that trunk and head share: x, y, radius in pixels."""
    shoulders = np.mean([joints[f"{s}_shoulder"] for s in SIDES], axis=0)
    centre = face.mean(axis=0)
    chin = face[np.argmax((face - centre) @ (shoulders - centre))]
    ears = np.linalg.norm(face[-1] - face[-2])
    return (*chin, 0.4 * max(ears, 0.8 * np.linalg.norm(chin - centre)))


def floor_row(joints, shown):
    """The row below which floor is to be expected; None where the picture shows no shins."""
    shins = [BONES[name] for name in shown if name.endswith("shin")]
    rows = [joints[b.end][1] - 0.25 * (joints[b.end][1] - joints[b.start][1]) for b in shins]
    return min(rows) if rows else None
