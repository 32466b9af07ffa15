"""Long hair that the picture shows before one shoulder falls down behind a head that turns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pose2video.generators.limb_warp.at_rest.turns import CHIN
from pose2video.generators.limbs.puppet import Texture

STAYS_BELOW = (-0.45, -0.15)  # face heights below the chin between which the picture's hair stays
FALLS_BELOW = (-0.75, -0.45)  # likewise what falls down, which begins behind the head
SIDE = 0.15  # face heights from the middle over which one side becomes the other
LONG = 0.1  # squared face heights of hair below the chin: less does not fall
BEHIND = 0.3  # face heights from the chin: there the middle of the hair falls


def falling_hair(head, towards) -> Texture | None:
    """The hair that falls behind a head which looks to one side, in canvas pixels at rest.

    Where the picture shows more long hair on the side to which the head turns than on the other,
    it is moved there as its mirror image.

    Args:
        head: The `RestingHead`. towards: -1 or 1, to the left or the right of the canvas.
    """
    texture, face = head.textures["head"], head.face
    aside, down = seen_from_chin(head)
    alpha = texture.image[..., 3] / np.float32(255)
    hair = alpha * np.clip((down - FALLS_BELOW[0]) / (FALLS_BELOW[1] - FALLS_BELOW[0]), 0, 1)
    before = hair * np.clip(0.5 + towards * aside / (2 * SIDE), 0, 1)
    amount, other = (
        float(part[down > 0].sum()) / face.height**2 for part in (before, hair - before)
    )
    if amount < max(LONG, other):
        return None
    columns = np.arange(alpha.shape[1])
    middle = float((before.sum(axis=0) * columns).sum() / before.sum())
    chin = face.points[CHIN, :2]
    share = np.divide(before, alpha, out=np.zeros_like(alpha), where=alpha > 0)[..., None]
    image = np.rint(texture.image * share).astype(np.uint8)[:, ::-1]
    there = chin[0] - towards * BEHIND * face.height
    left = round(float(there - (alpha.shape[1] - 1 - middle)))
    moved = texture.outline * [-1, 1] + [left + texture.origin[0] + alpha.shape[1] - 1, 0]
    return replace(texture, image=np.ascontiguousarray(image), origin=(left, texture.origin[1]),
                   outline=moved)  # fmt: skip


def seen_from_chin(head):
    """How far the pixels of a head lie to the right and below of its chin, in face heights."""
    texture, face = head.textures["head"], head.face
    rows, columns = np.indices(texture.image.shape[:2], np.float32)
    chin = face.points[CHIN, :2] - texture.origin
    x, y = (columns - chin[0]) / face.height, (rows - chin[1]) / face.height
    aside, down = (x * axis[0] + y * axis[1] for axis in face.axes[:2])
    return aside, down
