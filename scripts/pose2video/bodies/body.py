"""One person's body: the model in their shape, ready to be posed."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from pose2video.bodies.marks import Marks
from pose2video.bodies.model import BodyModel
from pose2video.bodies.points import PointSet, relative_depth
from pose2video.bodies.rig import Rig
from pose2video.poses.sequence import PoseSequence
from pose2video.triangles.meshes import vertex_normals

# group -> bones that are scaled together, on both sides; the first two are stretched along an
# axis of the body at rest, limbs along themselves, the others in all directions
ACROSS = {"hips": ("root", "pelvis")}
UPRIGHT = {"trunk": ("spine",), "neck": ("neck",)}
ALONG = {
    "shoulders": ("clavicle", "shoulder01"),
    "upper_arm": ("upperarm",),
    "forearm": ("lowerarm",),
    "thigh": ("upperleg",),
    "shin": ("lowerleg",),
}
WHOLE = {
    "head": ("head", "eye"),
    "hand": ("wrist", "metacarpal", "finger"),
    "foot": ("foot", "toe"),
}
GROUPS = (*ACROSS, *UPRIGHT, *ALONG, *WHOLE)
# bone of a limb -> where its direction is measured
TOWARDS = {
    "clavicle": ("clavicle", "upperarm01"),
    "shoulder01": ("clavicle", "upperarm01"),
    "upperarm": ("upperarm01", "lowerarm01"),
    "lowerarm": ("lowerarm01", "wrist"),
    "upperleg": ("upperleg01", "lowerleg01"),
    "lowerleg": ("lowerleg01", "foot"),
}


@dataclass(frozen=True)
class Shape:
    """What a body is like.

    Attributes:
        phenotype: Feature -> value in [0, 1], see `BodyModel.rest`.
        scales: Group of `GROUPS` -> its size over that of the phenotype; 1 where absent.
    """

    phenotype: dict[str, float] = field(default_factory=dict)
    scales: dict[str, float] = field(default_factory=dict)


def group_of(bone) -> str:
    """The group of `GROUPS` that a bone is scaled with."""
    for table in (ACROSS, UPRIGHT, ALONG, WHOLE):
        for group, words in table.items():
            if bone.startswith(words):
                return group
    raise ValueError(f"{bone} belongs to no group")


@dataclass(frozen=True, eq=False)
class Body:
    """A body at rest, before its stretch.

    Attributes:
        model: The `BodyModel`. rig: Its `Rig` in the phenotype. vertices: `(V, 3)` metres.
        points: The keypoints on it. marks: Named points for contacts.
        stretch: `(J, 3, 3)`, see `Rig.place`.
    """

    model: BodyModel
    rig: Rig
    vertices: np.ndarray
    points: PointSet
    marks: Marks
    stretch: np.ndarray

    @classmethod
    def build(cls, model: BodyModel, shape: Shape) -> Body:
        """The body of a shape."""
        vertices, heads = model.rest(shape.phenotype)
        rig = Rig.build(model.bones, model.parents, heads)
        marks = Marks.build(model, rig, vertices, vertex_normals(vertices, model.faces))
        points = PointSet.build(model, rig, vertices, marks)
        return cls(model, rig, vertices, points, marks, stretch_of(rig, shape.scales))

    def transforms(self, motion) -> np.ndarray:
        """Bone transforms `(T, J, 4, 4)` from rest to the camera of a `BodyMotion`."""
        return self.rig.place(motion.rotations, motion.translation, self.stretch)

    def keypoints(self, motion) -> np.ndarray:
        """The 553 keypoints in camera axes, `(T, 553, 3)` metres, without expressions."""
        return self.points.at(self.transforms(motion))

    def poses(self, motion) -> PoseSequence:
        """The keypoints as the motion's camera sees them, as certain as what places them."""
        points = self.keypoints(motion)
        pixels, _ = motion.camera.project(points)
        depth, world = relative_depth(points, 0.0, motion.camera.focal)
        confidence = motion.confidence @ self.points.placed_by.T
        return PoseSequence.build(
            pixels, confidence, motion.fps, motion.camera.size, "holistic", depth, world
        )

    def posed(self, transforms) -> np.ndarray:
        """Vertices `(V, 3)` float32 for the transforms `(J, 4, 4)` of one frame."""
        blend = self.model.weights @ transforms[:, :3].reshape(-1, 12).astype(np.float32)
        blend = blend.reshape(-1, 3, 4)
        return np.einsum("nab,nb->na", blend[..., :3], self.vertices) + blend[..., 3]


def stretch_of(rig: Rig, scales) -> np.ndarray:
    """Stretches `(J, 3, 3)` of all bones for the scales of some groups."""
    out = np.tile(np.eye(3), (len(rig.bones), 1, 1))
    for j, bone in enumerate(rig.bones):
        group = group_of(bone)
        more = scales.get(group, 1.0) - 1
        if group in WHOLE:
            out[j] += more * np.eye(3)
            continue
        if group in ACROSS:
            along = np.array([1.0, 0, 0])
        elif group in UPRIGHT:
            along = np.array([0, 1.0, 0])
        else:
            word = next(w for w in TOWARDS if bone.startswith(w))
            start, end = (rig.heads[rig.index(f"{b}.{bone[-1]}")] for b in TOWARDS[word])
            along = (end - start) / np.linalg.norm(end - start)
        out[j] += more * np.outer(along, along)
    return out
