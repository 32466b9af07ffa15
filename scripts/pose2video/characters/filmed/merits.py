"""How well each frame of a film would serve as a character's picture, as far as its pose tells."""

from __future__ import annotations

import numpy as np

# merit -> weight: what a picture lacks in the first ones no generator can make up for
WEIGHTS = {
    "faces the camera": 3.0,
    "whole in the frame": 3.0,
    "hands seen": 3.0,
    "hands open": 2.0,
    "eyes open": 1.0,
    "arms off the body": 1.5,
    "still": 1.0,
    "sharp": 1.5,
}
MARGIN = 0.01  # of the frame's sides: a point nearer to the edge is cut off
STILL_PER_S = 0.25  # trunk lengths per second at which a frame counts half
HANDS = ("left_hand", "right_hand")
# upper and lower lid, inner and outer corner of each eye: MediaPipe's face mesh
EYES = ((159, 145, 133, 33), (386, 374, 362, 263))
FINGERS = ("thumb", "index", "middle", "ring", "pinky")


def merits_of(poses) -> dict[str, np.ndarray]:
    """What speaks for each frame.

    Args:
        poses: A `holistic` `PoseSequence` of `T` frames.

    Returns:
        Merit -> `(T,)` in [0, 1], the names of `WEIGHTS` but `sharp`, which pictures tell; 0 where
        nobody is found.
    """
    there = poses.found("body")
    found = {
        "faces the camera": _facing(poses),
        "whole in the frame": _whole(poses),
        "hands seen": np.mean([poses.found(hand) for hand in HANDS], axis=0),
        "hands open": np.mean([_open(poses, hand) for hand in HANDS], axis=0),
        "eyes open": _eyes(poses),
        "arms off the body": np.mean([_off(poses, side) for side in ("left", "right")], axis=0),
        "still": _still(poses),
    }
    return {name: np.where(there, np.nan_to_num(values), 0.0) for name, values in found.items()}


def total(merits) -> np.ndarray:
    """One number for each frame: the weighted mean of its merits, `(T,)` in [0, 1]."""
    weights = {name: WEIGHTS[name] for name in merits}
    return sum(weights[name] * merits[name] for name in merits) / sum(weights.values())


def trunk_length(poses) -> float:
    """Median distance of shoulders and hips in pixels; twice that of the shoulders without hips."""
    shoulders, hips = (_middle(poses, part) for part in ("shoulder", "hip"))
    lengths = np.linalg.norm(shoulders - hips, axis=1)
    if np.isfinite(lengths).any():
        return float(np.nanmedian(lengths))
    width = np.linalg.norm(_at(poses, "left_shoulder") - _at(poses, "right_shoulder"), axis=1)
    return float(2 * np.nanmedian(width)) if np.isfinite(width).any() else np.nan


def _at(poses, name):
    return poses.keypoints[:, poses.layout.index(name)]


def _middle(poses, part):
    return (_at(poses, f"left_{part}") + _at(poses, f"right_{part}")) / 2


def _facing(poses):
    """How squarely the shoulders and the head look at the camera.

    Shoulders: how wide they are against the widest of the film, right one on the left of the frame.
    Head: how near the nose is to the middle of the ears, against half their distance.
    """
    width = _at(poses, "left_shoulder")[:, 0] - _at(poses, "right_shoulder")[:, 0]
    widest = np.nanpercentile(width, 95) if np.isfinite(width).any() else np.nan
    square = np.clip(width / max(widest, 1e-6), 0, 1)
    ears = _at(poses, "left_ear")[:, 0] - _at(poses, "right_ear")[:, 0]
    aside = np.abs(_at(poses, "nose")[:, 0] - _middle(poses, "ear")[:, 0])
    straight = np.where(ears > 0, np.clip(1 - aside / np.maximum(ears, 1e-6), 0, 1), 0)
    return np.clip(square, 0, 1) ** 2 * (0.3 + 0.7 * straight)


