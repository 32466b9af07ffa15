"""The keypoints of a body in the skeleton `holistic` (MediaPipe's points and order)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from pose2video.bodies.angles import SIDES
from pose2video.poses.skeletons import load_skeleton
from pose2video.resources import RESOURCES

FACE_POINTS = RESOURCES / "performers" / "face_points.csv"
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


@lru_cache(maxsize=1)
def face_points():
    """The surface points of MediaPipe's 478 face landmarks on the body's mesh.

    Returns:
        Body vertices `(478, 3)` int32 and barycentric weights `(478, 3)` float32.
    """
    with open(FACE_POINTS, encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row and not row[0].startswith("#")]
    table = np.array(rows[1:], dtype=np.float64)
    return table[:, 1:4].astype(np.int32), table[:, 4:7].astype(np.float32)


def on_face(per_vertex):
    """Values at the 478 face points from values at the vertices: `(V, ...)` to `(478, ...)`."""
    vertices, shares = face_points()
    return np.einsum("nk,nk...->n...", shares, per_vertex[vertices])


def with_face(face):
    """Values `(553, ...)` from those at the face points: the body points on it get theirs too."""
    layout = load_skeleton("holistic")
    out = np.zeros((len(layout.names), *face.shape[1:]), face.dtype)
    out[layout.parts["face"]] = face
    for name, landmark in ON_FACE.items():
        out[layout.index(name)] = face[landmark]
    return out


@dataclass(frozen=True, eq=False)
class PointSet:
    """The 553 points on one body at rest.

    Attributes:
        rest: `(553, 3)` metres. weights: `(553, J)` skinning weights.
        placed_by: `(553, J)`, the bones whose rotations say where a point is: for a joint the
            bone above it.
        inside: `(553,)` metres, see `DEPTH_INSIDE`.
    """

    rest: np.ndarray
    weights: np.ndarray
    placed_by: np.ndarray
    inside: np.ndarray

    @classmethod
    def build(cls, model, rig, vertices, marks):
        """Find the points on a body.

        Args:
            model: The `BodyModel`. rig: The body's `Rig`.
            vertices: `(V, 3)` at rest. marks: The body's `Marks`.
        """
        layout = load_skeleton("holistic")
        rest = with_face(on_face(vertices.astype(np.float64)))
        weights = with_face(on_face(model.weights))
        inside = np.full(len(layout.names), HAND_INSIDE)
        inside[with_face(np.ones(478)) > 0] = FACE_INSIDE
        above = {}

        def bone(name, label):
            rest[layout.index(name)] = rig.heads[rig.index(label)]
            weights[layout.index(name)] = 0
            weights[layout.index(name), rig.index(label)] = 1
            above[layout.index(name)] = rig.parents[rig.index(label)]

        def surface(name, mark):
            rest[layout.index(name)], _, weights[layout.index(name)] = marks.points[mark]

        across = rig.heads[rig.index("upperarm01.L")] - rig.heads[rig.index("upperarm01.R")]
        for side, s in zip(SIDES, "LR", strict=True):
            for name, label in ON_BONE.items():
                bone(f"{side}_{name}", f"{label}.{s}")
            top = layout.index(f"{side}_shoulder")  # MediaPipe's lies on top of the joint
            rest[top, 1] -= 0.08 * np.linalg.norm(across)
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
        placed_by = weights / weights.sum(axis=1, keepdims=True)
        for point, parent in above.items():
            placed_by[point] = np.eye(len(rig.bones), dtype=np.float32)[parent]
        return cls(rest, weights, placed_by, inside)

    def at(self, transforms, moves=0.0):
        """Positions `(T, 553, 3)` for transforms `(T, J, 4, 4)`; `moves` are added at rest."""
        blend = np.einsum("nj,tjab->tnab", self.weights, transforms[:, :, :3], optimize=True)
        return np.einsum("tnab,tnb->tna", blend[..., :3], self._rest(moves)) + blend[..., 3]

    def _rest(self, moves):
        rest = self.rest + moves
        return rest if rest.ndim == 3 else rest[None]


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
