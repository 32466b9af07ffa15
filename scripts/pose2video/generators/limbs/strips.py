"""The picture's arms, unrolled: a row for each place along the arm, a column across it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from pose2video.characters.preparation.plan import BONES
from pose2video.generators.limbs.arm_meshes import on_line

ROWS, COLUMNS = 128, 41  # of upper arm and of forearm; across
PIECES = ("upper_arm", "forearm")
THINNEST, WIDEST = 0.9, 2.2  # cloth over the model's arm
SURE = 250  # of the alpha
INSIDE = 0.86  # of the half width: farther out the border mixes with what lies behind
USUAL = 5.5  # half widths: about as long is a bone of the arm in the picture's plane
NOTHING = (
    np.zeros((ROWS, COLUMNS, 3), np.float32),
    np.zeros((ROWS, COLUMNS), bool),
    np.ones(ROWS),
    1,
)
NARROW = 0.5  # of the model's width: where less is seen, the arm is hidden


@dataclass(frozen=True, eq=False)
class Strip:
    """One arm as the picture shows it.

    Attributes:
        pixels: RGB float32 `(2 ROWS, COLUMNS, 3)`, 0 to 255, from the shoulder down to the wrist.
        known: Where the picture shows the arm, bool `(2 ROWS, COLUMNS)`.
        wider: `(2 ROWS,)`, its width over the model's.
        straight: How far the picture shows it from the side, in [0, 1], not pointing at the camera.
    """

    pixels: np.ndarray
    known: np.ndarray
    wider: np.ndarray
    straight: float


def half_widths(mesh, figure, stance, size) -> np.ndarray:
    """Half the width of the model's arm as it stands in the picture.

    Args:
        mesh: An `ArmMesh` of the `Body` `figure`. stance: Its `BodyMotion`, one frame.
        size: `(width, height)` of the canvas in pixels.

    Returns:
        `(2 ROWS,)` canvas pixels.
    """
    transforms, camera = figure.transforms(stance), stance.camera.resized(size)
    xy, _ = camera.project(mesh.posed(transforms[0]))
    ends, _ = camera.project(figure.rig.joints(transforms)[0][mesh.joints])
    off = xy - on_line(mesh.along, ends)
    found = np.full(2 * ROWS, np.nan)
    for row in range(2 * ROWS):
        near = np.abs(mesh.along - (row + 0.5) / ROWS) < 0.06
        if near.sum() > 2:
            found[row] = np.ptp(off[near] @ _across(ends, row // ROWS)[1]) / 2
    rows = np.flatnonzero(np.isfinite(found))
    return np.maximum(np.interp(np.arange(2 * ROWS), rows, found[rows]), 1.0)


def unroll(puppet, side, model) -> Strip | None:
    """Unroll an arm of a puppet along its bones.

    Args:
        puppet: The `Puppet`. side: `left` or `right`. model: Of `half_widths`.

    Returns:
        None where the picture does not show the upper arm; of the forearm nothing may be known.
    """
    parts = []
    for k, piece in enumerate(PIECES):
        name = f"{side}_{piece}"
        shown = name in puppet.textures and puppet.textures[name].image[..., 3].any()
        part = _unrolled(puppet, name, model[k * ROWS : (k + 1) * ROWS]) if shown else None
        if part is None and not parts:
            return None
        parts.append(part or NOTHING)
    pixels, known, wider, straight = zip(*parts, strict=True)
    wider = evenly_wide(np.concatenate(wider))
    return Strip(np.concatenate(pixels), np.concatenate(known), wider, min(straight))


def evenly_wide(wider) -> np.ndarray:
    """Widths `(H,)` without the steps that a wrong edge makes in a few rows."""
    return cv2.GaussianBlur(np.float32(wider)[:, None], (1, 121), 20)[:, 0]


def _across(ends, k):
    """Direction and normal of the k-th bone between joints on the canvas, and its length."""
    axis = ends[k + 1] - ends[k]
    length = max(float(np.linalg.norm(axis)), 1.0)
    axis = axis / length
    return axis, np.array([-axis[1], axis[0]]), length


def _unrolled(puppet, name, model):
    texture, bone = puppet.textures[name], BONES[name]
    joints = np.array([puppet.joints[bone.start], puppet.joints[bone.end]])
    axis, across, length = _across(joints, 0)
    centre = joints[0] + ((np.arange(ROWS) + 0.5) / ROWS * length)[:, None] * axis
    image = texture.image.astype(np.float32)

    def at(off):
        """The texture at distances `(ROWS, n)` across the bone."""
        places = centre[:, None] + off[..., None] * across - texture.origin
        return cv2.remap(image, np.float32(places), None, cv2.INTER_LINEAR)

    steps = np.linspace(-1, 1, 4 * COLUMNS)
    reach = WIDEST * model
    edges = _edges(at(reach[:, None] * steps)[..., 3] > 127, steps)
    edges = [cv2.medianBlur(np.float32(edge)[:, None], 5)[:, 0] * reach for edge in edges]
    shown = np.flatnonzero(edges[1] - edges[0] > 2 * NARROW * model)
    if len(shown) < 0.3 * ROWS:
        return None
    edges = [np.interp(np.arange(ROWS), shown, edge[shown]) for edge in edges]
    low, high = (cv2.GaussianBlur(np.float32(edge)[:, None], (1, 9), 3)[:, 0] for edge in edges)
    half = (high - low) / 2
    across_it = INSIDE * np.linspace(-1, 1, COLUMNS)
    patch = at(((low + high) / 2)[:, None] + half[:, None] * across_it)
    known = patch[..., 3] > SURE
    known &= np.isin(np.arange(ROWS), shown)[:, None]
    pixels = patch[..., :3] * 255 / np.maximum(patch[..., 3:], 1)
    straight = min(1.0, length / (USUAL * float(model.mean())))
    return pixels, known, np.clip(half / model, THINNEST, WIDEST), straight


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
