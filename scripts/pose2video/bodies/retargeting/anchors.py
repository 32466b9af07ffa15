"""Where the hands touch: places of the body that a hand keeps its distance to.

A sign that touches the chin must touch the chin of a bigger head too. So the hand is drawn towards
where it would lie if it kept its offset, scaled, from the places of the body it is near to, the
more the nearer it is (the idea of relationship descriptors: Al-Asqhar, Komura, Choi, SCA 2013).
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.points import on_face

NEAR_M = 0.09  # metres on a body of usual size at which a place has lost most of its pull
REST = 0.35  # pull of the place that the rotations alone give
PARTS = ("palm", "index_tip", "middle_tip", "thumb_tip")  # marks of the hand
CHIN, FOREHEAD, MOUTH, CHEEKS, NOSE = 152, 10, 13, (50, 280), 4
LANDMARKS = (CHIN, FOREHEAD, MOUTH, *CHEEKS, NOSE)
PLACES = ("chest", "left_chest", "right_chest", "belly")
OTHER = {"left": "right", "right": "left"}


def hand_parts(body, transforms, side):
    """Places of the touching parts of a hand, `(T, 4, 3)`."""
    names = [f"{side}_{part}" for part in PARTS]
    return np.stack([body.marks.at([name], transforms)[0] for name in names], axis=1)


def places(body, transforms, side):
    """Places that the hand of `side` may touch, `(T, places, 3)`, and turns `(T, places, 3, 3)`.

    A turn takes an offset in the axes of the bone that carries the place to those of the camera.
    """
    rig = body.rig
    head, chest = rig.index("head"), rig.index("spine01")
    points = on_face(body.vertices.astype(np.float64))[list(LANDMARKS)]
    face = _moved(transforms[:, head], points)
    trunk = np.stack([body.marks.at([name], transforms)[0] for name in PLACES], axis=1)
    other = hand_parts(body, transforms, OTHER[side])
    hand = rig.index(f"wrist.{OTHER[side][0].upper()}")
    bones = [head] * len(LANDMARKS) + [chest] * len(PLACES) + [hand] * len(PARTS)
    turns = transforms[:, bones, :3, :3] @ np.linalg.inv(body.stretch[bones])
    # rotations from rest to camera; take out how the bone lies at rest, so that bodies compare
    turns = turns @ np.swapaxes(rig.neutral[bones], 1, 2)
    return np.concatenate([face, trunk, other], axis=1), turns


def sizes(body, side):
    """A length for every place, `(places,)`: offsets from it are scaled by it."""
    rig, at = body.rig, heads_at_rest(body)
    stretch = {name: body.stretch[rig.index(name)] for name in ("head", "wrist.L")}
    width = np.linalg.norm(at[rig.index("upperarm01.L")] - at[rig.index("upperarm01.R")])
    points = on_face(body.vertices.astype(np.float64))
    face = np.linalg.norm(stretch["head"] @ (points[CHIN] - points[FOREHEAD]))
    hand = rig.heads[rig.index("finger3-1.L")] - rig.heads[rig.index("wrist.L")]
    palm = np.linalg.norm(stretch["wrist.L"] @ hand)
    return np.array([face] * len(LANDMARKS) + [width] * len(PLACES) + [palm] * len(PARTS))


def heads_at_rest(body):
    """Bone heads `(J, 3)` of a body in the neutral stance, stretched, the root at the origin."""
    upright = np.tile(np.eye(3), (1, len(body.rig.bones), 1, 1))
    return body.rig.heads_at(upright, np.zeros((1, 3)), body.stretch)[0]


def pulls(driver, driver_transforms, body, transforms, side, moved):
    """How far the hand of `side` shall move on, `(T, 3)` metres in camera axes.

    Args:
        driver: The driver's `Body`. driver_transforms: `(T, J, 4, 4)` of its motion.
        body: The character's. transforms: Of the motion as it is on it now.
        moved: `(T, 3)`, how far the hand has been moved already.
    """
    at, turns = places(driver, driver_transforms, side)
    parts = hand_parts(driver, driver_transforms, side)
    own_at, own_turns = places(body, transforms, side)
    own_parts = hand_parts(body, transforms, side)
    scale = (sizes(body, side) / sizes(driver, side))[None, :, None, None]
    offset = parts[:, None] - at[:, :, None]  # (T, places, parts, 3)
    near = np.exp(-((np.linalg.norm(offset, axis=3) / NEAR_M) ** 2))
    local = np.einsum("tpba,tphb->tpha", turns, offset) * scale
    wanted = own_at[:, :, None] + np.einsum("tpab,tphb->tpha", own_turns, local)
    move = wanted - own_parts[:, None]
    move[:, -len(PARTS) :] /= 2  # the other hand comes half the way
    total = np.einsum("tph,tpha->ta", near, move) - REST * moved
    return total / (REST + near.sum(axis=(1, 2)))[:, None]


def _moved(transforms, points):
    """Points `(n, 3)` carried by one bone, `(T, n, 3)`."""
    return np.einsum("tab,nb->tna", transforms[:, :3, :3], points) + transforms[:, None, :3, 3]
