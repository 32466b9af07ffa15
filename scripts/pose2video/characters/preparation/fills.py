"""What a piece looks like where others hide it: its own colours go on."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.borders import nearest_of
from pose2video.characters.preparation.plan import BONES, SIDES
from pose2video.characters.preparation.trunk_fills import trunk_behind, usual_around

SQUEEZED = 4  # a colour is looked for so many times as far along the bone as across it
PLACES = 48  # along a bone
FEW = 0.1  # of a limb's known pixels: a material with less has no part of the bone


def continued(image, known, name, reach, joints, origin, materials):
    """Colours of a piece beyond its known pixels: of a limb along its bone, of the trunk by rows.

    A limb keeps in every place along its bone to the material that is seen there: a hem goes on
    straight behind a hand. A trunk: see `trunk_behind`.
    """
    if name in BONES:
        ends = [joints[j] - origin for j in (BONES[name].start, BONES[name].end)]
        filled = image.copy()
        for there, of in _zones(known, materials, *ends):
            usual = usual_around(image, of, reach, False)
            filled[there] = along_the_bone(usual, of, *ends)[there]
        return cv2.GaussianBlur(filled, (0, 0), max(0.5, 0.1 * reach))
    shoulders = np.mean([joints[f"{side}_shoulder"][1] for side in SIDES]) - origin[1]
    below = np.arange(len(image)) > shoulders
    return trunk_behind(image, known > 0, reach, below, materials)


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
