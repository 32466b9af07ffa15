"""How the figure stands on the picture's ground."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.motion import BodyMotion
from pose2video.characters.preparation.plan import SIDES

OPAQUE = 127  # alpha from which a shoe is seen
BESIDE = 0.5  # widths of the shoulders beside a foot, where its shadow lies in the picture
PERSON = 5  # level of the mask from which a pixel is the person's
DARKEST = 95  # percentile of how dark the ground is there
LEAST, MOST = 0.35, 0.6  # share of the light that a touching sole takes away


@dataclass(frozen=True, eq=False)
class Footing:
    """How a figure stands on the ground.

    Attributes:
        stance: The body as it stands in the picture, before the canvas's camera.
        soles: Lowest row of its shoes on the canvas, pixels.
        darkness: Share of the light that is missing where a sole touches the ground.
    """

    stance: BodyMotion
    soles: float
    darkness: float


def find_footing(character, puppet) -> Footing | None:
    """How a character stands; None without feet or body.

    How dark the ground gets is the picture's own shadow, where it left the background.

    Args:
        character: A `Character`. puppet: It, laid out on the canvas.
    """
    feet = [puppet.textures[f"{side}_foot"] for side in SIDES if f"{side}_foot" in puppet.textures]
    if not feet or character.body is None:
        return None
    rows = [
        texture.origin[1] + np.flatnonzero((texture.image[..., 3] > OPAQUE).any(axis=1))
        for texture in feet
    ]
    size = puppet.background.shape[1::-1]
    stance = replace(character.body, camera=character.body.camera.resized(size))
    soles = max((int(row.max()) for row in rows if len(row)), default=None)
    return soles and Footing(stance, float(soles), _darkness(character, puppet))


def _darkness(character, puppet):
    """How dark the picture's own shadow is beside the feet, see `Footing`."""
    scale = np.array(character.size) / puppet.background.shape[1::-1]
    spare = BESIDE * puppet.unit
    ends = [puppet.joints[f"{side}_{joint}"] for side in SIDES for joint in ("ankle", "toe")]
    left, top = (np.min(ends, axis=0) - [spare, 0]) * scale
    right, bottom = (np.max(ends, axis=0) + spare) * scale
    there = tuple(
        slice(max(0, int(low)), max(0, int(high))) for low, high in ((top, bottom), (left, right))
    )
    free = character.mask[there] < PERSON
    if not free.any():
        return LEAST
    now, then = (
        np.maximum(image[there][free].astype(np.float32).mean(axis=1), 1)
        for image in (character.background, character.picture)
    )
    return float(np.clip(np.percentile(1 - then / now, DARKEST), LEAST, MOST))
