"""The driver's expressions on the head's page: the photograph's own face, warped before it is laid
on the body. The head's turns are the body's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.generators.dressing.dressed import Dressed
from pose2video.generators.limb_warp.at_rest import prepare
from pose2video.generators.limb_warp.over_clip.heads import HeadMotion, follow_head
from pose2video.generators.limb_warp.per_frame.heads import move_head
from pose2video.poses.geometry import resize


@dataclass(frozen=True)
class Strength:
    """How much of the driver's face is made, 1 as the driver's; the head itself does not turn."""

    brows: float
    eyes: float
    gaze: float
    mouth: float
    head: float = 0.0

    @classmethod
    def of(cls, expression) -> Strength:
        """The same for all regions."""
        return cls(expression, expression, expression, expression)


def face_of(character, poses) -> HeadMotion | None:
    """The picture's face and the driver's expression; None where one of them is not seen."""
    rest = prepare(character, character.size, moves_head=True)
    return follow_head(rest.head, resize(poses, character.size))


def textures(dressed: Dressed, head: HeadMotion | None, frames, strength: Strength):
    """Yield the texture of a dressed body for each frame.

    Args:
        dressed: The `Dressed` body.
        head: From `face_of`.
        frames: Number of frames.
        strength: How much is made.
    """
    if head is None:
        for _ in range(frames):
            yield dressed.texture
        return
    rest = head.rest.textures["head"]
    (x, y), (height, width) = rest.origin, rest.image.shape[:2]
    left, top = dressed.head.corner
    page_height, page_width = dressed.head.image.shape[:2]
    x0, y0 = max(x, left), max(y, top)
    x1, y1 = min(x + width, left + page_width), min(y + height, top + page_height)
    of_rest = slice(y0 - y, y1 - y), slice(x0 - x, x1 - x)
    of_page = slice(y0 - top, y1 - top), slice(x0 - left, x1 - left)
    row = dressed.head_row
    for index in range(frames):
        moved = move_head(head, index, strength)["head"].image[of_rest]
        change = moved[..., :3].astype(np.float32) - rest.image[of_rest][..., :3]
        # at the head's border the warp may let the background in
        change *= ((moved[..., 3:] > 250) & (rest.image[of_rest][..., 3:] > 250)).astype(np.float32)
        texture = dressed.texture.copy()
        page = texture[row : row + page_height, :page_width]
        page[of_page] += change / dressed.head.light[of_page][..., None]
        yield texture
