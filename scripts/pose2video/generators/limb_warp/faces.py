"""The picture's own face, moved: a mesh warp inside the oval of the face."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.generators.limb_warp.expressions import (
    CHIN,
    TOP,
    Expression,
    face_mesh,
    rim_gaps,
    upright,
)
from pose2video.raster import rasterise, seen

BORDER = 0.14  # face heights within which the motion fades out towards the oval
LID_SHARES = (0.55, 0.2)  # how much the rows above the upper lid move with it
LOWER_LID = 0.1  # share of a blink that the lower lid makes
LOWER_LIP = 0.75  # share of an opening that the lower lip makes
STILL = 0.25  # pixels; smaller motion is not drawn
OWN_MOUTH = 0.03  # face heights of opening in the picture from which its own teeth are used
INSIDE, TEETH = np.array([76, 30, 24]), np.array([218, 186, 160])  # sRGB, in a bright picture
TEETH_FROM = 0.035  # face heights of opening from which teeth begin to show
FRONTAL = 0.35  # share of its height to which a face may narrow before it counts as a profile


@dataclass(frozen=True, eq=False)
class Face:
    """A character's face at rest, in pixels of the head's texture.

    Attributes:
        points: float64 `(478, 2)`.
        height: Of the face in pixels.
        turn: Rotation `(2, 2)` from the picture to the upright head.
        inner: How freely a point moves: 0 on the oval, 1 well inside it, `(478,)`.
        closing: Offsets `(478, 2)` in face heights that open or close the picture's mouth to the
            driver's neutral one.
        eye_gaps: Eye -> openings at rest in face heights, one per pair of the rim.
        box: `(x, y, width, height)` of the oval in the texture.
        own_mouth: Whether the picture shows the inside of the mouth.
    """

    points: np.ndarray
    height: float
    turn: np.ndarray
    inner: np.ndarray
    closing: np.ndarray
    eye_gaps: dict[str, np.ndarray]
    box: tuple[int, int, int, int]
    own_mouth: bool


def build_face(points, texture, expression: Expression) -> Face | None:
    """Prepare the face of a character.

    Args:
        points: Its 478 face points on the canvas, float `(478, 2)`.
        texture: The `Texture` of the head.
        expression: The driver's.

    Returns:
        None where the picture shows no face, or shows it in profile.
    """
    if not is_frontal(points):
        return None
    points = points.astype(np.float64) - texture.origin
    height = float(np.linalg.norm(points[CHIN] - points[TOP]))
    mesh = face_mesh()
    oval = points[mesh["oval"]].astype(np.float32)
    far = [cv2.pointPolygonTest(oval, (float(x), float(y)), True) for x, y in points]
    inner = np.clip(np.array(far) / (BORDER * height), 0, 1)
    turn = upright(points[CHIN] - points[TOP])
    upper = points @ turn.T / height
    gaps = {name: rim_gaps(upper[None], rim)[0] for name, rim in mesh["rims"].items()}
    low, high = np.floor(oval.min(axis=0)) - 1, np.ceil(oval.max(axis=0)) + 1
    low = np.maximum(low, 0)
    high = np.minimum(high, [texture.image.shape[1], texture.image.shape[0]])
    if (high - low).min() < 8:
        return None
    return Face(
        points=points,
        height=height,
        turn=turn,
        inner=inner * inner * (3 - 2 * inner),
        closing=_closing(upper, expression.mouth_gap - gaps["mouth"]),
        eye_gaps={name: gap for name, gap in gaps.items() if name != "mouth"},
        box=(int(low[0]), int(low[1]), int(high[0] - low[0]), int(high[1] - low[1])),
        own_mouth=bool(gaps["mouth"].max() > OWN_MOUTH),
    )


def is_frontal(points) -> bool:
    """Whether face points `(478, 2)` are known and not those of a profile."""
    if not np.isfinite(points).all():
        return False
    height = np.linalg.norm(points[CHIN] - points[TOP])
    return bool(np.linalg.norm(points[454] - points[234]) >= FRONTAL * height)


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
    offsets = np.zeros_like(points)
    offsets[:, 1] = share * np.median(change)
    inner = rim["lower"][1:-1], rim["upper"][1:-1]
    offsets[inner[0], 1] = LOWER_LIP * change
    offsets[inner[1], 1] = (LOWER_LIP - 1) * change
    return offsets


def face_points_at(face: Face, expression: Expression, index, strength) -> np.ndarray:
    """Where the face's points lie in one frame, in texture pixels, float64 `(478, 2)`."""
    offsets = expression.offsets[index] * strength + face.closing * strength
    for name, gaps in face.eye_gaps.items():
        _blink(offsets, name, gaps, 1 + strength * (expression.eyes_open[name][index] - 1))
    return face.points + (offsets * face.inner[:, None]) @ face.turn * face.height


