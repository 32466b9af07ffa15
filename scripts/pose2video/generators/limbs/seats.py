"""Cloth about the hips as meshes that hang on the trunk and on both thighs."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np

from pose2video.bodies.hands.tones import is_skin
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.generators.limbs.puppet import Texture
from pose2video.triangles.textures import linear

CELL = 0.04  # widths of the shoulders, between two points of a mesh
BEGINS, FOLLOWS = -0.2, 0.38  # along a thigh: from there on cloth leaves the trunk; is the thigh's
PARTED = 0.2  # distances between the thighs, below the crotch, over which cloth gets one leg's
LONGEST = 0.56  # along a thigh: so far down it goes over where legs close, for one passes the other
HELD = 0.7  # how far the trunk holds the crotch
SOLID = 200  # alpha of what both sheets show
BARE = 0.3  # of its width at least ends in skin what ends in a hem
SOFT = 0.8  # canvas pixels, of a hem
COMMON = 0.25  # of the most that they have in common in a row: less is their seam
HALVES = tuple(f"{side}_seat" for side in SIDES)  # of trousers
PIECES = (*HALVES, "skirt")


@dataclass(frozen=True, eq=False)
class Sheet:
    """A piece of cloth; V points, F triangles.

    Attributes:
        texture: What it shows.
        points: `(V, 2)` canvas pixels at rest.
        faces: `(F, 3)` int32.
        sides: `(V, 2)`, how far they are the left and the right thigh's, rows sum to 1.
        legs: `(V, 2)` in [0, 1], how far they go with that thigh, not with the trunk.
        along: `(V,)`, how far down along its thigh they are, 1 at the knee; 0 of a skirt.
        below: How far down the shins, 1 at the ankles, a skirt goes; 0 of what ends above.
        closed: `sides` and `legs` of thighs that close; None where these are no others.
        cloth: The texture's image without the left and without the right bare leg below a hem; None
            where none is told.
    """

    texture: Texture
    points: np.ndarray
    faces: np.ndarray
    sides: np.ndarray
    legs: np.ndarray
    along: np.ndarray
    below: float = 0.0
    closed: tuple[np.ndarray, np.ndarray] | None = None
    cloth: tuple[np.ndarray, np.ndarray] | None = None


def seats_of(puppet, tone=None) -> dict[str, Sheet]:
    """The sheets of a `Puppet`, `{piece: Sheet}`; none where the picture has none.

    Args:
        puppet: The `Puppet`.
        tone: Linear RGB of the skin, `(3,)`; None where legs stay the picture's.
    """
    textures = {name: puppet.textures[name] for name in PIECES if name in puppet.textures}
    halves = [textures[name] for name in HALVES if name in textures]
    legs = {f"{side}_thigh" for side in SIDES} <= set(puppet.textures)
    if not legs or ("skirt" not in textures and len(halves) < len(HALVES)):
        return {}
    cell = max(2.0, CELL * puppet.unit)
    crotch = _crotch(halves) + cell if halves else None
    sheets = {}
    for name, texture in textures.items():
        points, faces = _grid(texture, cell)
        own = HALVES.index(name) if name in HALVES else None
        shares = thigh_shares(points, puppet.joints, crotch, own)
        if own is None:
            below = _below_knees(texture, puppet.joints)
            sheets[name] = Sheet(texture, points, faces, *shares, np.zeros(len(points)), below)
        else:
            along = _down(points, puppet.joints)[1][:, own]
            cloth = None if tone is None else without_legs(texture, tone)
            if cloth is not None:
                cloth = _for_each_leg(texture, cloth, puppet.joints)
            closed = None  # where a hem hides how legs pass each other
            if cloth is None:
                closed = thigh_shares(points, puppet.joints, crotch, own, LONGEST)
            sheets[name] = Sheet(texture, points, faces, *shares, along, closed=closed, cloth=cloth)
    return sheets


def without_legs(texture, tone) -> Texture | None:
    """A sheet's `Texture` without the skin that it ends in; None where it ends in cloth.

    Args:
        texture: The sheet's. tone: Linear RGB of the skin, `(3,)`.
    """
    there = texture.image[..., 3] > SOLID
    levels = np.clip(texture.image[..., :3] * 255.0 / np.maximum(texture.image[..., 3:], 1), 0, 255)
    skin = is_skin(linear(levels.astype(np.uint8)).reshape(-1, 3), np.float32(tone))
    skin = np.uint8(skin.reshape(there.shape) & there)
    _, parts = cv2.connectedComponents(cv2.morphologyEx(skin, cv2.MORPH_OPEN, np.ones((3, 3))))
    lowest = len(there) - 1 - there[::-1].argmax(axis=0)
    low = parts[lowest, np.arange(len(lowest))]
    if (low > 0).mean() < BARE:
        return None
    bare = np.isin(parts, low[low > 0]) | (texture.image[..., 3] <= SOLID)
    kept = cv2.GaussianBlur(np.float32(~bare), (0, 0), SOFT)[..., None]
    return replace(texture, image=np.rint(texture.image * kept).astype(np.uint8))


def _for_each_leg(texture, cloth, joints) -> tuple[np.ndarray, np.ndarray]:
    """A sheet's image without its left and without its right leg; `cloth` is without both."""
    y, x = np.mgrid[: texture.image.shape[0], : texture.image.shape[1]]
    points = np.stack([x, y], axis=2).reshape(-1, 2) + texture.origin
    away = np.abs(points[:, :1] - _down(points, joints)[0])
    left = (away[:, 0] < away[:, 1]).reshape(x.shape)[..., None]
    images = cloth.image, texture.image
    return np.where(left, *images), np.where(left, *images[::-1])


