"""A character as a view shows it: the picture cut, or continued beyond its edges."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from pose2video.characters.character import Character, Piece
from pose2video.poses.geometry import place

GRAIN = 5.0  # grey levels of what goes on below as it is; colours go straight down
CUT = ("torso", "thigh")  # pieces that go on below where the picture ends
# Of the way from the edge: what is mirrored there gets softer by this. A plain background's shadows
# do not come again so, one with a pattern keeps it.
SOFT_PLAIN, SOFT_PATTERN = 0.12, 0.02
FINE, PLAIN = 0.01, 3.0  # of the shorter side: what is finer is pattern; grey levels of it


def framed(character, view) -> Character:
    """The character's picture, pieces, pose and body as a view shows them.

    The background goes on beyond the picture as its mirror image, softer with the distance; cloth
    that the lower edge cuts goes on below it.

    Args:
        character: A `Character`. view: Its `PictureView`.
    """
    if view.box == (0, 0, *view.picture):
        return character
    x, y, width, height = view.box
    background = continued(character.background, view.box)
    pieces = tuple(_below(piece, view) for piece in character.pieces)
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


def continued(image, box) -> np.ndarray:
    """What a rectangle shows of an image that goes on beyond its edges as its mirror image.

    Args:
        image: uint8 `(height, width, 3)`. box: `(x, y, width, height)` in its pixels.

    Returns:
        uint8 `(box height, box width, 3)`.
    """
    x, y, width, height = box
    columns, rows = np.arange(x, x + width), np.arange(y, y + height)
    turned = [_mirrored(n, size) for n, size in ((rows, image.shape[0]), (columns, image.shape[1]))]
    result = image[np.ix_(*turned)]
    away = np.hypot(
        *(np.maximum(np.maximum(-n, n - size + 1), 0) for n, size in
          ((rows[:, None], image.shape[0]), (columns[None], image.shape[1])))
    )  # fmt: skip
    if not away.any():
        return result
    blur = (SOFT_PLAIN if _is_plain(image) else SOFT_PATTERN) * away.max()
    soft = cv2.GaussianBlur(result, (0, 0), max(blur, 0.5))
    share = np.clip(away / max(4 * blur, 1), 0, 1)[..., None]
    return np.rint(result * (1 - share) + soft * share).astype(np.uint8)


def _is_plain(image):
    """Whether an image has no pattern."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY).astype(np.float32)
    fine = grey - cv2.GaussianBlur(grey, (0, 0), max(1.0, FINE * min(grey.shape)))
    return float(np.abs(fine).mean()) < PLAIN


def _mirrored(numbers, size):
    """Places in a row of pixels that goes on as its mirror image, the edge not twice."""
    if size == 1:
        return np.zeros_like(numbers)
    period = 2 * (size - 1)
    turned = np.mod(numbers, period)
    return np.where(turned < size, turned, period - turned)


def _below(piece, view) -> Piece:
    """A piece in the view's pixels; what the picture's lower edge cuts goes on to the view's."""
    x, y, _, height = view.box
    image, (left, top) = piece.image, piece.origin
    more = y + height - view.picture[1]
    ends = top + len(image) >= view.picture[1]
    if piece.name.endswith(CUT) and ends and more > 0 and image[-1, :, 3].any():
        image = np.vstack([image, _cloth(image, more)])
    return replace(piece, image=image, origin=(left - x, top - y))


def _cloth(image, rows):
    """Rows that go on below a piece: the colours of its lower end, with its own grain."""
    band = image[-max(2, min(len(image), rows, 48)) :]
    grain = band[..., :3].astype(np.float32) - cv2.GaussianBlur(band[..., :3], (0, 0), 3.0)
    grain = np.clip(grain, -GRAIN, GRAIN)  # no edges: mirrored, they would zigzag
    grain = grain[_mirrored(len(band) - 1 + np.arange(1, rows + 1), len(band))]
    weight = band[..., 3].astype(np.float32)[..., None] + 1e-3
    colour = (band[..., :3] * weight).sum(axis=0) / weight.sum(axis=0)
    colour = cv2.GaussianBlur(np.float32(colour[None]), (0, 0), 2.0)
    alpha = np.repeat(image[-1:, :, 3], rows, axis=0)
    return np.dstack([np.clip(np.rint(colour + grain), 0, 255).astype(np.uint8), alpha])


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
