"""The picture without the person."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.person import spread_colours

MARGIN = 0.012  # of the short side: the hole goes on beyond the mask by this
SIDES_PX = (64, 128, 256)  # short sides of the picture at which patches are looked for
PATCH = 7  # pixels
ROUNDS = 4  # at every size
BESIDE, ALIKE = 0.01, 20.0  # of the short side; grey levels: what lies left and right is the same
FLAT = 5.0  # grey levels per pixel, at a short side of 512; softer surroundings have no edges


def fill_background(picture, mask):
    """Paint what the person hides.

    First smoothly from the border of the hole; where the surroundings have texture, then with
    patches of them, coarse to fine, each pixel the mean of the patches that suit it best (Wexler,
    Shechtman, Irani: Space-time completion, 2007). The smooth fill is where the search begins and
    patches are looked for in similar places, so that walls stay walls.

    Args:
        picture: uint8 RGB `(height, width, 3)`.
        mask: float32 `(height, width)`, share of the person.

    Returns:
        uint8 RGB `(height, width, 3)`.
    """
    margin = max(2, round(min(mask.shape) * MARGIN))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * margin + 1, 2 * margin + 1))
    hole = cv2.dilate((mask > 0.02).astype(np.uint8), kernel) > 0
    if hole.all() or not hole.any():
        return np.full_like(picture, 128) if hole.all() else picture
    smooth = spread_colours(picture, (~hole).astype(np.float32))
    straight = _across(picture, hole, smooth)
    return straight if _is_flat(picture, hole, kernel) else _with_patches(picture, hole, straight)


def _across(picture, hole, smooth):
    """A smooth fill in which what is alike left and right of the hole goes straight on behind it.

    So the line between wall and floor stays straight.
    """
    reach = max(1, round(BESIDE * min(hole.shape)))
    known = np.float32(~hole)
    means = cv2.blur(np.dstack([picture * known[..., None], known]), (2 * reach + 1, 3))
    means = means[..., :3] / np.maximum(means[..., 3:], 1e-3)
    columns = np.arange(hole.shape[1])
    left = np.maximum.accumulate(np.where(hole, -1, columns), axis=1)
    right = np.minimum.accumulate(np.where(hole, hole.shape[1], columns)[:, ::-1], axis=1)[:, ::-1]
    between = (left >= 0) & (right < hole.shape[1])
    rows = np.arange(len(hole))[:, None]
    ends = [means[rows, np.where(between, end, 0)] for end in (left, right)]
    share = ((columns - left) / np.maximum(right - left, 1))[..., None]
    alike = np.exp(-np.square(np.abs(ends[1] - ends[0]).max(axis=2) / ALIKE)) * between * hole
    straight = ends[0] + share * (ends[1] - ends[0])
    result = smooth + alike[..., None] * (straight - smooth)
    even = cv2.GaussianBlur(result, (1, 0), sigmaX=0.1, sigmaY=0.5 * reach)  # no row by itself
    return np.where(hole[..., None], np.rint(even), picture).astype(np.uint8)


def _is_flat(picture, hole, kernel):
    """Whether hardly any edge meets the hole: 98 of 100 pixels around it lie on a soft slope."""
    near = cv2.dilate(hole.astype(np.uint8), kernel)
    ring = (cv2.dilate(near, kernel, iterations=3) > 0) & (near == 0)
    grey = cv2.GaussianBlur(picture, (0, 0), 1.5).astype(np.float32).mean(axis=2)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)) / 8
    if not ring.any():
        return True
    return bool(np.percentile(slope[ring], 98) * min(hole.shape) / 512 < FLAT)


def _with_patches(picture, hole, smooth):
    height, width = hole.shape
    current = smooth
    for side in SIDES_PX:
        scale = min(1.0, side / min(height, width))
        size = (round(width * scale), round(height * scale))
        image = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
        inside = cv2.resize(hole.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.01
        guess = cv2.resize(current, size, interpolation=cv2.INTER_AREA)
        guess = np.where(inside[..., None], guess, image).astype(np.float32)
        for _ in range(ROUNDS):
            source = _best_patches(guess, inside, scale * min(height, width))
            guess = _voted(guess, image, inside, source)
        current = cv2.resize(np.rint(guess).astype(np.uint8), (width, height))
    # the last patches, at full size: every pixel copied from where its patch lies
    filled = _copied(picture, hole, current, source, inside, scale)
    return np.where(hole[..., None], np.rint(filled), picture).astype(np.uint8)


def _patches(image, points):
    half = PATCH // 2
    padded = cv2.copyMakeBorder(image, half, half, half, half, cv2.BORDER_REFLECT)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (PATCH, PATCH), axis=(0, 1))
    return windows[points[:, 0], points[:, 1]].reshape(len(points), -1)


def _best_patches(guess, inside, unit):
    """For every pixel of the hole `(y, x)` of the known patch most like its own."""
    from scipy.spatial import cKDTree

    half = PATCH // 2
    known = cv2.erode((~inside).astype(np.uint8), np.ones((PATCH, PATCH), np.uint8))
    known[:half] = known[-half:] = 0
    known[:, :half] = known[:, -half:] = 0
    sources, targets = np.argwhere(known > 0), np.argwhere(inside)
    if not len(sources):
        return np.full((*inside.shape, 2), -1)
    step = max(1, len(sources) // 20000)
    sources = sources[::step]
    a, b = _patches(guess, sources), _patches(guess, targets)
    mean = a.mean(axis=0)
    _, axes = np.linalg.eigh(np.cov((a - mean)[:: max(1, len(a) // 4000)].T))
    axes = axes[:, -14:]
    # places count too: 1/20 of the picture is worth as much as 1.5 grey levels per value
    place = 1.5 * PATCH * np.sqrt(3) * 20 / unit
    a = np.hstack([(a - mean) @ axes, sources * place])
    b = np.hstack([(b - mean) @ axes, targets * place])
    _, nearest = cKDTree(a).query(b, eps=0.5)
    field = np.full((*inside.shape, 2), -1)
    field[inside] = sources[nearest]
    return field


def _voted(guess, image, inside, source):
    """The mean of what all patches over a pixel say about it."""
    total = np.zeros_like(guess)
    count = np.zeros(inside.shape, np.float32)
    half = PATCH // 2
    ys, xs = np.nonzero(inside)
    at = source[ys, xs]
    for dy in range(-half, half + 1):
        for dx in range(-half, half + 1):
            y, x = ys + dy, xs + dx
            good = (y >= 0) & (y < inside.shape[0]) & (x >= 0) & (x < inside.shape[1])
            np.add.at(total, (y[good], x[good]), image[at[good, 0] + dy, at[good, 1] + dx])
            np.add.at(count, (y[good], x[good]), 1)
    voted = total / np.maximum(count, 1)[..., None]
    return np.where(inside[..., None], voted, image).astype(np.float32)


def _copied(picture, hole, current, source, inside, scale):
    """Fine detail of the source patches added to the voted colours."""
    height, width = hole.shape
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    offset = (source - np.argwhere(np.ones(inside.shape)).reshape(*inside.shape, 2)) / scale
    offset = offset.astype(np.float32)
    offset[~inside] = 0
    offset = cv2.resize(offset, (width, height), interpolation=cv2.INTER_NEAREST)
    detail = picture.astype(np.float32) - cv2.GaussianBlur(picture, (0, 0), 0.7 / scale)
    moved = cv2.remap(
        detail, xx + offset[..., 1], yy + offset[..., 0], cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REFLECT,
    )  # fmt: skip
    return np.clip(current + moved, 0, 255)
