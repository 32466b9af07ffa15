"""What a picture says of a body: targets for the keypoints, and how far each can be trusted."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.poses.sequence import PoseSequence

# points of the body -> how far MediaPipe's lie from the model's, in statures
STRAY = {
    "shoulder": 0.007,
    "elbow": 0.004,
    "wrist": 0.005,
    "hip": 0.008,
    "knee": 0.005,
    "ankle": 0.005,
    "heel": 0.010,
    "foot_index": 0.008,
    "ear": 0.008,
    "pinky": 0.02,
    "index": 0.02,
    "thumb": 0.02,
}
LEGS = ("knee", "ankle", "heel", "foot_index")
FACE_STRAY, HAND_STRAY, ROUGH_FACE_STRAY = 0.003, 0.003, 0.006
HAND_DEPTH_STRAY, FACE_DEPTH_STRAY = 0.036, 0.008
FACE_COUNTS = 40  # the 478 points of a face say as much as this many independent ones
HAND_COUNTS = 14
UNSEEN = 0.35  # a point beyond the edge or hidden is a guess of the estimator
VISIBLE = 0.5  # MediaPipe's visibility from which a body point counts as seen
# end to end of what has a direction in depth
BONES = (
    ("left_shoulder", "right_shoulder"),
    ("left_hip", "right_hip"),
    *((f"{s}_{a}", f"{s}_{b}") for s in SIDES for a, b in (
        ("shoulder", "elbow"), ("elbow", "wrist"), ("hip", "shoulder"), ("hip", "knee"),
        ("knee", "ankle"), ("heel", "foot_index"),
    )),
)  # fmt: skip
DEPTH_STRAY = 0.3  # of the depth of a direction of length 1
LARGEST_LEAN_DEG = 25.0


@dataclass(frozen=True, eq=False)
class Evidence:
    """Targets of one picture for the 553 points.

    Attributes:
        pixels: `(553, 2)`, NaN where a point is unknown.
        weight: `(553,)` 1 / pixels, 0 where a point is unknown.
        seen: `(553,)` bool, known, in the picture and not hidden.
        depth: `(553,)` pixels relative to the part's root, of hands and face only, else NaN.
        depth_weight: `(553,)` 1 / pixels.
        bones: `(B, 2)` point indices. slopes: `(B,)`, z of their unit directions (z away).
        slope_weight: `(B,)`.
        stature: Pixels, about how tall the person would be upright.
        hands: Side -> whether the hand was found. face: Whether the face was.
        outside: `(height, width)` float32, how far each pixel is from the person, in pixels.
    """

    pixels: np.ndarray
    weight: np.ndarray
    seen: np.ndarray
    depth: np.ndarray
    depth_weight: np.ndarray
    bones: np.ndarray
    slopes: np.ndarray
    slope_weight: np.ndarray
    stature: float
    hands: dict[str, bool]
    face: bool
    outside: np.ndarray


def evidence_of(poses: PoseSequence, mask) -> Evidence:
    """Read the first frame of a `holistic` sequence and the mask uint8 `(height, width)`."""
    layout, pixels = poses.layout, poses.keypoints[0].astype(np.float64)
    confidence = poses.confidence[0].astype(np.float64)
    known = np.isfinite(pixels).all(axis=1)
    at = np.nan_to_num(pixels, nan=-1)
    inside = known & (at >= 0).all(axis=1) & (at < poses.frame_size).all(axis=1)
    body = np.zeros(len(known), bool)
    body[layout.parts["body"]] = True
    seen = inside & (~body | (confidence >= VISIBLE))
    stature = stature_px(poses)
    stray = np.full(len(known), np.inf)
    hands = {s: bool(poses.found(f"{s}_hand")[0]) for s in SIDES}
    face = bool(poses.found("face")[0])
    for i, name in enumerate(layout.names[: body.sum()]):
        side, _, joint = name.partition("_")
        if joint in ("pinky", "index", "thumb") and hands[side]:
            continue
        if joint in LEGS and not inside[i]:
            continue  # the estimator's guess is worse than a leg that stands
        if joint in STRAY:
            stray[i] = STRAY[joint]
        elif not face:
            stray[i] = ROUGH_FACE_STRAY
    weight = np.where(seen, 1.0, UNSEEN) * np.where(body, np.clip(confidence, 0.1, 1), 1)
    depth_stray = np.full(len(known), np.inf)
    for s in SIDES:
        part = layout.parts[f"{s}_hand"]
        if hands[s]:
            stray[layout.index(f"{s}_wrist")] = 0.015  # the hand has its own
            stray[part] = HAND_STRAY * np.sqrt(21 / HAND_COUNTS)
            depth_stray[part] = HAND_DEPTH_STRAY * np.sqrt(21 / HAND_COUNTS)
            # a hand that a gap was filled with says less
            weight[part] *= np.where(confidence[part] < 0.75, 0.5, 1)
    if face:
        part = layout.parts["face"]
        stray[part] = FACE_STRAY * np.sqrt(478 / FACE_COUNTS)
        depth_stray[part] = FACE_DEPTH_STRAY * np.sqrt(478 / FACE_COUNTS)
    weight = np.where(known, weight / (stray * stature), 0)
    bones = np.array([layout.indices(*pair) for pair in BONES])
    world = upright_world(poses)
    along = world[bones[:, 1]] - world[bones[:, 0]]
    slopes = along[:, 2] / np.maximum(np.linalg.norm(along, axis=1), 1e-6)
    sure = np.where(seen[bones].all(axis=1), 1.0, UNSEEN) / DEPTH_STRAY
    sure[(weight[bones] == 0).any(axis=1)] = 0
    return Evidence(
        pixels,
        weight,
        seen & (weight > 0),
        poses.depth[0].astype(np.float64),
        np.where(known & np.isfinite(poses.depth[0]), 1 / (depth_stray * stature), 0),
        bones,
        slopes,
        np.where(np.isfinite(slopes), sure, 0),
        stature,
        hands,
        face,
        cv2.distanceTransform(np.uint8(mask < 128), cv2.DIST_L2, 5),
    )


def upright_world(poses) -> np.ndarray:
    """The estimator's metres `(553, 3)` with the lean towards or from the camera taken out.

    A single picture hardly shows a lean, and MediaPipe lets people who stand straight lean by ten
    degrees or more; who stands has the shoulders over the ankles. Where the ankles are not seen
    the trunk is set upright. A larger lean is real and stays.
    """
    layout, world = poses.layout, poses.world[0].astype(np.float64)

    def middle(joint):
        pair = layout.indices(f"left_{joint}", f"right_{joint}")
        return world[pair].mean(axis=0), poses.confidence[0, pair].min(), poses.keypoints[0, pair]

    top, _, _ = middle("shoulder")
    low, sure, at = middle("ankle")
    if sure < VISIBLE or (at[:, 1] >= poses.frame_size[1]).any():
        low, _, _ = middle("hip")
    down = low - top
    lean = np.arctan2(down[2], down[1])
    if not abs(lean) <= np.radians(LARGEST_LEAN_DEG):  # or one that is not known
        return world
    c, s = np.cos(lean), np.sin(lean)
    return world @ np.array([[1, 0, 0], [0, c, s], [0, -s, c]]).T


def stature_px(poses) -> float:
    """About how many pixels tall the person is upright, from trunk, shoulders and head.

    Shoulder width, trunk and the distance from nose to shoulders are about 0.23, 0.29 and 0.12 of
    stature (Drillis, Contini, "Body segment parameters", 1966, and the mean body of the model);
    the largest counts, as the others may be foreshortened.
    """

    def middle(joint):
        left, right = poses.layout.indices(f"left_{joint}", f"right_{joint}")
        return poses.keypoints[0, [left, right]].astype(np.float64)

    shoulders, hips = middle("shoulder"), middle("hip")
    nose = poses.keypoints[0, poses.layout.index("nose")]
    lengths = (
        np.linalg.norm(shoulders[0] - shoulders[1]) / 0.23,
        np.linalg.norm(shoulders.mean(axis=0) - hips.mean(axis=0)) / 0.29,
        np.linalg.norm(shoulders.mean(axis=0) - nose) / 0.13,
    )
    return float(np.nanmax(lengths))
