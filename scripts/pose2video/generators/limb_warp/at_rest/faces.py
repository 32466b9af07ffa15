"""The picture's own face: its points, and how each of them may move."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.limb_warp.at_rest.face_measures import gaze_of, rim_gaps, smooth_step
from pose2video.generators.limb_warp.at_rest.turns import CHIN, TOP, head_axes
from pose2video.poses.skeletons import face_mesh

BORDER = 0.14  # face heights within which the motion fades out towards the oval
HOLD, EDGE = 0.85, 0.16  # see `Face.held`; face heights from the oval to where it ends
JAW = 0.8  # share of its motion that the chin makes
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
        gaps: Of eyes and mouth: openings at rest in face heights, one per pair of the rim.
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
    gaps: dict[str, np.ndarray]
    gaze: float
    aside: np.ndarray
    held: np.ndarray
    regions: np.ndarray

    @property
    def upright(self) -> np.ndarray:
        """The points in the head's own frame, in face heights, `(478, 3)`."""
        return self.points @ self.axes / self.height


def build_face(points, ears) -> Face | None:
    """Prepare the face of a character.

    Args:
        points: Its 478 face points on the canvas with depth, float `(478, 3)`.
        ears: Middle of its ears on the canvas, `(2,)`.

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
        gaps=gaps,
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
    jaw = JAW * smooth_step(points[:, 1], points[WINGS, 1].mean(), points[CHIN, 1])
    return np.maximum(smooth_step(far, 0, BORDER), jaw)


def _held(down, far):
    """See `Face.held`; `down` is how far a point's outward direction goes down, -1 to 1."""
    beside = smooth_step(down, -0.7, -0.2) * (1 - smooth_step(down, 0.75, 0.97))
    return HOLD * beside * (1 - smooth_step(far, 0, EDGE))


def _regions(points):
    """Shares of brows, eyes and mouth by the height in the face; cheeks go with the mouth."""
    y = points[:, 1]
    brows = 1 - smooth_step(y, points[BROWS, 1].mean(), points[UPPER, 1].mean())
    mouth = smooth_step(y, points[LOWER, 1].mean(), points[NOSE, 1])
    return np.stack([brows, 1 - brows - mouth, mouth], axis=1)
