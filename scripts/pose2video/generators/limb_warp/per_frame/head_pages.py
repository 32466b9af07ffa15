"""The driver's expressions on the head's page of a dressed body: the photograph's own face, warped
before it is laid on the body. The head's turns are the body's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.dressing.dressed import Dressed
from pose2video.generators.limb_warp.over_clip.heads import HeadMotion
from pose2video.generators.limb_warp.per_frame.heads import move_head


@dataclass(frozen=True)
class Strength:
    """How much of the driver's face is made, 1 as the driver's; the head itself does not turn."""

    brows: float
    eyes: float
    gaze: float
    mouth: float
    head: float = 0.0


def texture_at(dressed: Dressed, head: HeadMotion | None, index, strength: Strength):
    """The texture of a dressed body in one frame.

    Args:
        dressed: The `Dressed` body.
        head: The picture's face, in its pixels, and the driver's; None where it rests.
        index: The frame. strength: How much is made.
    """
    if head is None:
        return dressed.texture
    rest = head.rest.textures["head"]
    (x, y), (height, width) = rest.origin, rest.image.shape[:2]
    left, top = dressed.head.corner
    page_height, page_width = dressed.head.image.shape[:2]
    x0, y0 = max(x, left), max(y, top)
    x1, y1 = min(x + width, left + page_width), min(y + height, top + page_height)
    of_rest = slice(y0 - y, y1 - y), slice(x0 - x, x1 - x)
    of_page = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    moved = move_head(head, index, strength)["head"].image[of_rest]
    change = moved[..., :3].astype(np.float32) - rest.image[of_rest][..., :3]
    # at the head's border the warp may let the background in
    change *= ((moved[..., 3:] > 250) & (rest.image[of_rest][..., 3:] > 250)).astype(np.float32)
    texture = dressed.texture.copy()
    row = dressed.head_row
    page = texture[row : row + page_height, :page_width]
    page[of_page] += change / dressed.head.light[of_page][..., None]
    return texture
