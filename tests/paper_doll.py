"""A paper doll of flat colours, with exact mask, joints and pieces."""

from pathlib import Path

import cv2
import numpy as np

from pose2video.characters.character import Character
from pose2video.characters.preparation.pieces import cut_pieces
from pose2video.characters.preparation.plan import BONES, ORDER, joints_of
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_skeleton

SIZE = (240, 320)
BACKGROUND = (20, 160, 40)
LAYOUT = load_skeleton("holistic")
POINTS = {
    "left_shoulder": (148, 95), "right_shoulder": (92, 95),
    "left_elbow": (172, 140), "right_elbow": (68, 140),
    "left_wrist": (186, 185), "right_wrist": (54, 185),
    "left_index": (190, 203), "right_index": (50, 203),
    "left_pinky": (194, 201), "right_pinky": (46, 201),
    "left_hip": (138, 180), "right_hip": (102, 180),
    "left_knee": (140, 235), "right_knee": (100, 235),
    "left_ankle": (141, 285), "right_ankle": (99, 285),
    "left_foot_index": (154, 296), "right_foot_index": (86, 296),
    "nose": (120, 58), "left_ear": (138, 54), "right_ear": (102, 54),
    "left_eye": (128, 50), "right_eye": (112, 50),
    "left_eye_outer": (132, 50), "right_eye_outer": (108, 50),
    "mouth_left": (126, 68), "mouth_right": (114, 68),
}  # fmt: skip
HALF = {"upper_arm": 9, "forearm": 8, "hand": 8, "thigh": 14, "shin": 10, "foot": 7}
COLOURS = {name: tuple(40 + 25 * (i * k % 8) for k in (1, 3, 5)) for i, name in enumerate(ORDER)}


def poses(frames=1):
    shape = (frames, len(LAYOUT.names))
    keypoints, confidence, depth = np.full((*shape, 2), np.nan), np.zeros(shape), np.zeros(shape)
    for name, xy in POINTS.items():
        keypoints[:, LAYOUT.index(name)] = xy
        confidence[:, LAYOUT.index(name)] = 1
    return PoseSequence.build(keypoints, confidence, 25, SIZE, "holistic", depth)


def paper_character():
    """The doll: every piece a capsule, disc or box of its own colour."""
    joints = {name: xy[0] for name, xy in joints_of(poses()).items()}
    owner = np.zeros(SIZE[::-1], np.uint8)
    for i, name in enumerate(ORDER, 1):
        if name == "torso":
            cv2.rectangle(owner, (88, 86), (152, 190), i, -1)
            cv2.rectangle(owner, (112, 70), (128, 90), i, -1)
        elif name == "head":
            cv2.ellipse(owner, (120, 52), (19, 26), 0, 0, 360, i, -1)
        else:
            ends = [tuple(int(v) for v in joints[j]) for j in (BONES[name].start, BONES[name].end)]
            cv2.line(owner, *ends, i, 2 * HALF[name.split("_", 1)[1]])
    picture = np.full((SIZE[1], SIZE[0], 3), BACKGROUND, np.uint8)
    for i, name in enumerate(ORDER, 1):
        picture[owner == i] = COLOURS[name]
    mask = (owner > 0).astype(np.float32)
    shares = {name: (owner == i).astype(np.float32) for i, name in enumerate(ORDER, 1)}
    widths = {name: float(HALF[name.split("_", 1)[1]]) for name in BONES}
    unknown = np.zeros(mask.shape, np.uint8)
    pieces = cut_pieces(picture, mask, shares, joints, widths, (120, 78, 10), 8.0, unknown)
    background = np.full_like(picture, BACKGROUND)
    mask8 = (mask * 255).astype(np.uint8)
    return Character(picture, mask8, background, poses(), Path("."), tuple(pieces))


def moved(motion, **points):
    """A motion with some points moved in all frames."""
    keypoints = motion.keypoints.copy()
    for name, xy in points.items():
        keypoints[:, LAYOUT.index(name)] = xy
    return motion.changed(keypoints=keypoints, confidence=np.isfinite(keypoints).all(axis=2))
