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
# Bones that point at the camera for much of a film: their longer measures are the true ones.
PERCENTILES = {"upper_arm": 75, "forearm": 75, "thigh": 75, "shin": 75, "shoulders": 75, "hips": 75}
# Usual shares in MediaPipe's keypoints, measured on three standing people in pictures and films:
# upper arm to shoulders 0.81 to 0.83, to spine 0.50 to 0.53, forearm to upper arm 0.95 to 1.05.
UPPER_ARM_SHARES = {"shoulders": 0.82, "spine": 0.52}
FOREARM_SHARE = 1.0
TOLERANCE = 0.2  # an arm may be off from its usual share by this much
MIN_CONFIDENCE = 0.5
# The world coordinates are noisy: an arm may seem to be this much longer than it looks although it
# lies in the picture plane. One that seems longer than MAX_STRETCH does not tell its length.
NOISE_STRETCH = 1.2
MAX_STRETCH = 2.0
NEARER = 0.12  # change of size, as a logarithm, below which someone does not come nearer


def in_frame(poses, margin=0.05) -> np.ndarray:
    """Whether a point lies on the picture, give or take `margin` of its size: bool `(T, K)`."""
    size = np.array(poses.frame_size)
    with np.errstate(invalid="ignore"):
        inside = (poses.keypoints >= -margin * size) & (poses.keypoints <= (1 + margin) * size)
    return inside.all(axis=2)


def bone_tracks(poses) -> dict[str, np.ndarray]:
    """Length of every bone in every frame, in pixels.

    An arm's length in the picture is divided by the share of it that lies in the picture plane, as
    far as the world coordinates tell; one that points at the camera is not measured.

    Returns:
        bone -> float64 of shape `(frames, measuring pairs)`, NaN where not seen well enough.
    """
    good = (poses.confidence >= MIN_CONFIDENCE) & in_frame(poses)
    keypoints = np.where(good[..., None], poses.keypoints.astype(np.float64), np.nan)
    tracks = {}
    for bone, pairs in BONES.items():
        a, b = (poses.layout.indices(*names) for names in zip(*pairs, strict=True))
        flat = np.linalg.norm(keypoints[:, b] - keypoints[:, a], axis=2)
        flat = np.where(flat > 0, flat, np.nan)
        if bone in ("upper_arm", "forearm"):
            metres = poses.world[:, b] - poses.world[:, a]
            with np.errstate(invalid="ignore", divide="ignore"):
                stretch = np.linalg.norm(metres, axis=2) / np.linalg.norm(metres[..., :2], axis=2)
            stretch = np.nan_to_num(stretch, nan=1.0)
            flat = np.where(stretch <= MAX_STRETCH, flat, np.nan)
            flat = flat * np.maximum(stretch / NOISE_STRETCH, 1)
        tracks[bone] = flat
    return tracks


def bone_lengths(poses) -> dict[str, float]:
    """Typical length of every bone in pixels at the size the person has when the clip begins.

    A percentile over the frames, arms kept within human proportions; where the person comes
    nearer or goes away, scaled to the first frame. NaN where a bone is never seen.
    """
    tracks = bone_tracks(poses)
    size = _size(tracks, round(poses.fps))
    typical = {
        bone: _percentile(values / size[:, None], PERCENTILES.get(bone, 50))
        for bone, values in tracks.items()
    }
    shares = [typical[bone] * share for bone, share in UPPER_ARM_SHARES.items()]
    if np.isfinite(shares).any():
        typical["upper_arm"] = _near(typical["upper_arm"], np.nanmax(shares))
        typical["forearm"] = _near(typical["forearm"], FOREARM_SHARE * typical["upper_arm"])
    return {bone: length * size[0] for bone, length in typical.items()}


def _size(tracks, window):
    """How large the person is in each frame, compared with the median; 1 where it hardly changes.

    The median over bones that seldom all foreshorten at once; over time a line through a window
    around every frame, so that the ends are not biased.
    """
    ratios = [
        tracks[b] / _percentile(tracks[b], 50) for b in ("spine", "shoulders", "head", "thigh")
    ]
    rows = np.concatenate(ratios, axis=1)
    raw = np.array([_percentile(row, 50) for row in rows])
    known = np.flatnonzero(np.isfinite(raw))
    size = np.ones(len(raw))
    for t in range(len(raw)):
        near = known[np.abs(known - t) <= window // 2]
        if len(near) > 2:
            size[t] = np.polyval(np.polyfit(near - t, raw[near], 1), 0)
    return size if np.abs(np.log(size)).max() >= NEARER else np.ones_like(size)


def _near(length, expected):
    return float(np.clip(length, (1 - TOLERANCE) * expected, (1 + TOLERANCE) * expected))


def _percentile(values, share):
    values = values[np.isfinite(values)]
    return float(np.percentile(values, share)) if values.size else np.nan
