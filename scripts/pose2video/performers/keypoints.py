"""The exact keypoints of a posed body in the skeleton `holistic` (MediaPipe's points and order)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pose2video.performers.faces import face_points
from pose2video.performers.rig import SIDES
from pose2video.performers.vocabulary import EXPRESSIONS
from pose2video.skeletons import load_skeleton

# body point -> landmark of the face mesh on the same spot
ON_FACE = {
    "nose": 4,
    "left_eye_inner": 362,
    "left_eye": 473,
    "left_eye_outer": 263,
    "right_eye_inner": 133,
    "right_eye": 468,
    "right_eye_outer": 33,
    "mouth_left": 291,
    "mouth_right": 61,
}
# point of one side -> bone whose head it is
ON_BONE = {
    "shoulder": "upperarm01",
    "elbow": "lowerarm01",
    "wrist": "wrist",
    "pinky": "finger5-1",
    "index": "finger2-1",
    "thumb": "finger1-2",
    "hip": "upperleg01",
    "knee": "lowerleg01",
    "ankle": "foot",
}
HAND_FINGERS = ("thumb", "index", "middle", "ring", "pinky")
# metres that flesh and cloth may lie in front of a point that still counts as seen
DEPTH_INSIDE = {
    "shoulder": 0.12,
    "hip": 0.19,
    "knee": 0.10,
    "elbow": 0.075,
    "ankle": 0.08,
    "heel": 0.06,
    "foot_index": 0.06,
    "ear": 0.05,
}
HAND_INSIDE, FACE_INSIDE = 0.022, 0.016


@dataclass(frozen=True, eq=False)
class PointSet:
    """The 553 points on one body.

    Attributes:
        rest: `(553, 3)` metres at rest. weights: `(553, J)` skinning weights.
        moves: `(E, 553, 3)`, how expressions move them.
        inside: `(553,)` metres, see `DEPTH_INSIDE`.
    """

    rest: np.ndarray
    weights: np.ndarray
    moves: np.ndarray
    inside: np.ndarray

    @classmethod
    def build(cls, model, dressed):
        """Find the points on a dressed performer's body."""
        layout = load_skeleton("holistic")
        n = len(layout.names)
        rig, nude = dressed.rig, dressed.nude
        rest, weights = np.zeros((n, 3)), np.zeros((n, len(rig.bones)), np.float32)
        moves = np.zeros((len(EXPRESSIONS), n, 3), np.float32)
        inside = np.full(n, HAND_INSIDE)
        face = np.arange(layout.parts["face"].start, layout.parts["face"].stop)
        vertices, shares = face_points()
        rest[face] = np.einsum("nk,nkd->nd", shares, nude.points[vertices])
        weights[face] = np.einsum("nk,nkj->nj", shares, model.weights[vertices])
        inside[face] = FACE_INSIDE
        names = list(model.action_names)
        for row, parts in zip(moves, EXPRESSIONS.values(), strict=True):
            for action, strength in parts.items():
                shift = model.actions[names.index(action)][vertices].astype(np.float32)
                row[face] += strength * np.einsum("nk,nkd->nd", shares, shift)

        def bone(name, label):
            rest[layout.index(name)] = nude.head(label)
            weights[layout.index(name), rig.index(label)] = 1

        def surface(name, mark):
            p, _, w = dressed.marks.points[mark]
            rest[layout.index(name)], weights[layout.index(name)] = p, w

        for name, landmark in ON_FACE.items():
            i, j = layout.index(name), face[landmark]
            rest[i], weights[i], moves[:, i], inside[i] = (
                rest[j],
                weights[j],
                moves[:, j],
                FACE_INSIDE,
            )
        for side, s in zip(SIDES, "LR", strict=True):
            for name, label in ON_BONE.items():
                bone(f"{side}_{name}", f"{label}.{s}")
            top = layout.index(f"{side}_shoulder")  # MediaPipe's lies on top of the joint
            rest[top, 1] -= 0.08 * np.linalg.norm(
                nude.head("upperarm01.L") - nude.head("upperarm01.R")
            )
            weights[top] = np.eye(len(rig.bones), dtype=np.float32)[rig.index(f"shoulder01.{s}")]
            for name in ("ear", "heel", "foot_index"):
                surface(f"{side}_{name}", f"{side}_{name}")
            for name, metres in DEPTH_INSIDE.items():
                inside[layout.index(f"{side}_{name}")] = metres
            hand = f"{side}_hand"
            bone(f"{hand}_wrist", f"wrist.{s}")
            for number, finger in enumerate(HAND_FINGERS, 1):
                parts = ("cmc", "mcp", "ip") if finger == "thumb" else ("mcp", "pip", "dip")
                for k, part in enumerate(parts, 1):
                    bone(f"{hand}_{finger}_{part}", f"finger{number}-{k}.{s}")
                surface(f"{hand}_{finger}_tip", f"{side}_{finger}_tip")
            inside[[layout.index(f"{side}_wrist"), layout.index(f"{hand}_wrist")]] = 0.05
        return cls(rest, weights, moves, inside)

    def at(self, transforms, expressions):
        """Stage positions `(T, 553, 3)` for transforms `(T, J, 4, 4)`, expressions `(T, E)`."""
        rest = self.rest + np.tensordot(expressions, self.moves, (1, 0))
        blend = np.einsum("nj,tjab->tnab", self.weights, transforms[:, :, :3])
        return np.einsum("tnab,tnb->tna", blend[..., :3], rest) + blend[..., 3]

    def confidence(self, pixels, depth, seen):
        """1 where a point is seen, 0.5 where the body hides it or it lies outside of the picture.

        Args:
            pixels: `(553, 2)`. depth: `(553,)` metres. seen: `(h, w)` nearest depth in metres.
        """
        height, width = seen.shape
        x, y = np.floor(pixels).astype(int).T
        outside = (x < 0) | (y < 0) | (x >= width) | (y >= height)
        nearest = seen[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)]
        return np.where(outside | (nearest < depth - self.inside), 0.5, 1.0)


def relative_depth(stage, distance, focal):
    """Depth in pixels relative to the part's own root, and metres relative to the hips.

    Args:
        stage: `(T, 553, 3)` metres. distance: Of the camera. focal: Pixels.

    Returns:
        `(T, 553)` and `(T, 553, 3)`, the latter NaN beyond the body.
    """
    layout = load_skeleton("holistic")
    hips = stage[:, layout.indices("left_hip", "right_hip")].mean(axis=1)
    depth = np.zeros(stage.shape[:2])
    for part, where in layout.parts.items():
        points = stage[:, where, 2]
        if part == "body":
            root = hips[:, 2]
        else:
            root = points.mean(axis=1) if part == "face" else points[:, 0]
        depth[:, where] = (points - root[:, None]) * (focal / (root + distance))[:, None]
    world = np.full(stage.shape, np.nan)
    body = layout.parts["body"]
    world[:, body] = stage[:, body] - hips[:, None]
    return depth, world
