"""What a piece looks like where others hide it: its own colours go on."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.person import spread_colours
from pose2video.characters.preparation.plan import BONES, SIDES

# Of the reach: what is usual is the mean so far, a pixel goes on so far, its mirror image so far.
WIDE, NEAR, FOLDS = 0.6, 0.15, 0.8
# What lies above or below a place counts as so much farther off than what lies beside it, this
# below the shoulders only from so many times the reach on, and how clearly the nearer one wins.
UPWARDS, BESIDE, SHARP = 1.0, 1.0, 3
FOLD = 40.0  # grey levels: what differs by more from the usual is no fold
SQUEEZED = 4  # a colour is looked for so many times as far along the bone as across it
PLACES = 48  # along a bone
FEW = 0.1  # of a limb's known pixels: a material with less has no part of the bone


def continued(image, known, name, reach, joints, origin, materials):
    """Colours of a piece beyond its known pixels: of a limb along its bone, of the trunk by rows.

    A limb keeps in every place along its bone to the material that is seen there: a hem goes on
    straight behind a hand. Along the rows of a trunk hems, belts and stripes go on behind an arm;
    up and down they would run, and do so only where the cloth above and below is much nearer:
    behind forearms before a waist, and beside a neck.
    """
    if name in BONES:
        ends = [joints[j] - origin for j in (BONES[name].start, BONES[name].end)]
        filled = image.copy()
        for there, of in _zones(known, materials, *ends):
            usual = _usual(image, of, reach, False)
            filled[there] = along_the_bone(usual, of, *ends)[there]
        return cv2.GaussianBlur(filled, (0, 0), max(0.5, 0.1 * reach))
    known = known > 0
    nothing = ~(known.any(axis=0) | known.any(axis=1)[:, None])
    shoulders = np.mean([joints[f"{side}_shoulder"][1] for side in SIDES]) - origin[1]
    below = np.arange(len(image)) > shoulders
    usual = _usual(image, known, reach, True)
    beside, far = _along_rows(image, known, usual, NEAR * reach, FOLDS * reach * below)
    usual = _usual(image, known, reach, False).swapaxes(0, 1)
    above, high = _along_rows(image.swapaxes(0, 1), known.T, usual, NEAR * reach)
    high, far[nothing] = high.T, 0
    # below the shoulders what lies on one side alone may be another cloth
    between = np.maximum.accumulate(known) & np.maximum.accumulate(known[::-1])[::-1]
    high[below[:, None] & ~between & np.isfinite(far)] = np.inf
    ratio = np.maximum(far - BESIDE * reach * below[:, None], 0) + 1
    share = (1 / (1 + (ratio / (UPWARDS * high + 1)) ** SHARP))[..., None]
    filled = share * beside + (1 - share) * above.swapaxes(0, 1)
    filled[nothing] = spread_colours(image, known.astype(np.float32))[nothing]
    filled = cv2.GaussianBlur(filled, (0, 0), max(0.5, 0.03 * reach))
    return np.clip(filled + 0.5, 0, 255).astype(np.uint8)


def _along_rows(image, known, usual, near, folds=None):
    """The known colours of every row gone on along it, and how far away they are in pixels.

    What differs there from the usual goes on for some pixels, or its mirror image for some more:
    no fold becomes a stripe. In a row without any known pixel all is black and infinitely far.

    Args:
        image, usual: uint8 `(height, width, 3)`. known: bool `(height, width)`.
        near: Pixels in which it fades. folds: `(height,)`, those in which its mirror image does;
            None for no such.

    Returns:
        float32 as `image`, and `(height, width)`.
    """
    filled = np.zeros(image.shape, np.float32)
    far = np.full(known.shape, np.inf, np.float32)
    columns = np.arange(image.shape[1])
    off = image.astype(np.float32) - usual
    for y in np.flatnonzero(known.any(axis=1)):
        at = np.flatnonzero(known[y])
        after = np.searchsorted(at, columns)
        right, left = at[np.minimum(after, len(at) - 1)], at[np.maximum(after - 1, 0)]
        nearest = np.where(np.abs(columns - right) < np.abs(columns - left), right, left)
        far[y] = np.abs(columns - nearest)
        plain = [np.interp(columns, at, usual[y, at, channel]) for channel in range(3)]
        detail = np.exp(-far[y] / near)[:, None] * off[y, nearest]
        if folds is not None and folds[y] > 0:
            turned = np.clip(2 * nearest - columns, 0, len(columns) - 1)
            fold = off[y, turned]
            share = known[y, turned] / (1 + (np.abs(fold).max(axis=1) / FOLD) ** 8)
            fold = np.exp(-far[y] / folds[y])[:, None] * fold
            detail += share[:, None] * (fold - detail)
        filled[y] = np.stack(plain, axis=1) + detail
    return filled, far


def mirrored(image, known, joints, origin):
    """The trunk with its sides exchanged, uint8, and where that is known, bool.

    What hair hides of one shoulder looks like the other one.

    Args:
        image: uint8 `(height, width, 3)`. known: bool, of it. joints: `{joint: (2,)}` in pixels.
        origin: `(x, y)` of the image in these.
    """
    top, low = (np.mean([joints[f"{s}_{j}"] for s in SIDES], axis=0) for j in ("shoulder", "hip"))
    along = (low - top) / max(np.linalg.norm(low - top), 1e-6)
    turn = 2 * np.outer(along, along) - np.eye(2)
    shift = (np.eye(2) - turn) @ (top - origin)
    matrix, size = np.column_stack([turn, shift]), known.shape[::-1]
    back = {"flags": cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP}
    other = cv2.warpAffine(image, matrix, size, borderMode=cv2.BORDER_REPLICATE, **back)
    return other, cv2.warpAffine(known.astype(np.float32), matrix, size, **back) > 0.99


def _zones(known, materials, start, end):
    """Parts of a limb of one material each, bool, and the known pixels that are made of it.

    Args:
        known: bool `(height, width)`.
        materials: uint8, as `materials_of` gives it.
        start, end: The bone's joints, `(2,)` in pixels.
    """
    count = np.bincount(materials[known])
    kinds = np.flatnonzero(count > FEW * known.sum())
    if len(kinds) < 2:
        return [(np.ones_like(known), known)]
    y, x = np.mgrid[: known.shape[0], : known.shape[1]]
    axis = (end - start) / max((end - start) @ (end - start), 1e-6)
    place = np.rint(((x - start[0]) * axis[0] + (y - start[1]) * axis[1]) * PLACES).astype(int)
    place -= place.min()
    seen = np.stack([np.bincount(place[known & (materials == kind)], minlength=place.max() + 1)
                     for kind in kinds])  # fmt: skip
    at = np.flatnonzero(seen.any(axis=0))
    nearest = at[np.abs(np.arange(seen.shape[1])[:, None] - at).argmin(axis=1)]
    most = seen.argmax(axis=0)[nearest][place]
    return [(most == i, known & (materials == kind)) for i, kind in enumerate(kinds)]


def _usual(image, known, reach, rows):
    """The mean of the known pixels around, uint8 as `image`; by rows only beside, not above."""
    wide = 2 * round(WIDE * reach) + 1
    size = (wide, 2 * round(0.1 * reach) + 1) if rows else (wide, wide)
    share = known.astype(np.float32)
    total = cv2.boxFilter(image * share[..., None], cv2.CV_32F, size, normalize=False)
    count = cv2.boxFilter(share, cv2.CV_32F, size, normalize=False)
    return np.rint(total / np.maximum(count, 1)[..., None]).astype(np.uint8)


def along_the_bone(values, known, start, end):
    """What is known of an image, gone on along a bone, as `values`.

    Args:
        values: uint8 `(height, width, 3)`.
        known: bool `(height, width)`.
        start, end: The bone's joints, `(2,)` in pixels of the image.
    """
    height, width = known.shape
    axis = (end - start) / max(np.linalg.norm(end - start), 1e-6)
    across = np.array([-axis[1], axis[0]])
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], float)
    turned = np.stack([corners @ across, corners @ axis / SQUEEZED], axis=1)
    low = turned.min(axis=0)
    size = tuple(int(v) for v in np.ceil(turned.max(axis=0) - low) + 1)
    matrix = np.array([[*across, -low[0]], [*(axis / SQUEEZED), -low[1]]])
    small = cv2.warpAffine(values, matrix, size, flags=cv2.INTER_LINEAR)
    there = cv2.warpAffine(known.astype(np.float32), matrix, size, flags=cv2.INTER_LINEAR) > 0.9
    if not there.any():
        return values
    channels = np.dstack([nearest_of(small[..., k], there) for k in range(3)])
    return cv2.warpAffine(
        channels, matrix, (width, height), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
