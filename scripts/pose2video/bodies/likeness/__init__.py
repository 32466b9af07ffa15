"""A body for a still character: its likeness and its stance, from one prepared picture.

`seen` (is there enough) -> `start` (directions of the limbs) -> `solver` (stance, sizes of the
parts and focal length that bring the keypoints onto the picture's) -> `phenotype` (a guess of the
gender; weight and muscle by the mask) -> `sheet` (a picture for a person to check).

Metres are those of an adult of average height: one picture has no ruler. Clothes hide the body,
so weight and muscle are those with which it lies inside of the mask, not filling it.
"""

from __future__ import annotations

import numpy as np

from pose2video.bodies.body import Body, Shape
from pose2video.bodies.likeness.evidence import evidence_of
from pose2video.bodies.likeness.phenotype import USUAL, Likeness, fit_build, guess_gender
from pose2video.bodies.likeness.seen import bone_confidence, refuse, refuse_bad_fit, sentences
from pose2video.bodies.likeness.sheet import check_sheet
from pose2video.bodies.likeness.solver import Problem, solve
from pose2video.bodies.likeness.start import assumed_camera, first_stance, twisted, unstrained
from pose2video.bodies.motion import BodyMotion
from pose2video.poses.skeletons import load_skeleton

FIRST_ROUNDS, GENDER_ROUNDS, BUILD_ROUNDS, LAST_ROUNDS = 14, 4, 3, 8


def fit_character(model, picture, mask, poses):
    """Give the person in a picture a body that stands as they do.

    Args:
        model: The `BodyModel`.
        picture: uint8 RGB `(height, width, 3)`.
        mask: uint8 `(height, width)`, 255 = person.
        poses: `holistic` sequence of one frame in the picture's pixels.

    Returns:
        The `BodyMotion` of one frame before a camera of the picture's pixels, a sheet to check
        (uint8 RGB), and sentences on what the picture does not show.

    Raises:
        UserError: The person is not seen well enough, see `seen.refuse`.
    """
    refuse(poses)
    evidence = evidence_of(poses, mask)
    camera = assumed_camera(poses.frame_size)
    body = Body.build(model, Shape(USUAL))
    problem = Problem(body, camera, evidence)
    stance = first_stance(body, camera, poses, evidence.stature)
    stance = solve(problem, twisted(problem, stance), FIRST_ROUNDS)
    stance = unstrained(problem, stance, FIRST_ROUNDS)
    likeness = Likeness(dict(USUAL), problem, stance)
    gender = guess_gender(model, poses, _shoulders_px(problem, stance))
    likeness = likeness.changed({"gender": gender}, GENDER_ROUNDS)
    likeness = fit_build(likeness, mask, BUILD_ROUNDS)
    problem, stance = likeness.problem, solve(likeness.problem, likeness.stance, LAST_ROUNDS)
    pixels, _ = problem.seen_by(stance).project(problem.points_of(stance))
    off = np.linalg.norm(pixels - evidence.pixels, axis=1)[evidence.seen]
    refuse_bad_fit(float(off.mean() / evidence.stature))
    confidence = bone_confidence(model.bones, poses, evidence)
    motion = BodyMotion(
        stance.rotations(problem.body.rig),
        stance.place[None],
        confidence[None],
        Shape(likeness.features, stance.scales),
        problem.seen_by(stance),
        poses.fps,
        tuple(model.bones),
    )
    check = check_sheet(picture, mask, Body.build(model, motion.shape), motion, evidence)
    return motion, check, sentences(model.bones, confidence, evidence)


def _shoulders_px(problem, stance):
    """Width of the shoulders at the place of the face, in pixels, as if seen from the front."""
    points = problem.points_of(stance)
    left, right, nose = load_skeleton("holistic").indices("left_shoulder", "right_shoulder", "nose")
    wide = np.linalg.norm(points[left] - points[right])
    return float(wide * problem.seen_by(stance).focal / points[nose, 2])
