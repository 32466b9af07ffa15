"""Which piece is drawn before which, and drawing one of them."""

from __future__ import annotations

import cv2
import numpy as np

from pose2video.characters.preparation.plan import ORDER, SIDES
from pose2video.generators.limb_warp.signals import filled, smoothed

GRID = 4  # pixels between two places where a map is computed
MARGIN = 0.15  # shoulder widths by which a piece must be nearer to overtake another
# Added to the depth in shoulder widths: where a piece lies when the depths are equal.
BIAS = {"foot": 0.7, "shin": 0.65, "thigh": 0.6, "upper_arm": -0.35, "forearm": -0.45, "hand": -0.5}
HEAD = -0.4


def drawing_orders(motion, rest, names, unit):
    """The order of drawing of every frame, far to near.

    Depth is smoothed over time, and two pieces change places only when one is nearer by
    `MARGIN`; so the order never flickers. An arm that the picture shows beside the trunk but
    whose depth there lies behind it counts as nearer by what is missing, in every frame.

    Args:
        motion: A `holistic` sequence.
        rest: The picture's pose on the same canvas, one frame.
        names: Pieces, in any order.
        unit: Width of the shoulders in pixels.

    Returns:
        A list of names per frame.
    """
    keys, rest_keys = _depths(motion, unit), _depths(rest, unit)
    for name in (n for n in names if n.endswith(("arm", "hand"))):
        keys[name] = keys[name] - max(0.0, float(rest_keys[name][0]) + 1.5 * MARGIN)
    order = [name for name in ORDER if name in names]
    orders = []
    for frame in range(motion.n_frames):
        order = list(order)
        for i in range(1, len(order)):  # insertion sort with a margin
            j = i
            while j and keys[order[j]][frame] > keys[order[j - 1]][frame] + MARGIN:
                order[j - 1], order[j] = order[j], order[j - 1]
                j -= 1
        orders.append(order)
    return orders


def _depths(motion, unit):
    """Depth of every piece against the trunk, in shoulder widths: `{piece: (frames,)}`."""
    at = motion.layout.index
    depth = motion.depth.astype(np.float64) / unit
    ends = {
        "thigh": ("hip", "knee"), "shin": ("knee", "ankle"), "foot": ("ankle", "foot_index"),
        "upper_arm": ("shoulder", "elbow"), "forearm": ("elbow", "wrist"),
        "hand": ("wrist", "index"),
    }  # fmt: skip
    keys = {"torso": np.zeros(motion.n_frames), "head": np.full(motion.n_frames, HEAD)}
    for piece, joints in ends.items():
        root = "shoulder" if piece.endswith(("arm", "hand")) else "hip"
        root = (depth[:, at(f"left_{root}")] + depth[:, at(f"right_{root}")]) / 2
        for side in SIDES:
            own = sum(depth[:, at(f"{side}_{joint}")] for joint in joints) / 2 - root
            keys[f"{side}_{piece}"] = smoothed(filled(own, 0.0), 0.12 * motion.fps) + BIAS[piece]
    return keys


def draw(frame, texture, box, place, covered=None):
    """Draw a texture through a map.

    Args:
        frame: uint8 RGB `(height, width, 3)`, changed.
        texture: A `Texture`.
        box: `(x0, y0, x1, y1)`, the part of the frame in which it may lie; may leave the frame.
        place: `place(x, y) -> (x, y)`, from canvas pixels of the frame to those at rest.
        covered: uint8 `(height, width)`, raised to the texture's alpha; None for no such record.
    """
    height, width = frame.shape[:2]
    x0, y0 = max(0, int(np.floor(box[0])) - 1), max(0, int(np.floor(box[1])) - 1)
    x1, y1 = min(width, int(np.ceil(box[2])) + 2), min(height, int(np.ceil(box[3])) + 2)
    if x1 <= x0 or y1 <= y0:
        return
    columns, rows = -(-(x1 - x0) // GRID) + 2, -(-(y1 - y0) // GRID) + 2
    middle = (GRID - 1) / 2 - GRID  # the first cell lies outside, so that edges are not cut
    x, y = np.meshgrid(
        (x0 + middle + GRID * np.arange(columns)).astype(np.float32),
        (y0 + middle + GRID * np.arange(rows)).astype(np.float32),
    )
    coarse = cv2.merge([np.float32(v) for v in place(x, y)]) - np.float32(texture.origin)
    fine = cv2.resize(coarse, (columns * GRID, rows * GRID), interpolation=cv2.INTER_LINEAR)
    fine = fine[GRID : GRID + y1 - y0, GRID : GRID + x1 - x0]
    patch = cv2.remap(texture.image, fine, None, cv2.INTER_LINEAR)
    alpha = patch[..., 3]
    under = frame[y0:y1, x0:x1]
    seen = cv2.multiply(under, cv2.merge([255 - alpha] * 3), scale=1 / 255)
    cv2.add(seen, cv2.cvtColor(patch, cv2.COLOR_RGBA2RGB), dst=under)
    if covered is not None:
        np.maximum(covered[y0:y1, x0:x1], alpha, out=covered[y0:y1, x0:x1])
