"""The picture's own face: where its points lie when it makes a driver's expression and turn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limb_warp.expressions import Expression, gaze_of, rim_gaps
from pose2video.generators.limb_warp.turns import (
    CHIN,
    TOP,
    angles_of,
    axes_of,
    head_axes,
    limited,
)
from pose2video.poses.skeletons import face_mesh

BORDER = 0.14  # face heights within which the motion fades out towards the oval
HOLD, EDGE = 0.85, 0.16  # see `Face.held`; face heights from the oval to where it ends
JAW = 0.8  # share of its motion that the chin makes
LID_SHARES = (0.55, 0.2)  # how much the rows above the upper lid move with it
LOWER_LID = 0.1  # share of a blink that the lower lid makes
LOWER_LIP = 0.75  # share of an opening that the lower lip makes
SHUT = (0.1, 0.3)  # openings of an eye between which the iris comes to be seen
FRONTAL = 0.35  # share of its height to which a face may narrow before it counts as a profile
BROWS, NOSE, WINGS = (105, 334), 4, (64, 294)  # points between which the regions lie
UPPER, LOWER = (159, 386), (145, 374)  # middle of the lids


@dataclass(frozen=True, eq=False)
class Face:
    """A character's face at rest; pixels are those of the canvas.

    Attributes:
        points: float64 `(478, 3)` with depth, in pixels.
        pivot: `(3,)`, the middle between the ears, about which the head turns.
        axes: Of the head in the picture, `(3, 3)`: see `head_axes`.
        height: Of the face in pixels.
        inner: How freely a point moves: 0 on the oval of forehead and cheeks, 1 inside, `(478,)`.
        closing: Offsets `(478, 2)` in face heights that open or close the picture's mouth to the
            driver's neutral one.
        eye_gaps: Eye -> openings at rest in face heights, one per pair of the rim.
        gaze: Where it looks in x: see `Expression.gaze`.
        aside: Unit vectors across the face, away from its middle, `(478, 2)`.
        held: How much a point is kept from moving against `aside` when the head turns, `(478,)`:
            cheeks and jaw are the outline of the head, which a turn does not make narrower.
        regions: Share of every point in brows, eyes and mouth, `(478, 3)`, sums of 1.
    """

    points: np.ndarray
    pivot: np.ndarray
    axes: np.ndarray
    height: float
    inner: np.ndarray
    closing: np.ndarray
    eye_gaps: dict[str, np.ndarray]
    gaze: float
    aside: np.ndarray
    held: np.ndarray
    regions: np.ndarray


def build_face(points, ears, expression: Expression) -> Face | None:
    """Prepare the face of a character.

    Args:
        points: Its 478 face points on the canvas with depth, float `(478, 3)`.
        ears: Middle of its ears on the canvas, `(2,)`.
        expression: The driver's.

    Returns:
        None where the picture shows no face, or shows it in profile.
    """
    if not is_frontal(points[:, :2]):
        return None
    points = points.astype(np.float64)
    axes = head_axes(points)
    height = float(np.linalg.norm(points[CHIN] - points[TOP]))
    upright = points @ axes / height
    mesh = face_mesh()
    gaps = {name: rim_gaps(upright[None], rim)[0] for name, rim in mesh["rims"].items()}
    outward = points[:, :2] - points[mesh["oval"], :2].mean(axis=0)
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    across = axes[:2, 0] / np.linalg.norm(axes[:2, 0])
    far = _to_oval(upright)
    return Face(
        points=points,
        pivot=np.append(ears, (points[234, 2] + points[454, 2]) / 2),
        axes=axes,
        height=height,
        inner=_inner(upright, far),
        closing=_closing(upright, expression.mouth_gap - gaps["mouth"]),
        eye_gaps={name: gap for name, gap in gaps.items() if name != "mouth"},
        gaze=float(gaze_of(upright[None])[0, 0]),
        aside=np.sign(outward @ across)[:, None] * across,
        held=_held(outward @ axes[:2, 1], far),
        regions=_regions(upright),
    )


def is_frontal(points) -> bool:
    """Whether face points `(478, 2)` are known and not those of a profile."""
    if not np.isfinite(points).all():
        return False
    height = np.linalg.norm(points[CHIN] - points[TOP])
    return bool(np.linalg.norm(points[454] - points[234]) >= FRONTAL * height)


def _to_oval(points):
    """Distance of points `(478, 3)` to the oval of the face, seen from the front."""
    start = points[face_mesh()["oval"], :2]
    edge = np.roll(start, -1, axis=0) - start
    to = points[:, None, :2] - start
    at = np.clip((to * edge).sum(axis=2) / (edge**2).sum(axis=1), 0, 1)
    return np.linalg.norm(to - at[..., None] * edge, axis=2).min(axis=1)


def _inner(points, far):
    """How freely points in face heights move; the jaw takes the outline with it."""
    jaw = JAW * _step(points[:, 1], points[WINGS, 1].mean(), points[CHIN, 1])
    return np.maximum(_step(far, 0, BORDER), jaw)


def _held(down, far):
    """See `Face.held`; `down` is how far a point's outward direction goes down, -1 to 1."""
    beside = _step(down, -0.7, -0.2) * (1 - _step(down, 0.75, 0.97))
    return HOLD * beside * (1 - _step(far, 0, EDGE))