def _blink(offsets, name, gaps, openness):
    """Open an eye to a share of the picture's opening, in place."""
    mesh = face_mesh()
    change = gaps * (openness - 1)
    rim = mesh["rims"][name]
    offsets[rim["upper"][1:-1], 1] = -change * (1 - LOWER_LID)
    offsets[rim["lower"][1:-1], 1] = change * LOWER_LID
    for row, share in zip(mesh["lids"][name], LID_SHARES, strict=True):
        offsets[row, 1] = (1 - share) * offsets[row, 1] - share * change


def move_face(image, face: Face, target) -> np.ndarray:
    """The head's texture with the face's points at `target`.

    Args:
        image: RGB times alpha, and alpha, uint8 `(height, width, 4)`.
        face: The face at rest.
        target: From `face_points_at`.

    Returns:
        The image itself where nothing moves, else a changed copy.
    """
    if np.abs(target - face.points).max() < STILL:
        return image
    x, y, width, height = face.box
    triangles = _triangles()
    keys = rasterise(target - (x, y), np.full(len(target), 0.5), triangles, (width, height))
    covered = keys > 0
    maps = _affine(target[triangles], face.points[triangles])[seen(keys)[0]]
    rows, columns = np.mgrid[y : y + height, x : x + width].astype(np.float32) + 0.5
    source_x = maps[..., 0, 0] * columns + maps[..., 0, 1] * rows + maps[..., 0, 2] - 0.5
    source_y = maps[..., 1, 0] * columns + maps[..., 1, 1] * rows + maps[..., 1, 2] - 0.5
    source_x = np.where(covered, source_x, columns - 0.5).astype(np.float32)
    source_y = np.where(covered, source_y, rows - 0.5).astype(np.float32)
    moved = image.copy()
    moved[y : y + height, x : x + width] = cv2.remap(
        image, source_x, source_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if not face.own_mouth:
        _paint_mouth(moved, face, target)
    return moved


def _triangles():
    """The mesh with its eyes and mouth filled."""
    mesh = face_mesh()
    strips = []
    for rim in mesh["rims"].values():
        upper, lower = rim["upper"], rim["lower"]
        for i in range(len(upper) - 1):
            strips += [(upper[i], upper[i + 1], lower[i]), (lower[i], upper[i + 1], lower[i + 1])]
    filled = [t for t in strips if len(set(t)) == 3]
    return np.concatenate([mesh["triangles"], np.array(filled)])


def _affine(target, source):
    """Maps `(n, 2, 3)` that take triangles `target` `(n, 3, 2)` to `source`."""
    a, b = target[:, 1] - target[:, 0], target[:, 2] - target[:, 0]
    area = a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]
    area = np.where(np.abs(area) < 1e-6, 1e-6, area)
    inverse = np.stack([b[:, 1], -b[:, 0], -a[:, 1], a[:, 0]], axis=1).reshape(-1, 2, 2)
    inverse = inverse / area[:, None, None]
    edges = np.stack([source[:, 1] - source[:, 0], source[:, 2] - source[:, 0]], axis=2)
    linear = edges @ inverse
    shift = source[:, 0] - np.einsum("nij,nj->ni", linear, target[:, 0])
    return np.concatenate([linear, shift[..., None]], axis=2)


def _paint_mouth(image, face, target):
    """Paint the inside of an opened mouth that the picture shows closed, in place."""
    rim = face_mesh()["rims"]["mouth"]
    outline = np.concatenate([target[rim["upper"]], target[rim["lower"]][-2:0:-1]])
    gap = rim_gaps((target @ face.turn.T)[None], rim)[0].max()
    if gap < 0.012 * face.height:
        return
    mask = np.zeros(image.shape[:2], np.uint8)
    cv2.fillPoly(mask, [_fixed(outline)], 255, cv2.LINE_AA, 4)
    x, y = target[rim["upper"]].mean(axis=0).astype(int)
    light = min(image[y, x, :3].mean() / 255 + 0.3, 1.0)
    shown = np.clip(gap / (TEETH_FROM * face.height) - 1, 0, 1)
    teeth = target[rim["upper"]].copy()
    lower = teeth + (0, 1) @ face.turn * min(0.4 * gap, 0.035 * face.height)
    strip = np.zeros_like(mask)
    cv2.fillPoly(strip, [_fixed(np.concatenate([teeth, lower[::-1]]))], 255, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(mask, (0, 0), max(0.6, 0.006 * face.height)) / 255.0
    bite = cv2.GaussianBlur(strip, (0, 0), max(0.6, 0.008 * face.height)) / 255.0 * soft
    colour = INSIDE + (0.7 * shown * bite)[..., None] * (TEETH - INSIDE)
    region = soft[..., None]
    image[..., :3] = np.round(image[..., :3] * (1 - region) + colour * light * region)


def _fixed(points):
    """Points for OpenCV's drawing with 4 fractional bits."""
    return np.round(points * 16).astype(np.int32)
