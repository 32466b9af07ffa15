"""A pose as Global-Flow-Local-Attention is told it: 17 soft points and a drawing of the bones."""

from __future__ import annotations

import numpy as np
from skimage.draw import disk, line_aa

from pose2video.generators.flow_attention.joints import JOINTS, LIMBS

SIGMA = 6.0  # pixels of a point at 256 pixels
SIDE = 256
RADIUS = 2
CHANNELS = JOINTS + 3


def pose_maps(points, size, joints, scaled=True):
    """The channels of a pose.

    Args:
        points: Pixels, float `(17, 2)`, x and y; NaN where a joint is missing.
        size: `(width, height)`.
        joints: A name of `joints.LIMBS`.
        scaled: Bones in [-1, 1]. False as published: in [0, 255], and a joint whose x or y is
            a whole 0 without its fraction has its map but is not drawn.

    Returns:
        float32 `(20, height, width)`: 17 Gaussians in [0, 1], 3 channels of `draw_bones`.
    """
    width, height = size
    sigma = SIGMA * min(size) / SIDE
    across = _bell(points[:, 0], width, sigma)
    down = _bell(points[:, 1], height, sigma)
    maps = np.nan_to_num(down[:, :, None] * across[:, None, :])
    lost = False if scaled else (np.trunc(points) == 0).any(1, keepdims=True)
    drawn = np.where(lost, np.nan, points)
    bones = draw_bones(drawn, size, joints).astype(np.float32).transpose(2, 0, 1)
    return np.concatenate([maps, bones / 127.5 - 1 if scaled else bones]).astype(np.float32)


def draw_bones(points, size, joints):
    """White lines between joints, and a coloured dot on each.

    What leaves the picture is drawn along its border, and later lines cover earlier ones: both as
    published.

    Args:
        points: Pixels, float `(17, 2)`, x and y, cut to whole ones; NaN where missing.
        size: `(width, height)`.
        joints: A name of `joints.LIMBS`.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    width, height = size
    canvas = np.zeros((height, width, 3), np.uint8)
    seen = np.isfinite(points).all(1)
    whole = np.trunc(np.where(seen[:, None], points, 0)).astype(int)
    for a, b in LIMBS[joints]:
        if seen[a] and seen[b]:
            y, x, value = line_aa(whole[a, 1], whole[a, 0], whole[b, 1], whole[b, 0])
            y, x = y.clip(0, height - 1), x.clip(0, width - 1)
            canvas[y, x] = (255 * value)[:, None]
    for joint in np.flatnonzero(seen):
        y, x = disk(whole[joint, ::-1], RADIUS, shape=(height, width))
        canvas[y, x] = colour(joint)
    return canvas


def colour(joint):
    """The colour of a joint: the bits of its number dealt to red, green and blue (Pascal VOC)."""
    bits = [(joint >> k) & 1 for k in range(9)]
    return tuple(sum(bits[3 * i + c] << (7 - i) for i in range(3)) for c in range(3))


def _bell(centre, length, sigma):
    return np.exp(-((np.arange(length) - centre[:, None]) ** 2) / (2 * sigma**2))
