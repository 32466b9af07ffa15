"""One picture on which a person checks what was found."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import ORDER

HEIGHT = 720  # pixels


def check_sheet(picture, mask, background, poses, pieces, whole=None):
    """Picture with skeleton, cut-out, filled background and coloured pieces, side by side.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`.
        background: uint8 RGB `(height, width, 3)`.
        poses: `holistic` sequence of one frame, in the picture's pixels.
        pieces: List of `Piece`.
        whole: Where the picture is a part of one, that, uint8 RGB; it stands first.

    Returns:
        uint8 RGB.
    """
    height, width = mask.shape
    checks = ((np.indices(mask.shape) // max(8, height // 60)).sum(axis=0) % 2) * 60 + 150
    cut = picture * mask[..., None] + checks[..., None] * (1 - mask[..., None])
    scale = HEIGHT / height
    size = (max(2, round(width * scale)), HEIGHT)
    views = [
        _with_skeleton(picture, poses, scale, size),
        cv2.resize(np.rint(cut).astype(np.uint8), size, interpolation=cv2.INTER_AREA),
        cv2.resize(background, size, interpolation=cv2.INTER_AREA),
        cv2.resize(_coloured(picture, pieces), size, interpolation=cv2.INTER_AREA),
    ]
    if whole is not None:
        wide = max(2, round(whole.shape[1] * HEIGHT / whole.shape[0]))
        views.insert(0, cv2.resize(whole, (wide, HEIGHT), interpolation=cv2.INTER_AREA))
    gap = np.full((HEIGHT, 8, 3), 255, np.uint8)
    return np.hstack([part for view in views for part in (view, gap)][:-1])


def _with_skeleton(picture, poses, scale, size):
    view = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    points = poses.keypoints[0] * scale
    known = np.isfinite(points).all(axis=1)
    points = np.clip(np.nan_to_num(points), -9999, 9999)
    for a, b in poses.layout.limbs:
        if known[a] and known[b]:
            ends = [tuple(int(v) for v in points[i]) for i in (a, b)]
            cv2.line(view, *ends, (255, 200, 0), 2, cv2.LINE_AA)
    for part, colour, radius in (
        ("face", (0, 255, 255), 1),
        ("left_hand", (0, 255, 0), 2),
        ("right_hand", (255, 0, 255), 2),
        ("body", (255, 0, 0), 3),
    ):
        for i in range(poses.layout.parts[part].start, poses.layout.parts[part].stop):
            if known[i]:
                cv2.circle(view, tuple(int(v) for v in points[i]), radius, colour, -1, cv2.LINE_AA)
    return view


def _coloured(picture, pieces):
    """Every piece tinted with its own colour, far to near as they are drawn."""
    view = picture.mean(axis=2, keepdims=True).repeat(3, axis=2) * 0.5 + 60
    for piece in pieces:
        place = ORDER.index(piece.name) if piece.name in ORDER else len(ORDER)
        hue = place * 180 * 5 // len(ORDER) % 180
        tint = cv2.cvtColor(np.uint8([[[hue, 200, 255]]]), cv2.COLOR_HSV2RGB)[0, 0]
        height, width = piece.image.shape[:2]
        x, y = piece.origin
        under = view[y : y + height, x : x + width]
        alpha = piece.image[..., 3:] / 255.0
        grey = piece.image[..., :3].mean(axis=2, keepdims=True)
        under += alpha * (0.5 * tint + 0.5 * grey - under)
    return np.clip(view, 0, 255).astype(np.uint8)
