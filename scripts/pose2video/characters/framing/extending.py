"""A character as a view shows it: the picture cut, or continued beyond its edges."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.characters.character import Character, Piece
from pose2video.characters.framing.beyond import behind, continued
from pose2video.characters.framing.cloth import cloth_below
from pose2video.characters.preparation.plan import joints_of
from pose2video.characters.preparation.usual_trunk import usual_sides
from pose2video.poses.geometry import place

SHAPED = (0.9, 1.25)  # a trunk that goes on, over its width at the edge
EDGE = 2  # pixels: outermost rows of a picture, which often mix with a film's frame
CUT = ("torso", "thigh")  # pieces that go on below where the picture ends


def framed(character, view) -> Character:
    """The character's picture, pieces, pose and body as a view shows them.

    The background goes on beyond the picture, see `continued`; cloth that the lower edge cuts goes
    on below it. Where the view has a ground of its own the figure is drawn over that.

    Args:
        character: A `Character`. view: Its `PictureView`.
    """
    if view.ground and character.backdrop is None:
        character = replace(character, backdrop=behind(character.background, view))
    if view.box == (0, 0, *view.picture):
        return character
    x, y, width, height = view.box
    background = continued(character.background, view.box)
    joints = {name: xy[0] for name, xy in joints_of(character.poses).items()}
    pieces = tuple(_below(piece, view, joints) for piece in character.pieces)
    picture, mask = background.copy(), np.zeros((height, width), np.uint8)
    for piece in pieces:
        if piece.name.endswith(CUT):
            _lay(picture, mask, piece)
    if view.shows_picture:
        here, there = view.shows_picture
        picture[here], mask[here] = character.picture[there], character.mask[there]
    return replace(
        character,
        picture=picture,
        mask=mask,
        background=background,
        poses=place(character.poses, (width, height), 1.0, (-x, -y)),
        pieces=pieces,
        body=character.body and view.seen(character.body),
    )


def _below(piece, view, joints) -> Piece:
    """A piece in the view's pixels; what the picture's lower edge cuts goes on to the view's."""
    x, y, _, height = view.box
    image, (left, top) = piece.image, piece.origin
    more = y + height - view.picture[1]
    ends = top + len(image) >= view.picture[1]
    if piece.name.endswith(CUT) and ends and more > 0 and image[-1, :, 3].any():
        image = image.copy()
        image[-EDGE:, :, :3] = image[-EDGE - 1 :, :, :3][:1]
        rows = top + len(image) - 1 + np.arange(more + 1)
        sides = usual_sides(joints, rows)
        wider = np.clip(np.ptp(sides, axis=0) / max(np.ptp(sides[:, 0]), 1.0), *SHAPED)[1:]
        room = round(image.shape[1] * max(wider.max() - 1, 0) / 2) + 1
        image = cv2.copyMakeBorder(image, 0, 0, room, room, cv2.BORDER_CONSTANT)
        image = np.vstack([image, _shaped(cloth_below(image, more), wider)])
        left -= room
    return replace(piece, image=image, origin=(left - x, top - y))


def _shaped(cloth, wider):
    """Rows of cloth that get wider or narrower about their middle, uint8 `(n, width, 4)`."""
    seen = np.flatnonzero(cloth[0, :, 3] > 127)
    if not len(seen):
        return cloth
    middle = (seen[0] + seen[-1]) / 2
    x = middle + (np.arange(cloth.shape[1], dtype=np.float32) - middle) / wider[:, None]
    y = np.repeat(np.arange(len(cloth), dtype=np.float32)[:, None], cloth.shape[1], axis=1)
    return cv2.remap(cloth, x.astype(np.float32), y, cv2.INTER_LINEAR)


def _lay(picture, mask, piece):
    """Lay a piece over a picture and its mask, in place."""
    height, width = piece.image.shape[:2]
    x, y = piece.origin
    left, top = max(x, 0), max(y, 0)
    right, bottom = min(x + width, mask.shape[1]), min(y + height, mask.shape[0])
    if left >= right or top >= bottom:
        return
    part = piece.image[top - y : bottom - y, left - x : right - x]
    here = (slice(top, bottom), slice(left, right))
    alpha = part[..., 3:] / 255
    picture[here] = np.rint(part[..., :3] * alpha + picture[here] * (1 - alpha)).astype(np.uint8)
    mask[here] = np.maximum(mask[here], part[..., 3])
