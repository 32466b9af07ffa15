"""The light on a photograph's bare arms: they are rounder than a face and tell more of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.bodies.hands.drawing import Light
from pose2video.bodies.hands.tones import GREY, fit_light, is_skin
from pose2video.generators.limbs.limb_meshes import sideways
from pose2video.generators.limbs.limb_shapes import round_normals
from pose2video.generators.limbs.strips import COLUMNS, ROWS
from pose2video.triangles.textures import linear

SURELY = 0.8  # of the differences up to which a colour may be skin
WIDE, ENOUGH = 0.7, 24  # share of a row that must be skin; rows from which a picture has bare arms
SOFTER = 0.6  # of the lamp's share on a face, which arms have that say nothing else
# see `fit_light`: light that creeps round falls so slowly, and arms leave little open
STEEPER, LIMITS, STIFF = 1.3, (0.35, 0.85), 0.008


def light_on_arms(strips, joints, skin) -> Light:
    """The light of a picture as it shades bare arms; on others it is softer than on the face.

    Args:
        strips: By side, the `Strip`s. joints: By side, those of the arm in the picture, `(3, 3)`
            metres in camera axes. skin: The `SkinTone` of the picture.
    """
    usual = replace(skin.light, lamp=SOFTER * skin.light.lamp)
    seen = [_across_rows(strip, joints[side], skin.tone) for side, strip in strips.items()]
    values, normals = (np.concatenate(part) for part in zip(*seen, strict=True))
    if len(values) < ENOUGH * WIDE * COLUMNS:
        return usual
    return fit_light(values, normals, usual, STEEPER, LIMITS, STIFF)[0]


def _across_rows(strip, joints, tone):
    """Light `(N,)` of an arm's skin over that of its row, and its normals `(N, 3)`."""
    colours = linear(np.clip(strip.pixels, 0, 255).astype(np.uint8))
    skin = is_skin(colours.reshape(-1, 3), np.float32(tone), SURELY).reshape(strip.known.shape)
    skin &= strip.known
    skin &= (skin.mean(axis=1) > WIDE)[:, None]
    rows, columns = np.nonzero(skin)
    grey = colours @ GREY
    usual = (grey * skin).sum(axis=1) / np.maximum(skin.sum(axis=1), 1)
    normals = round_normals(columns, sideways((rows + 0.5) / ROWS, joints))
    return grey[rows, columns] / usual[rows], normals
