"""Lengths of a person's bones in pixels, freed of foreshortening as far as depth tells."""

from __future__ import annotations

import numpy as np

# bone -> the pairs of body points that measure it (left and right give one length)
BONES = {
    "shoulders": [("left_shoulder", "right_shoulder")],
    "hips": [("left_hip", "right_hip")],
    "spine": [("left_shoulder", "left_hip"), ("right_shoulder", "right_hip")],
    "upper_arm": [("left_shoulder", "left_elbow"), ("right_shoulder", "right_elbow")],
    "forearm": [("left_elbow", "left_wrist"), ("right_elbow", "right_wrist")],
    "thigh": [("left_hip", "left_knee"), ("right_hip", "right_knee")],
    "shin": [("left_knee", "left_ankle"), ("right_knee", "right_ankle")],
    "foot": [("left_heel", "left_foot_index"), ("right_heel", "right_foot_index")],
    "head": [("left_ear", "right_ear"), ("left_eye", "right_eye")],
    "neck": [("left_shoulder", "nose"), ("right_shoulder", "nose")],
}
# Arms point at the camera for much of a signing film: the longer of their lengths are the true ones.
PERCENTILES = {"upper_arm": 75, "forearm": 75}
# Shares of body height: upper arm 0.186, forearm 0.146, thigh 0.245, shin 0.246 (Drillis and
# Contini 1966). A measured bone may be off from its neighbour's share by a quarter.
NEIGHBOURS = {"forearm": ("upper_arm", 0.146 / 0.186), "shin": ("thigh", 0.246 / 0.245)}
MIN_CONFIDENCE = 0.5
MAX_STRETCH = 1.8  # a bone that points more at the camera than this does not tell its length


def in_frame(poses, margin=0.05) -> np.ndarray:
    """Whether a point lies on the picture, give or take `margin` of its size: bool `(T, K)`."""
    size = np.array(poses.frame_size)
    with np.errstate(invalid="ignore"):
        inside = (poses.keypoints >= -margin * size) & (poses.keypoints <= (1 + margin) * size)
    return inside.all(axis=2)


def bone_tracks(poses) -> dict[str, np.ndarray]:
    """Length of every bone in every frame, in pixels.

    The length in the picture is divided by the share of the bone that lies in the picture plane,
    known from the world coordinates; where they are unknown it is taken as it is, and where the
    bone points at the camera it is not measured.

    Returns:
        bone -> float64 of shape `(frames, measuring pairs)`, NaN where not seen well enough.
    """
    good = (poses.confidence >= MIN_CONFIDENCE) & in_frame(poses)
    keypoints = np.where(good[..., None], poses.keypoints.astype(np.float64), np.nan)
    tracks = {}
    for bone, pairs in BONES.items():
        a, b = (poses.layout.indices(*names) for names in zip(*pairs, strict=True))
        flat = np.linalg.norm(keypoints[:, b] - keypoints[:, a], axis=2)
        metres = poses.world[:, b] - poses.world[:, a]
        with np.errstate(invalid="ignore", divide="ignore"):
            stretch = np.linalg.norm(metres, axis=2) / np.linalg.norm(metres[..., :2], axis=2)
        stretch = np.nan_to_num(stretch, nan=1.0)
        told = (stretch <= MAX_STRETCH) & (flat > 0)
        tracks[bone] = np.where(told, flat * stretch, np.nan)
    return tracks


def bone_lengths(poses) -> dict[str, float]:
    """Typical length of every bone in pixels at the size the person has when the clip begins.

    The median over the frames (arms: the 75th percentile), kept within a quarter of human
    proportions; where the person comes nearer or goes away (more than 8 %), scaled to the first
    half second. NaN where a bone is never seen.
    """
    tracks = bone_tracks(poses)
    with np.errstate(all="ignore"):
        typical = {
            bone: _percentile(values, PERCENTILES.get(bone, 50)) for bone, values in tracks.items()
        }
        rigid = ("spine", "upper_arm", "thigh", "shin", "shoulders", "head")
        sizes = np.concatenate([tracks[bone] / typical[bone] for bone in rigid], axis=1)
        start = _percentile(sizes[: max(1, round(poses.fps / 2))], 50)
    if not np.isfinite(start) or abs(np.log(start)) < 0.08:
        start = 1.0
    for bone, (neighbour, share) in NEIGHBOURS.items():
        expected = share * typical[neighbour]
        if np.isfinite(expected):
            typical[bone] = float(np.clip(typical[bone], 0.75 * expected, 1.25 * expected))
    return {bone: length * start for bone, length in typical.items()}


def _percentile(values, share):
    values = values[np.isfinite(values)]
    return float(np.percentile(values, share)) if values.size else np.nan
