"""A hand of the body model with the end of its forearm, cut out and laid flat for painting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.triangles.meshes import vertex_normals

STUB = 0.42  # share of the forearm that is kept, from the wrist
TEXEL_MM = 0.5  # millimetres per pixel of the painted skin
ARM = ("lowerarm01", "lowerarm02", "upperarm01", "upperarm02")
GAP = 6  # pixels between charts
# along a finger: where its three joints and its tip are
FINGER_BONES = ("finger{}-1", "finger{}-2", "finger{}-3")


@dataclass(frozen=True, eq=False)
class HandMesh:
    """One hand at rest; V points, F triangles, B bones. A point on a seam of charts is there twice.

    Attributes:
        side: `left` or `right`.
        points: `(V, 3)` metres, in the *hand's axes*: y from the wrist to the middle knuckle, z
            from the index to the little finger, x out of the back of a left hand and out of the
            palm of a right one; the origin is the wrist.
        normals: `(V, 3)` outward, same axes.
        rest: `(V, 3)` metres, in the axes of the body at rest.
        faces: `(F, 3)` int32. bones: Indices of the bones that move it.
        weights: `(V, B)` float32, rows sum to 1.
        whole: `(V,)` int32, the number of the point without seams.
        up_arm: `(V,)`, metres from the wrist towards the elbow.
        chart: `(V, 2)` float32, its place on the painted skin in pixels.
        chart_size: `(width, height)` of the painted skin.
        fingers: `(5, 4, 3)` metres, joints and tip of thumb to little finger, hand's axes.
        backs: `(5, 3)` unit, where the nails face, hand's axes.
        finger: `(V,)` int8, 0 thumb to 4 little finger, 5 for the rest of the hand, 6 arm.
    """

    side: str
    points: np.ndarray
    normals: np.ndarray
    rest: np.ndarray
    faces: np.ndarray
    bones: np.ndarray
    weights: np.ndarray
    whole: np.ndarray
    up_arm: np.ndarray
    chart: np.ndarray
    chart_size: tuple[int, int]
    fingers: np.ndarray
    backs: np.ndarray
    finger: np.ndarray

    @cached_property
    def first(self) -> np.ndarray:
        """For every point without seams, where it first occurs."""
        return np.unique(self.whole, return_index=True)[1]

    @property
    def length(self) -> float:
        """Wrist to tip of the middle finger, metres."""
        return float(np.linalg.norm(self.fingers[2, 3]))

    @property
    def inward(self) -> np.ndarray:
        """Unit direction out of the palm, hand's axes."""
        return np.array([-1.0 if self.side == "left" else 1.0, 0, 0])

    def posed(self, transforms):
        """Points `(V, 3)` and unit normals `(V, 3)`, float32, camera axes.

        Args:
            transforms: `(J, 4, 4)` of one frame, see `Body.transforms`.
        """
        blend = self.weights @ transforms[self.bones, :3].reshape(-1, 12).astype(np.float32)
        blend = blend.reshape(-1, 3, 4)
        points = np.einsum("nab,nb->na", blend[..., :3], self.rest) + blend[..., 3]
        normals = vertex_normals(points[self.first], self.whole[self.faces])
        return points, normals[self.whole]


def build_hand(body, side, reach=STUB, texel=TEXEL_MM) -> HandMesh:
    """Cut a hand out of a `Body`.

    Args:
        body: The body. side: `left` or `right`.
        reach: Share of the forearm that is kept, from the wrist; above 1 with some upper arm.
        texel: Millimetres per pixel of its painted skin.
    """
    model, rig, s = body.model, body.rig, side[0].upper()
    hand = [i for i, b in enumerate(rig.bones) if b.endswith(f".{s}") and _of_hand(b)]
    arm = [rig.index(f"{b}.{s}") for b in ARM]
    wrist, elbow = rig.heads[rig.index(f"wrist.{s}")], rig.heads[rig.index(f"lowerarm01.{s}")]
    axis = (elbow - wrist) / np.linalg.norm(elbow - wrist)
    up_arm = (body.vertices - wrist) @ axis
    share = model.weights[:, hand].sum(axis=1), model.weights[:, arm].sum(axis=1)
    kept = (share[0] + share[1] > 0.5) & (up_arm < reach * np.linalg.norm(elbow - wrist))
    faces = model.faces[kept[model.faces].all(axis=1)]
    used = np.unique(faces)
    number = np.full(len(kept), -1, np.int32)
    number[used] = np.arange(len(used))
    faces = number[faces]
    turn = rig.neutral[rig.index(f"wrist.{s}")]
    points = (body.vertices[used] - wrist) @ turn.T
    normals = vertex_normals(points, faces)
    weights = model.weights[used]
    fingers, backs = _fingers(body, side, turn, wrist)
    label = _labels(rig, weights, s)
    charted, chart, size = _charts(points, normals, faces, label, backs, texel / 1000)
    source, faces = np.unique(charted.reshape(-1, 2), axis=0, return_inverse=True)
    whole = source[:, 0].astype(np.int32)
    bones = np.flatnonzero(weights.max(axis=0) > 0)
    moved = weights[:, bones] / weights[:, bones].sum(axis=1, keepdims=True)
    return HandMesh(
        side=side,
        points=points[whole],
        normals=normals[whole],
        rest=body.vertices[used][whole].astype(np.float32),
        faces=faces.reshape(-1, 3).astype(np.int32),
        bones=bones,
        weights=moved[whole].astype(np.float32),
        whole=whole,
        up_arm=up_arm[used][whole],
        chart=chart[source[:, 1], whole].astype(np.float32),
        chart_size=size,
        fingers=fingers,
        backs=backs,
        finger=label[whole],
    )


