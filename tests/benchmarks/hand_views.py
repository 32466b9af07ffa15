"""Poses of arms that show the hand from directions all round, and performances through them."""

from __future__ import annotations

import numpy as np

from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, SIDES
from pose2video.bodies.hand_shapes import HAND_SHAPES
from pose2video.bodies.rig import Rig

SHAPES = tuple(HAND_SHAPES)
DIRECTIONS = 30
HOLD_S, MOVE_S = 0.20, 0.16  # each view is held, then left for the next
# joint of the arm -> angle -> what people do in front of themselves, degrees
EASY = {
    "shoulder": {"flex": (-5, 95), "abduct": (0, 70), "twist": (-60, 60)},
    "elbow": {"bend": (25, 135)},
    "forearm": {"twist": (-85, 85)},
    "wrist": {"bend": (-60, 70), "side": (-25, 18)},
}
TRIED = 6000
AHEAD = 18


def spread(ways, count):
    """Indices `(count,)` of directions `ways` `(N, 3)` far from each other: always the farthest."""
    chosen = [0]
    near = ways @ ways[0]
    while len(chosen) < count:
        chosen.append(int(np.argmin(near)))
        near = np.maximum(near, ways @ ways[chosen[-1]])
    return np.array(chosen)


def arm_views(model, phenotype, seed=0):
    """Angles of a left arm that turn its hand to the camera from `DIRECTIONS` sides.

    Of many random poses whose hand is on its own side before the trunk, those whose hands are
    turned least alike.

    Returns:
        `DIRECTIONS` times joint -> angle -> degrees, and the directions `(DIRECTIONS, 3)` of the
        camera in the axes of the neutral left hand that they reach.
    """
    heads = model.rest(phenotype)[1]
    rig = Rig.build(model.bones, model.parents, heads)
    rng = np.random.default_rng(seed)
    angles = np.zeros((TRIED, len(ANGLES)))
    for joint, table in EASY.items():
        for angle, span in table.items():
            angles[:, ANGLE_INDEX[f"left_{joint}", angle]] = rng.uniform(*span, TRIED)
    root = np.tile(np.eye(4), (TRIED, 1, 1))
    transforms = rig.pose(angles, root, only=("wrist.L", *_above(rig, "wrist.L")))
    wrist, shoulder = rig.index("wrist.L"), rig.index("upperarm01.L")
    turn = transforms[:, wrist, :3, :3] @ rig.neutral[wrist].T
    place = transforms[:, wrist, :3, :3] @ rig.heads[wrist] + transforms[:, wrist, :3, 3]
    place = place + 0.08 * turn[:, :, 1] - rig.heads[shoulder]  # the middle of the hand
    width = rig.heads[shoulder][0]  # from the middle of the body
    free = (place[:, 0] > -0.7 * width) & (place[:, 0] < 0.95 * width) & (place[:, 2] < -0.24)
    free &= (place[:, 1] > -0.05) & (place[:, 1] < 0.36)
    shown = -turn[:, 2]  # the camera looks along z
    free = np.flatnonzero(free)
    chosen = free[spread(shown[free], DIRECTIONS)]
    views = [
        {
            joint: {a: float(angles[i, ANGLE_INDEX[f"left_{joint}", a]]) for a in table}
            for joint, table in EASY.items()
        }
        for i in chosen
    ]
    return views, shown[chosen]


def _above(rig, bone):
    index, out = rig.parents[rig.index(bone)], []
    while index >= 0:
        out.append(rig.bones[index])
        index = rig.parents[index]
    return out


def walk(directions):
    """An order of directions in which neighbours are near: always the nearest that is left."""
    left, order = set(range(1, len(directions))), [0]
    while left:
        here = directions[order[-1]]
        order.append(max(left, key=lambda i: directions[i] @ here))
        left.remove(order[-1])
    return order


def choreography(views, order, first, size=(512, 512)):
    """Both hands through all views, the right hand `AHEAD` views ahead; a shape for each view.

    With as many firsts as half of the shapes, each shape is seen from each direction once, by the
    left hand or by the right.

    Args:
        views: See `arm_views`. order: Of the views. first: Number of the first shape.

    Returns:
        The choreography, and rows `(K, 3)`: shape, view of the left, view of the right hand.
    """
    keys, rows, step, n = [], [], HOLD_S + MOVE_S, len(order)
    for k in range(n):
        shape = (first + k) % len(SHAPES)
        pair = order[k], order[(k + AHEAD) % n]
        rows.append((shape, *pair))
        key = {
            "joints": {
                f"{side}_{joint}": angles
                for side, view in zip(SIDES, pair, strict=True)
                for joint, angles in views[view].items()
            },
            "hands": dict.fromkeys(SIDES, SHAPES[shape]),
        }
        start = k * step + (1e-3 if k == 0 else 0)
        keys += [key | {"at_s": start}, key | {"at_s": start + HOLD_S}]
    film = {"title": "hands", "duration_s": n * step - MOVE_S, "framing": "upper"}
    return film | {"size": list(size), "zoom": 0.9, "keys": keys}, np.array(rows)


def held(rows, fps):
    """Frames in which each view has been held for a moment, `(K, F)` int."""
    starts = np.arange(len(rows)) * (HOLD_S + MOVE_S)
    first = np.ceil((starts + 0.25 * HOLD_S) * fps).astype(int)
    last = np.floor((starts + HOLD_S) * fps).astype(int)
    count = (last - first).min() + 1
    return first[:, None] + np.arange(count)
