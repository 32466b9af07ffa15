"""Which piece is drawn before which."""

from __future__ import annotations

import numpy as np

from pose2video.characters.preparation.plan import ORDER, SIDES
from pose2video.generators.limb_warp.over_clip.signals import filled, smoothed

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


def under_skirts(orders):
    """Orders in which both thighs lie behind the trunk, and with it behind a skirt."""
    found = []
    for order in orders:
        thighs = [name for name in order if name.endswith("thigh")]
        at = [name for name in order if name not in thighs].index("torso")
        rest = [name for name in order if name not in thighs]
        found.append([*rest[:at], *thighs, *rest[at:]])
    return found


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
