"""Planar figures with exact keypoints: poses, and a paper doll to animate."""

import numpy as np

from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import load_skeleton

# A standing figure seen from the front, 400 x 600 pixels; "left" is the person's own.
_FIGURE = {
    "nose": (200, 90),
    "left_shoulder": (240, 150),
    "right_shoulder": (160, 150),
    "left_elbow": (250, 220),
    "right_elbow": (150, 220),
    "left_wrist": (255, 280),
    "right_wrist": (145, 280),
    "left_hip": (225, 300),
    "right_hip": (175, 300),
    "left_knee": (226, 400),
    "right_knee": (174, 400),
    "left_ankle": (227, 500),
    "right_ankle": (173, 500),
}


def _standing():
    """Keypoints `(553, 2)` of the figure; points that are not listed lie around their anchor."""
    layout = load_skeleton("holistic")
    points = np.zeros((len(layout.names), 2))
    rng = np.random.default_rng(0)
    for i, name in enumerate(layout.names[:33]):
        side = name.split("_")[0]
        if name in _FIGURE:
            points[i] = _FIGURE[name]
        elif name.endswith(("pinky", "index", "thumb")) and "foot" not in name:
            points[i] = np.add(_FIGURE[f"{side}_wrist"], rng.uniform(-8, 8, 2) + np.array([0, 20]))
        elif name.endswith(("heel", "foot_index")):
            toe = 12 if name.endswith("index") else -4
            toe = toe if side == "left" else -toe
            points[i] = np.add(_FIGURE[f"{side}_ankle"], (toe, 18))
        else:
            across = 12 if name.startswith("left") or name.endswith("left") else -12
            points[i] = np.add(_FIGURE["nose"], (across * (1.6 if "ear" in name else 1), -8))
    for side in ("left", "right"):
        hand = np.linspace((0, 0), (6, 40), 21) + rng.uniform(-5, 5, (21, 2))
        hand[0] = 0
        points[layout.parts[f"{side}_hand"]] = hand + _FIGURE[f"{side}_wrist"]
    points[layout.parts["face"]] = rng.uniform(-22, 22, (478, 2)) + _FIGURE["nose"]
    return points


def standing_figure():
    """One frame of the standing figure, everything visible, in the picture plane."""
    points = _standing()[None]
    return PoseSequence.build(points, np.ones((1, 553)), 25, (400, 600), "holistic")


def unseen(poses, *points, frames=slice(None), sure=0.0):
    """The poses with points lost, or of another confidence, in some frames.

    Args:
        points: Names of points or of parts, or indices; none for all of them.
    """
    confidence = poses.confidence.copy()
    for point in points or (slice(None),):
        if isinstance(point, str):
            point = poses.layout.parts.get(point) or poses.layout.index(point)
        confidence[frames, point] = sure
    return poses.changed(confidence=confidence)


def waving_figure():
    """30 frames: the right forearm with its hand swings by up to 90 degrees about the elbow."""
    standing = standing_figure()
    layout = standing.layout
    moving = [
        i
        for i, name in enumerate(layout.names)
        if name.startswith("right_hand_")
        or name in ("right_wrist", "right_pinky", "right_index", "right_thumb")
    ]
    frames = []
    for angle in np.linspace(0, np.pi / 2, 30):
        points = standing.keypoints[0].copy()
        elbow = points[layout.index("right_elbow")]
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        points[moving] = (points[moving] - elbow) @ turn.T + elbow
        frames.append(points)
    return PoseSequence.build(np.array(frames), np.ones((30, 553)), 25, (400, 600), "holistic")


def metres_of(poses):
    """The body of the figure in metres, `(frames, 33, 3)`: 300 pixels a metre, z by the height."""
    points = poses.part("body").astype(np.float64)
    hips = points[:, poses.layout.indices("left_hip", "right_hip")].mean(axis=1, keepdims=True)
    across = (points - hips) / 300
    return np.concatenate([across, 0.2 * np.sin(7 * across[..., 1:])], axis=2)
