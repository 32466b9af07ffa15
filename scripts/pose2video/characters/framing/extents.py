"""How far a performance reaches: crown, fingertips, soles, and no farther than it is drawn."""

from __future__ import annotations

import numpy as np

from pose2video.poses.skeletons import face_mesh

MIN_CONFIDENCE = 0.3
CROWN = 0.45  # of the face's height: from the forehead to the crown, hair included
SOLE = 0.35  # of the length from ankle to toe: the sole lies below both
ASIDE = 0.5  # of that: a shoe goes on to the side
FINGER = 0.06  # of the shoulders' width: half a finger
OUT = 1.1  # of the shoulders' width beside the hips: a hand so far out does not rest
FOREHEAD, CHIN = "face_10", "face_152"
FEET = tuple(f"{s}_{p}" for s in ("left", "right") for p in ("ankle", "heel", "foot_index"))
EDGE = 0.01  # of the picture: a joint must lie this far inside to be shown


def shows_feet(reference) -> bool:
    """Whether a picture shows both feet.

    Args:
        reference: The character's pose, one frame, in pixels of its picture.
    """
    which = reference.layout.indices("left_ankle", "right_ankle")
    points = reference.keypoints[0, which]
    size = np.array(reference.frame_size)
    with np.errstate(invalid="ignore"):
        inside = ((points > EDGE * size) & (points < (1 - EDGE) * size)).all()
    return bool(inside and (reference.confidence[0, which] >= MIN_CONFIDENCE).all())


def crown_height(poses) -> np.ndarray:
    """y of the crown in each frame, `(T,)`, by forehead and chin; NaN where they are missing.

    Of a character's picture it is below 0 where the picture cuts the head off.
    """
    return _crown(poses.keypoints.astype(np.float64), poses.layout)[:, 0, 1]


def hip_height(poses) -> np.ndarray:
    """y of the middle of the hips in each frame, `(T,)`, NaN where they are missing."""
    return poses.keypoints[:, poses.layout.indices("left_hip", "right_hip"), 1].mean(axis=1)


def extents(poses, feet=True, crown=True) -> np.ndarray:
    """The rectangle that the figure fills in each frame.

    Args:
        poses: A `holistic` sequence.
        feet: Whether feet are drawn; without them knees and feet do not count, and hands only down
            to the hips: below they rest, but far out to the side.
        crown: Whether the crown counts: of a head that the picture cuts off there is none.

    Returns:
        `(T, 4)` left, top, right, bottom in pixels; NaN where nobody is known.
    """
    layout = poses.layout
    sure = (poses.confidence >= MIN_CONFIDENCE)[..., None]
    points = np.where(sure, poses.keypoints, np.nan).astype(np.float64)
    shoulders = points[:, layout.indices(*_both("shoulder"))]
    unit = np.linalg.norm(shoulders[:, :1] - shoulders[:, 1:], axis=2, keepdims=True)
    finger = FINGER * np.nan_to_num(unit)
    hands = points[:, np.r_[layout.parts["left_hand"], layout.parts["right_hand"]]]
    parts = [
        points[:, layout.parts["face"]][:, face_mesh()["oval"]],
        points[:, layout.indices("nose", *_both("shoulder", "elbow", "wrist", "hip"))],
        hands - finger,
        hands + finger,
    ]
    if crown:
        parts.append(_crown(points, layout))
    if feet:
        toes, ankles = (points[:, layout.indices(*_both(p))] for p in ("foot_index", "ankle"))
        sole = SOLE * np.nan_to_num(np.linalg.norm(toes - ankles, axis=2).max(axis=1))
        stands = points[:, layout.indices(*FEET)]
        sole = sole[:, None, None]
        parts += [stands + sole * way for way in ([0.0, 1.0], [-ASIDE, 0.0], [ASIDE, 0.0])]
    everything = np.concatenate(parts, axis=1)
    if not feet:
        rest = np.nan_to_num(hip_height(poses), nan=np.inf)[:, None]
        hips = points[:, layout.indices(*_both("hip")), 0].mean(axis=1, keepdims=True)
        out = np.abs(everything[..., 0] - hips) > OUT * unit[..., 0]
        everything[..., 1] = np.where(out, everything[..., 1], np.minimum(everything[..., 1], rest))
    some = np.isfinite(everything[..., 0]).any(axis=1)
    result = np.full((poses.n_frames, 4), np.nan)
    known = everything[some]
    result[some] = np.hstack([np.nanmin(known, axis=1), np.nanmax(known, axis=1)])
    return result


def _crown(points, layout):
    """The crown `(T, 1, 2)`, by forehead and chin."""
    forehead, chin = (points[:, layout.indices(name)] for name in (FOREHEAD, CHIN))
    return forehead + CROWN * (forehead - chin)


def _both(*parts):
    """Names of parts of the left and of the right side."""
    return tuple(f"{side}_{part}" for part in parts for side in ("left", "right"))
