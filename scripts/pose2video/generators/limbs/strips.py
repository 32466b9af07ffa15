"""The picture's limbs, unrolled: a row for each place along a limb, a column across it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.generators.limbs.limb_meshes import ARM, on_line

ROWS, COLUMNS = 128, 41  # of each of the two bones; across
THINNEST, WIDEST = 0.9, 2.2  # cloth over the model's limb
MOVED = 0.5  # how far a limb moves what counts for its width
EVEN = 20  # rows over which widths are smoothed
SURE = 250  # of the alpha
INSIDE = 0.86  # of the half width: farther out the border mixes with what lies behind
USUAL = 5.5  # half widths: about as long is a bone of the arm in the picture's plane
NOTHING = (
    np.zeros((ROWS, COLUMNS, 3), np.float32),
    np.zeros((ROWS, COLUMNS), bool),
    np.ones(ROWS),
    np.zeros(ROWS),
    1,
)
NARROW = 0.5  # of the model's width: where less is seen, the arm is hidden


@dataclass(frozen=True, eq=False)
class Strip:
    """One limb as the picture shows it.

    Attributes:
        pixels: RGB float32 `(2 ROWS, COLUMNS, 3)`, 0 to 255, from its beginning to its end.
        known: Where the picture shows the limb, bool `(2 ROWS, COLUMNS)`.
        wider: `(2 ROWS,)`, its width over the model's.
        aside: `(2 ROWS,)` canvas pixels, from the bone to its middle, positive to the right of who
            looks from its beginning to its end.
        straight: How far the picture shows it from the side, in [0, 1], not pointing at the camera.
    """

    pixels: np.ndarray
    known: np.ndarray
    wider: np.ndarray
    aside: np.ndarray
    straight: float


def model_widths(mesh, figure, stance, size) -> tuple[np.ndarray, np.ndarray]:
    """Half the width of the model's limb as it stands in the picture, and where its middle is.

    Args:
        mesh: A `LimbMesh` of the `Body` `figure`. stance: Its `BodyMotion`, one frame.
        size: `(width, height)` of the canvas in pixels.

    Returns:
        `(2 ROWS,)` canvas pixels each; the middle as `Strip.aside`, from the model's own bone.
    """
    transforms, camera = figure.transforms(stance), stance.camera.resized(size)
    xy, _ = camera.project(mesh.posed(transforms[0]))
    ends, _ = camera.project(figure.rig.joints(transforms)[0][mesh.joints])
    off = xy - on_line(mesh.along, ends)
    found = np.full((2, 2 * ROWS), np.nan)
    for row in range(2 * ROWS):
        near = (np.abs(mesh.along - (row + 0.5) / ROWS) < 0.06) & (mesh.own > MOVED)
        if near.sum() > 2:
            places = off[near] @ _across(ends, row // ROWS)[1]
            found[:, row] = places.min(), places.max()
    rows = np.flatnonzero(np.isfinite(found[0]))
    low, high = (np.interp(np.arange(2 * ROWS), rows, edge[rows]) for edge in found)
    return np.maximum((high - low) / 2, 1.0), (low + high) / 2


def unroll(puppet, side, model, plan=ARM, even=EVEN, inside=INSIDE, around=None) -> Strip | None:
    """Unroll a limb of a puppet along its bones.

    Args:
        puppet: The `Puppet`. side: `left` or `right`.
        model: Half the model's width, see `model_widths`. plan: Which limb.
        even: Rows over which widths are smoothed.
        inside: Share of its width that is read: the border mixes with what lies behind.
        around: A `Texture` to read instead of each piece's own; None for that.

    Returns:
        None where the picture does not show the upper bone; of the lower one nothing may be known.
    """
    parts = []
    for k, piece in enumerate(plan.pieces):
        name = f"{side}_{piece}"
        shown = name in puppet.textures and puppet.textures[name].image[..., 3].any()
        own = model[k * ROWS : (k + 1) * ROWS]
        part = _unrolled(puppet, name, own, inside, around) if shown else None
        if part is None and not parts:
            return None
        parts.append(part or NOTHING)
    *parts, straight = zip(*parts, strict=True)
    pixels, known, wider, aside = map(np.concatenate, parts)
    wider, aside = evenly_wide(wider, even), evenly_wide(aside, even)
    return Strip(pixels, known, wider, aside, min(straight))


def evenly_wide(wider, even=EVEN) -> np.ndarray:
    """Widths `(H,)` without the steps that a wrong edge makes in a few rows."""
    return cv2.GaussianBlur(np.float32(wider)[:, None], (1, 6 * even + 1), even)[:, 0]


def _across(ends, k):
    """Direction and normal of the k-th bone between joints on the canvas, and its length."""
    axis = ends[k + 1] - ends[k]
    length = max(float(np.linalg.norm(axis)), 1.0)
    axis = axis / length
    return axis, np.array([-axis[1], axis[0]]), length


def _unrolled(puppet, name, model, inside, around):
    texture, bone = puppet.textures[name], BONES[name]
    joints = np.array([puppet.joints[bone.start], puppet.joints[bone.end]])
    axis, across, length = _across(joints, 0)
    centre = joints[0] + ((np.arange(ROWS) + 0.5) / ROWS * length)[:, None] * axis

    def at(off, texture):
        """The texture at distances `(ROWS, n)` across the bone."""
        places = centre[:, None] + off[..., None] * across - texture.origin
        return cv2.remap(np.float32(texture.image), np.float32(places), None, cv2.INTER_LINEAR)

    steps = np.linspace(-1, 1, 4 * COLUMNS)
    reach = WIDEST * model
    edges = _edges(at(reach[:, None] * steps, texture)[..., 3] > 127, steps)
    edges = [cv2.medianBlur(np.float32(edge)[:, None], 5)[:, 0] * reach for edge in edges]
    shown = np.flatnonzero(edges[1] - edges[0] > 2 * NARROW * model)
    if len(shown) < 0.3 * ROWS:
        return None
    edges = [np.interp(np.arange(ROWS), shown, edge[shown]) for edge in edges]
    low, high = (cv2.GaussianBlur(np.float32(edge)[:, None], (1, 9), 3)[:, 0] for edge in edges)
    half = (high - low) / 2
    aside = (low + high) / 2
    across_it = inside * np.linspace(-1, 1, COLUMNS)
    patch = at(aside[:, None] + half[:, None] * across_it, around or texture)
    known = patch[..., 3] > SURE
    known &= np.isin(np.arange(ROWS), shown)[:, None] | (around is not None)
    pixels = patch[..., :3] * 255 / np.maximum(patch[..., 3:], 1)
    straight = min(1.0, length / (USUAL * float(model.mean())))
    return pixels, known, np.clip(half / model, THINNEST, WIDEST), aside, straight


def _edges(inside, steps):
    """Where the run of opaque places around the bone begins and ends, `(ROWS,)` each."""
    middle = inside.shape[1] // 2
    low, high = np.zeros(len(inside)), np.zeros(len(inside))
    for i in np.flatnonzero(inside.any(axis=1)):
        row = inside[i]
        there = np.flatnonzero(row)
        centre = there[np.abs(there - middle).argmin()]
        before, after = np.flatnonzero(~row[:centre]), np.flatnonzero(~row[centre:])
        low[i] = steps[before[-1] + 1 if len(before) else 0]
        high[i] = steps[centre + after[0] - 1 if len(after) else -1]
    return low, high
