"""People whom nobody drew: random bodies, faces, hair, clothes and rooms, as performers' files say.

Every draw is an adult who is dressed; another seed, somebody else.
"""

from __future__ import annotations

import colorsys

import numpy as np

from pose2video.performers.performer_files import ADULT, CHOICES
from pose2video.performers.stage import clip_performance
from pose2video.pose_pairs.moving import random_phenotype
from pose2video.pose_pairs.random_motions import KINDS, random_choreography

SKINS = ((250, 214, 190), (226, 176, 150), (198, 142, 108), (150, 100, 70), (92, 60, 44))
HAIRS = ((30, 24, 20), (84, 56, 36), (146, 96, 52), (196, 160, 104), (150, 66, 34), (170, 168, 166))
EYES = ((72, 42, 22), (86, 118, 138), (70, 112, 84), (110, 84, 48))
STANCE = {
    "joints": {f"{side}_shoulder": {"abduct": 24} for side in ("left", "right")},
    "hands": {"left": "open", "right": "open"},
}


def stranger(seed, person) -> dict:
    """A performer, as `load_performer` gives one.

    Args:
        seed: Of the whole set. person: Their number in it.
    """
    rng = np.random.default_rng([seed, person, 0])
    phenotype = random_phenotype(rng)
    phenotype["age"] = max(phenotype.get("age", ADULT), ADULT)
    man = phenotype["gender"] < 0.5
    tone = _between(rng, SKINS)
    hair = _of(rng, HAIRS)
    styles = [s for s in CHOICES["style"] if not (man and s in ("bun", "long", "bob"))]
    looks = {
        "skin": {
            "tone": tone,
            "lips": [int(c * f) for c, f in zip(tone, (0.88, 0.62, 0.64), strict=True)],
        },
        "eyes": _of(rng, EYES),
        "hair": {"style": _of(rng, styles), "color": hair},
        "beard": _of(rng, CHOICES["beard"]) if man else "none",
        "beard_color": hair,
    }
    legs = {
        "kind": "trousers",
        "color": _colour(rng),
        "length": _of(rng, ("long", "long", "cropped")),
    }
    if not man and rng.random() < 0.4:
        legs = {"kind": "skirt", "color": _colour(rng), "length": _of(rng, ("knee", "long"))}
    shirt = {
        "kind": "shirt",
        "color": _colour(rng),
        "sleeve": _of(rng, CHOICES["sleeve"][1:]),
        "neck": _of(rng, CHOICES["neck"]),
        "below_hip_m": float(rng.uniform(-0.03, 0.06)),
        "loose_m": float(rng.uniform(0.006, 0.014)),
    }
    if rng.random() < 0.7:
        kind = _of(rng, CHOICES["pattern"][1:])
        size = float(rng.uniform(0.03, 0.09))
        shirt["pattern"] = {
            "kind": kind,
            "color": _colour(rng),
            "second": _colour(rng),
            "size_m": size,
        }
    shoes = {"kind": "shoes", "color": _colour(rng), "sole": [60, 56, 52]}
    return {
        "name": f"person {person}",
        "phenotype": phenotype,
        "looks": looks,
        "clothes": [legs, shirt, shoes],
        "background": {
            part: {"kind": _of(rng, CHOICES[part]), "color": _pale(rng), "second": _pale(rng)}
            for part in ("wall", "floor")
        },
        "light": {"key_deg": [float(rng.uniform(-40, 40)), float(rng.uniform(35, 50))]},
        "picture": {"framing": "full", "size": [512, 640], "stance": STANCE},
    }


def performance_of(model_folder, settings, person, motion):
    """A `Performance` of a data set.

    Args:
        model_folder: Of the body model. settings: Those of the layout `Performers`.
        person, motion: Their numbers.
    """
    rng = np.random.default_rng([settings.seed, person, 1 + motion])
    kind = KINDS[(person + motion) % len(KINDS)]
    danced = random_choreography(rng, kind, settings.seconds)
    danced["size"] = [2 * round(0.4 * settings.size_px), 2 * round(0.5 * settings.size_px)]
    return clip_performance(model_folder, danced, stranger(settings.seed, person), settings.fps)


def _of(rng, choices):
    chosen = choices[int(rng.integers(len(choices)))]
    return list(chosen) if isinstance(chosen, tuple) else chosen


def _between(rng, colours):
    """A colour somewhere along a row of colours."""
    at = rng.uniform(0, len(colours) - 1)
    return [
        int(np.interp(at, range(len(colours)), channel)) for channel in zip(*colours, strict=True)
    ]


def _colour(rng):
    """A colour of cloth."""
    hue, much, light = rng.random(), rng.uniform(0.1, 0.8), rng.uniform(0.2, 0.95)
    return [int(255 * c) for c in colorsys.hsv_to_rgb(hue, much, light)]


def _pale(rng):
    """A colour of a room."""
    return [
        int(255 * c)
        for c in colorsys.hsv_to_rgb(rng.random(), rng.uniform(0, 0.3), rng.uniform(0.5, 0.9))
    ]
