"""A first stance: directions of trunk and limbs out of the estimator's metres."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from pose2video.bodies.angles import ANGLE_INDEX, SIDES
from pose2video.bodies.body import GROUPS, Body
from pose2video.bodies.camera import Camera
from pose2video.bodies.likeness.evidence import upright_world
from pose2video.bodies.likeness.joints import angle_table, usual_angles
from pose2video.bodies.likeness.solver import Problem, Stance, solve
from pose2video.poses.sequence import PoseSequence

# focal length over the picture's longer side: between a telephone's lens at 26 mm (0.7) and the
# 85 mm of a portrait lens (2.4) before a film of 36 mm
FOCAL = 1.7
TWISTS = tuple(product((-90, -45, 0, 45, 90), (-60, 0, 60)))  # of upper arm and forearm, degrees


def assumed_camera(size) -> Camera:
    """A camera for a picture of `(width, height)` of which nothing is known."""
    return Camera(FOCAL * max(size), (size[0] / 2, size[1] / 2), (int(size[0]), int(size[1])))


def first_stance(body: Body, camera: Camera, poses: PoseSequence, stature_px) -> Stance:
    """A stance near that of the picture, for `solve` to start from.

    Args:
        body: In its first shape.
        camera: The assumed one.
        poses: `holistic`, its first frame is taken.
        stature_px: See `evidence.stature_px`.
    """
    layout, world = poses.layout, np.nan_to_num(upright_world(poses))

    def at(name):
        return world[layout.index(name)]

    across = at("left_hip") - at("right_hip") + at("left_shoulder") - at("right_shoulder")
    down = at("left_hip") + at("right_hip") - at("left_shoulder") - at("right_shoulder")
    turn = _axes(across, down)
    angles = usual_angles()

    def put(joint, **values):
        for angle, value in values.items():
            i = ANGLE_INDEX[joint, angle]
            angles[i] = np.clip(value, *angle_table()[i, 2:])

    for side in SIDES:
        for top, middle, end, first, second in (
            ("shoulder", "elbow", "wrist", "shoulder", "elbow"),
            ("hip", "knee", "ankle", "hip", "knee"),
        ):
            upper = at(f"{side}_{middle}") - at(f"{side}_{top}")
            lower = at(f"{side}_{end}") - at(f"{side}_{middle}")
            flex, abduct = swing(turn.T @ upper * (1 if side == "left" else -1, 1, 1))
            put(f"{side}_{first}", flex=flex, abduct=abduct)
            put(f"{side}_{second}", bend=_degrees_between(upper, lower))
    height = np.ptp(body.vertices[:, 1])
    depth = camera.focal * height / stature_px
    hips = layout.indices("left_hip", "right_hip")
    place = np.append((poses.keypoints[0, hips].mean(axis=0) - camera.centre) * depth, 0)
    place = place / camera.focal + [0, 0, depth]
    stance = Stance(angles, turn, place, np.zeros(len(GROUPS)), 0.0)
    return stance


def twisted(problem: Problem, stance: Stance, sides=SIDES) -> Stance:
    """The stance with the twists of the arms, out of a few, that suit the picture best."""
    for side in sides:
        upper = ANGLE_INDEX[f"{side}_shoulder", "twist"]
        fore = ANGLE_INDEX[f"{side}_forearm", "twist"]
        angles = np.tile(stance.angles, (len(TWISTS), 1))
        angles[:, [upper, fore]] = TWISTS
        stance = replace(stance, angles=angles[problem.costs(stance, angles).argmin()])
    return stance


def unstrained(problem: Problem, stance: Stance, rounds: int) -> Stance:
    """The stance with arms that reached the end of a joint's range mirrored, where that is better.

    An arm before the body and one behind it look alike, and the estimator's depth is often wrong.
    """
    least, most = angle_table()[:, 2:].T
    for side in SIDES:
        joints = [ANGLE_INDEX[f"{side}_shoulder", a] for a in ("flex", "abduct", "twist")]
        strained = (stance.angles <= least) | (stance.angles >= most)
        if not strained[joints].any():
            continue
        angles = stance.angles.copy()
        angles[joints[0]] *= -1
        tried = solve(problem, twisted(problem, replace(stance, angles=angles), (side,)), rounds)
        stance = min(stance, tried, key=problem.cost)
    return stance


def swing(direction):
    """Flexion and abduction in degrees that bring a limb of the left side to a direction.

    The inverse of `Rx(-flex) Rz(-abduct)` on a limb that hangs, see `rig.Rig.local_turns`. A limb
    that is not known, or has no length, hangs.
    """
    length = np.linalg.norm(direction)
    x, y, z = direction / length if length > 0 else (0.0, 1.0, 0.0)
    return np.degrees(np.arctan2(-z, y)), np.degrees(np.arcsin(np.clip(x, -1, 1)))


def _axes(across, down):
    """Turn of the trunk: its x points to the person's left, its y down."""
    y = down / np.linalg.norm(down)
    x = across - y * (across @ y)
    x = x / np.linalg.norm(x)
    return np.stack([x, y, np.cross(x, y)], axis=1)


def _degrees_between(a, b):
    cosine = a @ b / max(np.linalg.norm(a) * np.linalg.norm(b), 1e-9)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
