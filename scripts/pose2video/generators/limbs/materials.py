"""What a picture's arms are made of: the grain of its skin and of its sleeves."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.bodies.hands.grain import Grain, measure_grain
from pose2video.bodies.hands.tones import SKIN_POINTS, is_skin
from pose2video.generators.limbs.strips import ROWS
from pose2video.triangles.textures import linear

BARE = ("head", "hand", "arm")  # pieces of the picture whose skin counts
SURELY = 0.6  # of the differences up to which a colour may be skin
NEAR = 0.07  # of a face's width, about points that are bare in most faces
SLEEVED = ("arm",)
ROW_MM, AROUND_MM = 0.5, 250.0  # of a surface: a row's height, and how far it reaches around
CREASES, CREASED = 26, 0.3  # of a sleeve; how much darker the deepest is
ONE = 200  # of a surface, which changes nothing
EVEN = np.full((2, 2, 4), ONE, np.uint8)  # without grain and creases
LEVELS = 0.45  # power of light in the picture's levels
STEP = 4  # rows of a surface to a row of a sleeve's strip
SEAM = 24  # columns over which it closes
FOOTPRINT = 0.4  # of a pixel of the canvas, over which it is averaged
OWN = (1.0, 0.5)  # of the grain of cloth and of skin, where the strip shows the picture's


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
        return is_skin(linear(colours), np.float32(tone), SURELY)

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


def arm_surface(sleeve, skin: Grain, cloth: Grain, lengths, millimetre, seed=0) -> np.ndarray:
    """The grain all around an arm, so that it goes with the surface.

    Args:
        sleeve: The `Sleeve`. skin, cloth: What it is made of.
        lengths: `(2,)` metres of its two bones.
        millimetre: Of the canvas, in pixels: what is finer than a pixel would glitter.
        seed: Tells two arms apart.

    Returns:
        uint8 `(2 ROWS STEP, columns + 1, 4)`, what levels are multiplied by, and what they are
        multiplied by besides where creases are seen; `ONE` for 1. The last column is the first.
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
    own = np.repeat(sleeve.known, STEP)[:, None, None]
    pattern = np.where(worn, *(g * (1 - much * own) for g, much in zip(found, OWN, strict=True)))
    share = (np.arange(SEAM) / SEAM)[:, None]  # so it closes where it comes round
    mixed = share * pattern[:, :SEAM] + (1 - share) * pattern[:, columns:]
    pattern[:, :SEAM] = mixed / np.sqrt(share**2 + (1 - share) ** 2)
    whole = np.concatenate([pattern[:, :columns], pattern[:, :1]], axis=1)
    creases = _creases(rows, columns, seed) if sleeve.end > ROWS else np.zeros((rows, columns + 1))
    surface = np.dstack([np.maximum(1 + whole, 0) ** LEVELS, 1 - creases])
    return np.clip(np.rint(ONE * surface), 0, 255).astype(np.uint8)


def _creases(rows, columns, seed):
    """Creases of a sleeve about its elbow, `(rows, columns + 1)`: how much darker, lighter below 0.

    Each goes some way round, at its own height, deep in the middle of its way and shallow at its
    ends.
    """
    rng = np.random.default_rng(seed)
    along = (np.arange(rows) + 0.5)[:, None] / (ROWS * STEP) - 1
    turn = np.linspace(0, 2 * np.pi, columns + 1)[None]
    out = np.zeros((rows, columns + 1))
    for _ in range(CREASES):
        there, thick = rng.normal(0, 0.1), rng.uniform(0.016, 0.034)
        wave = sum(
            rng.normal(0, 0.02 / k) * np.sin(k * turn + rng.uniform(0, 6.3)) for k in (1, 2, 3)
        )
        middle, wide = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 1.1)
        share = np.exp((np.cos(turn - middle) - 1) / wide**2)
        off = (along - there - wave) / thick
        fold = np.exp(-(off**2)) - 0.55 * np.exp(-((off - 1.7) ** 2))  # a ridge below each
        out += rng.uniform(0.4, 1) * share * fold
    return CREASED * np.tanh(out) * np.exp(-((along / 0.2) ** 4))