def _whole(poses):
    """Share of what is mostly in the film's frame that is in this one; half without a hand."""
    inside = inside_frame(poses)
    names = poses.layout.names[poses.layout.parts["body"]]
    often = inside[:, poses.layout.parts["body"]].mean(axis=0) > 0.3
    always = [i for i, name in enumerate(names) if name == "nose" or name.endswith("wrist")]
    asked = sorted({*np.flatnonzero(often), *always})
    return inside[:, asked].mean(axis=1) * np.where(inside[:, always].all(axis=1), 1, 0.5)


def inside_frame(poses) -> np.ndarray:
    """Whether each point is known and in the frame, off its edges: bool `(T, K)`."""
    sides = np.array(poses.frame_size)
    points = np.nan_to_num(poses.keypoints, nan=-1)
    return ((points > MARGIN * sides) & (points < (1 - MARGIN) * sides)).all(axis=2)


def _open(poses, hand):
    """How far the fingers are stretched: from knuckle to tip against the way along the joints."""
    shares = []
    for finger in FINGERS:
        joints = ("cmc", "mcp", "ip", "tip") if finger == "thumb" else ("mcp", "pip", "dip", "tip")
        chain = np.stack([_at(poses, f"{hand}_{finger}_{joint}") for joint in joints], axis=1)
        way = np.linalg.norm(np.diff(chain, axis=1), axis=2).sum(axis=1)
        shares.append(np.linalg.norm(chain[:, -1] - chain[:, 0], axis=1) / np.maximum(way, 1e-6))
    straight = np.mean(shares, axis=0)
    palm = _at(poses, f"{hand}_middle_mcp") - _at(poses, f"{hand}_wrist")
    size = np.linalg.norm(palm, axis=1) / trunk_length(poses)  # 0.2 of a palm seen from the front
    return np.clip((straight - 0.6) / 0.35, 0, 1) * np.clip(size / 0.12, 0, 1)


def _eyes(poses):
    """How far the lids are apart against the eyes' widths, and against the widest of the film."""
    if poses.skeleton != "holistic":
        raise ValueError(f"eyes are points of the skeleton holistic, not of {poses.skeleton}")
    face = poses.part("face")
    gaps = np.mean(
        [
            np.linalg.norm(face[:, above] - face[:, below], axis=1)
            / np.maximum(np.linalg.norm(face[:, inner] - face[:, outer], axis=1), 1e-6)
            for above, below, inner, outer in EYES
        ],
        axis=0,
    )
    widest = np.nanpercentile(gaps, 90) if np.isfinite(gaps).any() else np.nan
    return np.clip((gaps / widest - 0.4) / 0.4, 0, 1)


def _off(poses, side):
    """How far an arm is from the trunk: elbow and wrist beside it, by a fifth of its length."""
    edge = _at(poses, f"{side}_shoulder")[:, 0]
    out = 1 if side == "left" else -1  # the left side of someone who faces the camera
    beside = [
        np.clip(out * (_at(poses, f"{side}_{joint}")[:, 0] - edge) / trunk_length(poses), -0.2, 0.2)
        for joint in ("elbow", "wrist")
    ]
    return np.nan_to_num(np.mean(beside, axis=0) / 0.4 + 0.5)


def _still(poses):
    """How little arms and head move, mean speed of their points from and to the frames beside."""
    names = ("nose", "left_elbow", "right_elbow", "left_wrist", "right_wrist")
    points = poses.keypoints[:, poses.layout.indices(*names)]
    steps = np.linalg.norm(np.diff(points, axis=0), axis=2)
    speed = np.stack([np.concatenate([steps[:1], steps]), np.concatenate([steps, steps[-1:]])], 1)
    speed = speed.reshape(len(points), -1)
    known = np.isfinite(speed)
    per_s = np.where(known, speed, 0).sum(axis=1) / np.maximum(known.sum(axis=1), 1) * poses.fps
    return 1 / (1 + per_s / trunk_length(poses) / STILL_PER_S)