def thigh_shares(points, joints, crotch=None, own=None, until=0.0) -> tuple[np.ndarray, np.ndarray]:
    """`sides` and `legs` of a `Sheet`.

    Down from the hips cloth leaves the trunk for the thighs, between which it goes over from one to
    the other; about the crotch the trunk holds it. Below the crotch all is one thigh's.

    Args:
        points: `(V, 2)` pixels. joints: `{joint: (2,)}`.
        crotch: Its row; None for a skirt, which has none.
        own: Whose sheet it is, index in `SIDES`; None likewise.
        until: Along a thigh: below the crotch it is one thigh's from there on, at the earliest.
    """
    at, along = _down(points, joints)
    apart = at[:, 1] - at[:, 0]
    apart = np.where(apart < 0, np.minimum(apart, -1), np.maximum(apart, 1))
    second = _smooth((points[:, 0] - at[:, 0]) / apart)
    if own is not None:
        width = max(abs(joints[f"{SIDES[1]}_hip"][0] - joints[f"{SIDES[0]}_hip"][0]), 1.0)
        top, low = (joints[f"{SIDES[own]}_{joint}"][1] for joint in ("hip", "knee"))
        rows = max(PARTED * width, top + until * (low - top) - crotch)
        parted = _smooth((points[:, 1] - crotch) / rows)
        second = second + parted * (own - second)
    legs = _smooth((along - BEGINS) / (FOLLOWS - BEGINS))
    if own is not None:
        legs = legs * (1 - HELD * 4 * second * (1 - second))[:, None]
    return np.stack([1 - second, second], axis=1), legs


def _down(points, joints):
    """Columns of both thighs' bones beside points `(V, 2)`, and how far along these they lie.

    Returns:
        `(V, 2)` each.
    """
    bones = [BONES[f"{side}_thigh"] for side in SIDES]
    starts = np.array([joints[bone.start] for bone in bones], float)
    axes = np.array([joints[bone.end] for bone in bones], float) - starts
    off = points[:, None] - starts
    along = (off * axes).sum(axis=2) / (axes * axes).sum(axis=1)
    slope = axes[:, 0] / np.maximum(axes[:, 1], 1)
    return starts[:, 0] + np.maximum(off[..., 1], 0) * slope, along


def _smooth(t):
    t = np.clip(t, 0, 1)
    return t * t * (3 - 2 * t)


def _crotch(textures):
    """The last row that both sheets show."""
    low = np.min([texture.origin for texture in textures], axis=0)
    high = np.max([np.add(t.origin, t.image.shape[1::-1]) for t in textures], axis=0)
    both = np.ones((high - low)[::-1], bool)
    for texture in textures:
        (x, y), alpha = np.subtract(texture.origin, low), texture.image[..., 3]
        there = np.zeros_like(both)
        there[y : y + alpha.shape[0], x : x + alpha.shape[1]] = alpha > SOLID
        both &= there
    wide = both.sum(axis=1)
    rows = np.flatnonzero(wide > COMMON * wide.max())
    return float(low[1] + (rows[-1] if len(rows) else 0))


def _below_knees(texture, joints):
    """How far down the shins a texture goes, 1 at the ankles."""
    rows = np.flatnonzero((texture.image[..., 3] > SOLID).any(axis=1))
    knees, ankles = (
        np.mean([joints[f"{side}_{joint}"][1] for side in SIDES]) for joint in ("knee", "ankle")
    )
    hem = texture.origin[1] + (rows[-1] if len(rows) else 0)
    return float(np.clip((hem - knees) / max(ankles - knees, 1.0), 0, 1))


def _grid(texture, cell):
    """A grid of points over a texture, and the triangles where it is not transparent."""
    height, width = texture.image.shape[:2]
    columns, rows = -(-width // round(cell)), -(-height // round(cell))
    x, y = np.linspace(0, width - 1, columns + 1), np.linspace(0, height - 1, rows + 1)
    points = np.stack(np.meshgrid(x, y), axis=2).reshape(-1, 2)
    number = np.arange(len(points)).reshape(rows + 1, columns + 1)
    filled = np.pad(
        np.cumsum(np.cumsum(texture.image[..., 3] > 0, axis=0), axis=1), ((1, 0), (1, 0))
    )
    x0, x1 = np.floor(x[:-1]).astype(int), np.ceil(x[1:]).astype(int) + 1
    y0, y1 = np.floor(y[:-1]).astype(int), np.ceil(y[1:]).astype(int) + 1
    inside = filled[np.ix_(y1, x1)] - filled[np.ix_(y0, x1)] - filled[np.ix_(y1, x0)]
    inside = inside + filled[np.ix_(y0, x0)] > 0
    a, b, c, d = (
        number[i : rows + i, j : columns + j][inside] for i, j in ((0, 0), (0, 1), (1, 0), (1, 1))
    )
    faces = np.concatenate([np.stack([a, c, b], axis=1), np.stack([b, c, d], axis=1)])
    return points + texture.origin, faces.astype(np.int32)
