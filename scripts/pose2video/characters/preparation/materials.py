"""What every pixel of the person is made of: hair, skin, upper cloth, lower cloth, shoes."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.worn import where_worn

MATERIALS = ("hair", "skin", "upper", "lower", "shoes")
GRID_SIDE = 520  # longest side of the grid on which materials are told apart
BINS = np.uint8([24, 10, 10])  # OpenCV's 8-bit Lab values in one bin of the colour models
RARE = 0.02  # share of the most that a colour is worth at least
PURE = 0.5  # a seed whose colour is likelier skin is none of hair or cloth
FEWEST = 12  # seeds of a material, at least
ROUNDS = 2
ISLAND = 6.0  # what a pixel costs more that no seed of its material hangs together with
SHADED = (0, 0, 0, 0)  # the lightness of skin varies more than its colour
ALIKE = 0.55  # overlap of two colour models up from which they are one: a shaven head, a dress
RADIUS, SMOOTH = 4, 1e-3  # of the guided filter: pixels of the grid, squared share of brightness


def materials_of(picture, person, joints, hands, face, shown, widths):
    """Tell the materials of a person apart by their colours and by where they are worn.

    Each material has a model of its colours, from pixels where it is to be expected. A pixel's cost
    is how rare its colour is in the model, and how far it lies from where the material is worn.
    The costs are made even along the picture's edges before the cheapest material is taken (Hosni
    et al.: Fast Cost-Volume Filtering, 2013).

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        person: bool `(height, width)`.
        joints: `{joint: (2,)}` in pixels.
        hands: `{side: (21, 2) or None}` in pixels.
        face: `(n, 2)`, outline of the face with the ears, in pixels.
        shown: Names of the limbs that the picture shows.
        widths: Half widths of these in pixels.

    Returns:
        uint8 `(height, width)`: 1 + index in `MATERIALS`, 0 outside the person.
    """
    height, width = person.shape
    scale = min(1.0, GRID_SIDE / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    inside = cv2.resize(person.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    at = {name: np.asarray(xy) * scale for name, xy in joints.items()}
    marks = {s: None if p is None else np.asarray(p) * scale for s, p in hands.items()}
    half = {name: half * scale for name, half in widths.items()}
    places = where_worn(at, marks, np.asarray(face) * scale, shown, half, inside.shape)
    sure = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    colours = (cv2.cvtColor(small, cv2.COLOR_RGB2LAB) // BINS).astype(int)
    seeds = {name: seed & sure for name, (seed, _) in places.items()}
    guide = small.astype(np.float32) / 255
    far = {name: away for name, (_, away) in places.items()}
    owner = np.zeros(inside.shape, np.uint8)
    for _ in range(ROUNDS):
        models = _models(colours, seeds, owner)
        owner = np.where(inside, _cheapest(colours, models, far, guide, inside), 0)
        for name in models:  # no islands
            own = owner == 1 + MATERIALS.index(name)
            if name != "skin":
                far[name] = far[name] + ISLAND * (own & ~_touching(own, seeds[name]))
    owner = np.where(inside, _cheapest(colours, models, far, guide, inside), 0).astype(np.uint8)
    owner = cv2.medianBlur(owner, 3)
    owner = cv2.resize(owner, (width, height), interpolation=cv2.INTER_NEAREST)
    if (owner > 0).any():
        owner = nearest_of(owner, owner > 0)
    return np.where(person, owner, 0).astype(np.uint8)


def _cheapest(colours, models, far, guide, inside):
    """1 + index of the cheapest material of every pixel, uint8; 0 where there is no model."""
    best, owner = np.full(inside.shape, np.inf, np.float32), np.zeros(inside.shape, np.uint8)
    most = sum(models.values()) + 1e-9
    for name, model in models.items():
        cost = -np.log(RARE + (model / most)[tuple(np.moveaxis(colours, 2, 0))])
        cost = np.where(inside, cost + far[name], 0).astype(np.float32)
        cost = cv2.ximgproc.guidedFilter(guide, cost, RADIUS, SMOOTH)
        closer = cost < best
        best[closer], owner[closer] = cost[closer], 1 + MATERIALS.index(name)
    return owner


def _touching(own, seed):
    """The components of a region that hold a seed, bool."""
    _, parts = cv2.connectedComponents(own.astype(np.uint8))
    held = np.unique(parts[own & seed])
    return np.isin(parts, held[held > 0])


def is_made_of(materials, *names):
    """Where a map of `materials_of` shows one of some materials, bool."""
    return np.isin(materials, [1 + MATERIALS.index(name) for name in names])


def _models(colours, seeds, owner):
    """Histograms of colours, `{material: (11, 26, 26)}`, of those that have seeds.

    Skin knows itself best: what looks like it is taken out of the seeds of hair and cloth. A
    material whose colours are nearly another's is left out. Where an `owner` of an earlier round is
    given, half of a model is of what it took.
    """
    models = {}
    for name in ("skin", "upper", "hair", "lower", "shoes"):
        seed = seeds[name]
        own = _histogram(colours, seed, name)
        if own is None:
            continue
        if "skin" in models:
            skin = models["skin"][tuple(colours[seed].T)]
            seed = seed.copy()
            seed[seed] = skin / (skin + own[tuple(colours[seed].T)] + 1e-12) < PURE
            own = _histogram(colours, seed, name)
        others = [models[m] for m in ("skin", "upper") if name in ("hair", "shoes") and m in models]
        if own is None or any(np.minimum(own, other).sum() > ALIKE for other in others):
            continue
        taken = _histogram(colours, owner == 1 + MATERIALS.index(name), name)
        models[name] = own if taken is None else (own + taken) / 2
    return models


def _histogram(colours, seed, name):
    if seed.sum() < FEWEST:
        return None
    histogram = np.zeros(tuple(256 // BINS.astype(int) + 1), np.float32)
    np.add.at(histogram, tuple(colours[seed].T), 1)
    for axis in (0, 1, 2, 0, 1, 2) + SHADED * (name == "skin"):
        histogram += 0.5 * (np.roll(histogram, 1, axis) + np.roll(histogram, -1, axis))
    return histogram / histogram.sum()
