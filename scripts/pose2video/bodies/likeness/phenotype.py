"""What a person is like: a guess from face and shoulders, and the width of limbs and trunk."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from pose2video.bodies.body import Body, Shape, stretch_of
from pose2video.bodies.likeness.solver import Problem, Stance, solve
from pose2video.bodies.likeness.widths import mask_widths, model_widths, part_vertices
from pose2video.bodies.points import on_face
from pose2video.poses.geometry import similarity_over
from pose2video.poses.skeletons import load_skeleton

# an adult of about 27; what a picture does not tell stays like this, sizes take up the rest
USUAL = {
    "gender": 0.5,
    "age": 0.7,
    "weight": 0.45,
    "muscle": 0.5,
    "height": 0.5,
    "proportions": 0.65,
    "cupsize": 0.5,
    "firmness": 0.6,
}
# features that the silhouette tells -> how far people stray
BUILD = {"weight": 0.13, "muscle": 0.10}
STEP, LARGEST = 0.06, 0.2
WIDTH_STRAY = 0.06  # of the logarithm of half widths
CLOTH = 0.05  # what lies in the mask beside the model is mostly cloth: it counts for less
LARGEST_WIDTH = 3.0  # strays from which a width counts linearly
STATIONS = 10  # the stations say as much as this many independent ones
# Face and shoulders of women and men as MediaPipe sees them: the middle and the scale of how far
# a face lies on the way from the model's male to its female face, and of shoulders over face.
# Set by four synthetic and three photographed people, tried on four more.
FACE_MIDDLE, FACE_SCALE = 1.03, 0.2
SHOULDERS_MIDDLE, SHOULDERS_SCALE = 2.5, 0.2
SURE, STEEP = 0.2, 1.7
SIDES_OF_FACE = (234, 454)  # landmarks before the ears
# landmarks of the lips, which move with speech (FACEMESH_LIPS of MediaPipe)
LIPS = (
    61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 185, 40, 39, 37, 0, 267, 269, 270, 409, 78,
    95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 191, 80, 81, 82, 13, 312, 311, 310, 415,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Likeness:
    """A body before a picture: its phenotype, how it stands and how large its parts are."""

    features: dict[str, float]
    problem: Problem
    stance: Stance

    @property
    def shape(self) -> Shape:
        """The body's `Shape` with the sizes of its groups."""
        return Shape(dict(self.features), self.stance.scales)

    def changed(self, features, rounds) -> Likeness:
        """Another phenotype; the stance is solved anew from where it is."""
        features = self.features | features
        body = Body.build(self.problem.body.model, Shape(features))
        problem = replace(self.problem, body=body)
        return Likeness(features, problem, solve(problem, self.stance, rounds))


def guess_gender(model, poses, shoulders_px) -> float:
    """0 (male) to 1 (female) by the form of the face and by shoulders over face; 0.5 is unknown.

    Args:
        model: The `BodyModel`.
        poses: `holistic`, its first frame with a face is taken.
        shoulders_px: Width of the shoulders, not foreshortened, in the pixels of the face.
    """
    if not poses.found("face")[0]:
        return USUAL["gender"]
    where = poses.layout.parts["face"]
    keep = np.setdiff1d(np.arange(468), LIPS)
    found = np.column_stack([poses.keypoints[0, where], poses.depth[0, where]]).astype(np.float64)
    width = np.linalg.norm(found[SIDES_OF_FACE[0]] - found[SIDES_OF_FACE[1]])
    middle, male, female = (
        on_face(model.rest(USUAL | {"gender": g})[0].astype(np.float64))[keep]
        for g in (0.5, 0.0, 1.0)
    )
    middle = middle - middle.mean(axis=0)
    way = _laid_on(female, middle) - _laid_on(male, middle)
    face = ((_laid_on(found[keep], middle) - middle) * way).sum() / (way**2).sum()
    score = (face - FACE_MIDDLE) / FACE_SCALE
    score += (SHOULDERS_MIDDLE - shoulders_px / width) / SHOULDERS_SCALE
    return float(1 / (1 + np.exp(np.clip(STEEP * (SURE - score), -9, 9))))


def _laid_on(points, target):
    """Points `(n, 3)` turned, moved and scaled onto others."""
    return similarity_over(points[None], target, slice(None))[0][0]


def fit_build(likeness: Likeness, mask, rounds) -> Likeness:
    """Change weight and muscle until the body fills the mask without leaving it (Gauss-Newton).

    Args:
        likeness: Where to start from.
        mask: uint8 `(height, width)`, 255 = person.
        rounds: How often.
    """
    members = part_vertices(likeness.problem.body.model)
    for _ in range(rounds):
        features = likeness.features
        target, own = _widths(likeness, mask, members)
        weight = _weights(own, target)
        used = weight > 0
        wrong = np.log(target[used] / own[used]) * weight[used]
        columns = []
        for name in BUILD:
            ends = []
            for way in (-STEP, STEP):  # the shapes change their way at 0.5
                value = float(np.clip(features[name] + way, 0, 1))
                body = Body.build(likeness.problem.body.model, Shape(features | {name: value}))
                there = projected(replace(likeness.problem, body=body), likeness.stance)
                ends.append(_model_widths(there, members)[0])
            slope = np.log(ends[1][used] / ends[0][used]) / (2 * STEP)
            # a width that one of the two bodies does not have says nothing
            columns.append(np.nan_to_num(slope) * weight[used])
        stray = np.diag([1 / s for s in BUILD.values()])
        habits = np.array([(USUAL[k] - features[k]) / s for k, s in BUILD.items()])
        matrix = np.concatenate([np.array(columns).T, stray])
        step = np.linalg.lstsq(matrix, np.concatenate([wrong, habits]), rcond=None)[0]
        step = np.clip(step, -LARGEST, LARGEST)
        new = {k: float(np.clip(features[k] + d, 0, 1)) for k, d in zip(BUILD, step, strict=True)}
        likeness = likeness.changed(new, 2)
        if np.abs(step).max() < 0.02:
            break
    return likeness


def _weights(own, target):
    """Weights of `log(target / own)`: little where the mask is wider, and robust."""
    known = np.isfinite(own) & np.isfinite(target)
    gap = np.log(np.where(known, target, 1) / np.where(known, own, 1)) / WIDTH_STRAY
    weight = np.where(gap > 0, CLOTH, 1.0)
    weight = weight * np.minimum(1, LARGEST_WIDTH / np.maximum(np.abs(gap), 1e-9))
    weight *= min(1.0, STATIONS / max(known.sum(), 1))
    return np.where(known, np.sqrt(weight) / WIDTH_STRAY, 0)


def projected(problem: Problem, stance: Stance):
    """The body in the picture: `(V, 2)` pixels, `(V,)` metres, `(553, 2)` keypoints in pixels."""
    body, camera = problem.body, problem.seen_by(stance)
    placed = body.rig.place(
        stance.rotations(body.rig), stance.place[None], stretch_of(body.rig, stance.scales)
    )
    xy, depth = camera.project(body.posed(placed[0]).astype(np.float64))
    return xy, depth, camera.project(body.points.at(placed)[0])[0]


def _model_widths(there, members):
    return model_widths(there[0], there[2], load_skeleton("holistic"), members)


def _widths(likeness, mask, members):
    there = projected(likeness.problem, likeness.stance)
    own, where = _model_widths(there, members)
    faces = likeness.problem.body.model.faces
    return mask_widths(mask, there[0], there[1], faces, members, where, own)