def _regions(points):
    """Shares of brows, eyes and mouth by the height in the face; cheeks go with the mouth."""
    y = points[:, 1]
    brows = 1 - _step(y, points[BROWS, 1].mean(), points[UPPER, 1].mean())
    mouth = _step(y, points[LOWER, 1].mean(), points[NOSE, 1])
    return np.stack([brows, 1 - brows - mouth, mouth], axis=1)


def _step(values, low, high):
    """0 below `low`, 1 above `high`, smooth between."""
    t = np.clip((values - low) / max(high - low, 1e-9), 0, 1)
    return t * t * (3 - 2 * t)


def _closing(points, change):
    """Offsets that widen the mouth by `change` (one number a pair), in face heights."""
    rim = face_mesh()["rims"]["mouth"]
    left, right = points[rim["upper"][0]], points[rim["upper"][-1]]
    middle, half = (left + right) / 2, np.linalg.norm(right - left) / 2
    across = np.clip(1 - ((points[:, 0] - middle[0]) / (1.3 * half)) ** 2, 0, 1)
    near = np.exp(-(((points[:, 1] - middle[1]) / (0.9 * half)) ** 2))
    below = points[:, 1] > middle[1]
    below[rim["lower"]], below[rim["upper"]] = True, False
    share = np.where(below, LOWER_LIP, LOWER_LIP - 1) * across * near
    offsets = np.zeros((len(points), 2))
    offsets[:, 1] = share * np.median(change)
    inner = rim["lower"][1:-1], rim["upper"][1:-1]
    offsets[inner[0], 1] = LOWER_LIP * change
    offsets[inner[1], 1] = (LOWER_LIP - 1) * change
    return offsets


def face_points_at(face: Face, expression: Expression, index, strength) -> np.ndarray:
    """Where the face's points lie in one frame.

    Args:
        face: The picture's.
        expression: The driver's.
        index: The frame.
        strength: Has the numbers `brows`, `eyes`, `mouth` and `head`: 0 as in the picture.

    Returns:
        float64 `(478, 3)`, pixels of the canvas with the head still upright as in the picture.
    """
    shares = face.regions @ np.array([strength.brows, strength.eyes, strength.mouth])
    offsets = (expression.offsets[index] + face.closing) * shares[:, None]
    for name, gaps in face.eye_gaps.items():
        _blink(offsets, name, gaps, 1 + strength.eyes * (expression.eyes_open[name][index] - 1))
    moved = face.points + (face.height * face.inner[:, None] * offsets) @ face.axes[:, :2].T
    yaw, pitch, roll = angles_of(face.axes)
    turn = expression.turns[index]
    yaw_to = yaw + limited(strength.head * (turn[0] - yaw))
    pitch_to = pitch + limited(strength.head * turn[1])
    rotation = axes_of(yaw_to, pitch_to, roll) @ face.axes.T
    shift = face.pivot + (moved - face.pivot) @ rotation.T - moved
    inward = np.minimum((shift[:, :2] * face.aside).sum(axis=1), 0)
    shift[:, :2] -= (face.held * inward)[:, None] * face.aside
    return moved + shift


def _blink(offsets, name, gaps, openness):
    """Open an eye to a share of the picture's opening, in place."""
    mesh = face_mesh()
    change = gaps * (max(openness, 0.0) - 1)
    rim = mesh["rims"][name]
    offsets[rim["upper"][1:-1], 1] = -change * (1 - LOWER_LID)
    offsets[rim["lower"][1:-1], 1] = change * LOWER_LID
    for row, share in zip(mesh["lids"][name], LID_SHARES, strict=True):
        offsets[row, 1] = (1 - share) * offsets[row, 1] - share * change


def gaze_at(face: Face, expression: Expression, index, strength) -> dict[str, np.ndarray]:
    """How far the picture's irises move in their eyes, in eye widths: see `gaze_of`.

    Args:
        face: The picture's.
        expression: The driver's.
        index: The frame.
        strength: Has the numbers `gaze` and `eyes`.

    Returns:
        Eye -> `(2,)`; 0 where the eye is closed.
    """
    shift = strength.gaze * np.nan_to_num(expression.gaze[index] - (face.gaze, 0.0))
    opened = {name: 1 + strength.eyes * (o[index] - 1) for name, o in expression.eyes_open.items()}
    return {name: _step(opening, *SHUT) * shift for name, opening in opened.items()}
