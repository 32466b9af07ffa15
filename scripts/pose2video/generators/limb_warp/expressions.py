"""What a driver's face does: its motion in the head's own frame, in units of the face's height."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml

from pose2video.skeletons import RESOURCES

TOP, CHIN = 10, 152  # ends of the face's height
OPEN_PERCENTILE = 80  # eyes are open most of the time
CLOSED = 0.35  # share of their usual opening that MediaPipe still gives to closed eyes
FADE_FRAMES = 5  # a face that is about to be lost fades to rest within so many frames


@dataclass(frozen=True, eq=False)
class Expression:
    """A driver's face over a clip, relative to its own neutral face.

    Attributes:
        offsets: Of the 478 points, x right and y down in the upright head's frame, in face
            heights, float64 `(frames, 478, 2)`; 0 where no face is known.
        eyes_open: 0 closed, 1 as open as usual, `{"left_eye": (frames,), "right_eye": ...}`.
        mouth_gap: Opening of the lips of the neutral face in face heights, one per pair of points.
    """

    offsets: np.ndarray
    eyes_open: dict[str, np.ndarray]
    mouth_gap: np.ndarray


@cache
def face_mesh() -> dict:
    """Triangles, oval, rims and lids of MediaPipe's face mesh, integer arrays by name."""
    data = yaml.safe_load((RESOURCES / "skeletons" / "face_mesh.yaml").read_text())
    rims = {name: {k: np.array(v) for k, v in rim.items()} for name, rim in data["rims"].items()}
    lids = {name: np.array(rows) for name, rows in data["lids"].items()}
    plain = {name: np.array(data[name]) for name in ("oval", "rigid", "triangles")}
    return {"rims": rims, "lids": lids, **plain}


def read_expression(motion) -> Expression | None:
    """Take a driver's expressions from the face points of a motion.

    Every frame's face is laid over the clip's median face by its rigid points (rotation in three
    dimensions, scale and shift: Umeyama 1991), so that turns of the head do not count.

    Args:
        motion: A `holistic` sequence.

    Returns:
        None where the face is known in fewer than three frames.
    """
    part = motion.layout.parts["face"]
    points = np.concatenate(
        [motion.keypoints[:, part], motion.depth[:, part, None]], axis=2, dtype=np.float64
    )
    known = np.isfinite(points).all(axis=(1, 2))
    if known.sum() < 3:
        return None
    faces, neutral = _aligned(points[known])
    height = np.linalg.norm(neutral[CHIN, :2] - neutral[TOP, :2])
    offsets = np.zeros((motion.n_frames, points.shape[1], 2))
    offsets[known] = (faces - neutral)[..., :2] / height
    lost = np.flatnonzero(~known)
    if lost.size:
        away = np.abs(np.arange(motion.n_frames)[:, None] - lost).min(axis=1)
        offsets *= np.minimum(away / (FADE_FRAMES + 1), 1)[:, None, None]
    eyes = {}
    for name, rim in face_mesh()["rims"].items():
        if name == "mouth":
            continue
        opening = rim_gaps(faces, rim).mean(axis=1)
        usual = max(np.percentile(opening, OPEN_PERCENTILE), 1e-9)
        eyes[name] = np.ones(motion.n_frames)
        eyes[name][known] = np.clip((opening / usual - CLOSED) / (1 - CLOSED), 0, 1.25)
    mouth = rim_gaps(neutral[None], face_mesh()["rims"]["mouth"])[0] / height
    return Expression(offsets, eyes, mouth)


def rim_gaps(faces, rim):
    """Vertical openings between upper and lower rim, `(frames, pairs)`, never below 0."""
    upper, lower = rim["upper"][1:-1], rim["lower"][1:-1]
    return np.maximum(faces[:, lower, 1] - faces[:, upper, 1], 0)


def _aligned(points):
    """Faces `(T, 478, 3)` in one frame, upright, and their median."""
    rigid = face_mesh()["rigid"]
    width = np.linalg.norm(points[:, 454] - points[:, 234], axis=1)
    flat = np.linalg.norm((points[:, 454] - points[:, 234])[:, :2], axis=1)
    neutral = points[int(np.argmax(flat / width))]  # the most frontal face, to begin with
    for _ in range(3):
        faces = _fit(points, neutral, rigid)
        neutral = np.median(faces, axis=0)
    up = neutral[CHIN, :2] - neutral[TOP, :2]
    turn = upright(up)
    faces = faces.copy()
    faces[..., :2] = faces[..., :2] @ turn.T
    return faces, np.median(faces, axis=0)


def upright(up):
    """Rotation `(2, 2)` that turns the vector from forehead to chin straight down."""
    x, y = up / np.linalg.norm(up)
    return np.array([[y, -x], [x, y]])


def _fit(points, target, rigid):
    """Every face of `points`, moved so that its rigid points lie best on those of `target`."""
    a, b = points[:, rigid], target[rigid]
    mean_a, mean_b = a.mean(axis=1, keepdims=True), b.mean(axis=0)
    a, b = a - mean_a, b - mean_b
    u, s, vt = np.linalg.svd(np.einsum("tki,kj->tij", a, b))
    flip = np.sign(np.linalg.det(u @ vt))
    u[:, :, 2] *= flip[:, None]
    s[:, 2] *= flip
    scale = s.sum(axis=1) / (a**2).sum(axis=(1, 2))
    return scale[:, None, None] * ((points - mean_a) @ (u @ vt)) + mean_b
