"""What a picture's arms are made of: the grain of its skin and of its sleeves."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.hands.grain import Grain, measure_grain
from pose2video.bodies.hands.tones import SKIN_POINTS, is_skin
from pose2video.generators.limbs.strips import ROWS
from pose2video.triangles.textures import linear

BARE = ("head", "hand", "arm")  # pieces of the picture whose skin counts
NEAR = 0.07  # of a face's width, about points that are bare in most faces
SLEEVED = ("arm",)
ROW_MM, AROUND_MM = 0.5, 250.0  # of a pattern: a row's height, and how far it reaches around
STEP = 4  # rows of a pattern to a row of a sleeve's strip
SEAM = 24  # columns over which it closes
FOOTPRINT = 0.4  # of a pixel of the canvas, over which it is averaged
KEPT = 0.5  # of the grain, where the strip shows the picture's own


def pixels_per_mm(figure, puppet, character) -> float:
    """Pixels of a character's picture to a millimetre of its `Body` `figure`."""
    at, heads = figure.rig.index, figure.rig.heads
    across = np.linalg.norm(heads[at("upperarm01.L")] - heads[at("upperarm01.R")])
    larger = character.size[0] / puppet.background.shape[1]
    return float(puppet.unit * larger / (1000 * across))


def skin_grain(character, tone, per_mm) -> Grain:
    """The grain of a character's skin.

    Args:
        character: A `Character`. tone: Linear RGB of its skin. per_mm: See `pixels_per_mm`.
    """

    def bare(colours):
        return is_skin(linear(colours), np.float32(tone))

    mask = _where(character, BARE, bare)
    mask &= _where(character, ("hand", "arm"), bare) | _about_face(character)
    return measure_grain(character.picture, mask, per_mm, tinted=True)


def cloth_grain(character, tone, per_mm) -> Grain:
    """The same of its sleeves; without any where it wears none."""

    def worn(colours):
        return ~is_skin(linear(colours), np.float32(tone))

    mask = _where(character, SLEEVED, worn)
    return measure_grain(character.picture, mask, per_mm, tinted=False)


def _about_face(character):
    """Where cheeks, forehead, nose and chin are, bool; nowhere without a face."""
    points = character.poses.part("face")[0]
    mask = np.zeros(character.picture.shape[:2], np.uint8)
    if np.isfinite(points).all():
        radius = round(NEAR * np.linalg.norm(points[454] - points[234]))
        for x, y in np.rint(points[list(SKIN_POINTS)]).astype(int).tolist():
            cv2.circle(mask, (x, y), radius, 1, -1)
    return mask > 0


def _where(character, kinds, holds):
    """Where pieces of some kinds are opaque and their colours hold, bool, as the picture."""
    width, height = character.size
    mask = np.zeros((height, width), bool)
    for piece in character.pieces:
        if not piece.name.endswith(kinds):
            continue
        x, y = piece.origin
        left, top = max(-x, 0), max(-y, 0)
        image = piece.image[top : height - y, left : width - x]
        solid = image[..., 3] > 250
        solid[solid] = holds(image[..., :3][solid])
        mask[y + top :, x + left :][: solid.shape[0], : solid.shape[1]] |= solid
    return mask


def arm_pattern(sleeve, skin: Grain, cloth: Grain, lengths, millimetre, seed=0) -> np.ndarray:
    """The grain all around an arm, so that it goes with the surface.

    Args:
        sleeve: The `Sleeve`. skin, cloth: What it is made of.
        lengths: `(2,)` metres of its two bones.
        millimetre: Of the canvas, in pixels: what is finer than a pixel would glitter.
        seed: Tells two arms apart.

    Returns:
        float32 `(2 ROWS STEP, columns + 1, 3)`, what colours are multiplied by; the last column is
        the first.
    """
    columns = int(AROUND_MM / ROW_MM)
    rows = 2 * ROWS * STEP
    bone = np.repeat(lengths, ROWS * STEP) * 1000 / (ROWS * STEP)
    along = np.cumsum(bone) + 700 * seed
    y, x = np.meshgrid(along, np.arange(columns + SEAM) * ROW_MM, indexing="ij")
    found = [
        grain.blurred(FOOTPRINT / millimetre).at(x.ravel(), y.ravel()).reshape(*x.shape, 3)
        for grain in (cloth, skin)
    ]
    worn = (np.arange(rows) < sleeve.end * STEP)[:, None, None]
    pattern = np.where(worn, *found)
    pattern = pattern * np.repeat(1 - KEPT * sleeve.known, STEP)[:, None, None]
    share = (np.arange(SEAM) / SEAM)[:, None]  # so it closes where it comes round
    mixed = share * pattern[:, :SEAM] + (1 - share) * pattern[:, columns:]
    pattern[:, :SEAM] = mixed / np.sqrt(share**2 + (1 - share) ** 2)
    return np.float32(1 + np.concatenate([pattern[:, :columns], pattern[:, :1]], axis=1))