def _of_hand(bone):
    return bone.startswith(("wrist", "metacarpal", "finger"))


def _fingers(body, side, turn, wrist):
    """Joints and tips, and where the nails face, in the hand's axes."""
    rig, s = body.rig, side[0].upper()
    names = ("thumb", "index", "middle", "ring", "pinky")
    points = [
        [rig.heads[rig.index(f"{b.format(n)}.{s}")] for b in FINGER_BONES]
        + [body.marks.points[f"{side}_{name}_tip"][0]]
        for n, name in enumerate(names, 1)
    ]
    fingers = (np.array(points) - wrist) @ turn.T
    along = fingers[:, 3] - fingers[:, 1]
    closing = np.tile(np.array([0, 0, 1.0 if side == SIDES[0] else -1.0]), (5, 1))
    closing[0] = rig.thumb_axes[side][0]
    backs = -np.cross(closing, along)
    return fingers, backs / np.linalg.norm(backs, axis=1, keepdims=True)


def _labels(rig, weights, s):
    """Which finger a point belongs to, `(V,)` int8."""
    groups = [
        [rig.index(f"{b.format(n)}.{s}") for b in FINGER_BONES[1 if n == 1 else 0 :]]
        for n in range(1, 6)
    ]
    groups.append([i for i, b in enumerate(rig.bones) if b.startswith(("wrist", "metacarpal"))])
    groups[-1].append(rig.index(f"finger1-1.{s}"))
    groups.append([rig.index(f"{b}.{s}") for b in ARM])
    return np.stack([weights[:, g].sum(axis=1) for g in groups], axis=1).argmax(1).astype(np.int8)


def _charts(points, normals, faces, label, backs, texel):
    """Lay the triangles flat: back and palm of the hand, back and front of the thumb.

    Returns:
        `(F, 3, 2)` point and chart of every corner, `(4, V, 2)` places in pixels, and the size.
    """
    back = np.sign(backs[2, 0]) * np.array([1.0, 0, 0])
    down, across = np.array([0, 1.0, 0]), np.array([0, 0, 1.0])
    thumb = (label[faces] == 0).sum(axis=1) >= 2
    thumb_down = down - backs[0] * (backs[0] @ down)
    thumb_down /= np.linalg.norm(thumb_down)
    frames = ((back, across, down), (backs[0], np.cross(backs[0], thumb_down), thumb_down))
    of_face, places, x = np.zeros(len(faces), int), [], GAP
    height = 0
    flat = normals[faces].mean(axis=1)
    for group, (outward, u, v) in enumerate(frames):
        behind = flat @ outward < 0
        inside = thumb == bool(group)
        of_face[inside] = 2 * group + behind[inside]
        corners = points[np.unique(faces[inside])]
        local = np.stack([points @ u, points @ v], axis=1)
        low, high = (f(corners @ np.stack([u, v], axis=1), axis=0) for f in (np.min, np.max))
        width, tall = np.ceil((high - low) / texel).astype(int)
        for _ in range(2):
            places.append((local - low) / texel + [x, GAP])
            x += width + GAP
        height = max(height, tall)
    charted = np.stack([faces, np.repeat(of_face[:, None], 3, axis=1)], axis=2)
    return charted, np.array(places), (int(x), int(height + 2 * GAP))
