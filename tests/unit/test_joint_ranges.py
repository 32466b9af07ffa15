"""Joints turned by a positive angle, on both sides and by both ways of turning them.

Axes of the neutral body: x to its left, y down, z to its back. Arms hang, palms at the thighs.
"""

import numpy as np
import pytest

from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, FINGERS
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.fitting import limits
from pose2video.bodies.fitting.chain import CENTRAL_ANGLES, JointChain
from pose2video.bodies.joint_ranges import RANGES, range_of
from pose2video.bodies.likeness.joints import angle_table
from pose2video.bodies.model import load_body_model

FORWARD, BACK = (0, 0, -1), (0, 0, 1)
UP, OUT, IN = (0, -1, 0), (1, 0, 0), (-1, 0, 0)  # of the left side
# joint, angle, the bone that is looked at, where its head goes; the chain's own name of the angle
TURNS = [
    ("wrist", "side", "finger3-2", FORWARD),  # towards the thumb
    ("wrist", "bend", "finger3-2", IN),  # towards the palm
    ("elbow", "bend", "wrist", FORWARD),
    ("clavicle", "raise", "upperarm01", UP),
    ("clavicle", "forward", "upperarm01", FORWARD),
    ("knee", "bend", "foot", BACK),
    ("ankle", "bend", "toe1-1", UP),
    ("index", "mcp", "finger2-3", IN),
    ("index", "spread", "finger2-3", FORWARD),
    ("pinky", "pip", "finger5-3", IN),
]
CENTRAL = [
    ("spine", "bend", "head", FORWARD, "spine_x"),
    ("head", "nod", "eye.L", FORWARD, "neck_x"),
]


@pytest.fixture(scope="module")
def rig(body_model):
    return Body.build(load_body_model(body_model), Shape()).rig


def heads_by_angles(rig, joint, angle, degrees):
    angles = np.zeros((1, len(ANGLES)))
    angles[0, ANGLE_INDEX[joint, angle]] = degrees
    turns = rig.turns(rig.rotations(angles, np.eye(4)[None]))
    return rig.heads_at(turns, np.zeros((1, 3)))[0]


def heads_by_chain(rig, name, degrees):
    chain = JointChain.build(rig)
    state = chain.neutral(1)
    state.angles[0, chain.names.index(name)] = np.radians(degrees)
    return chain.place(state)[1][0]


def goes(before, after, bone, rig, direction):
    way = (after - before)[rig.index(bone)]
    return way @ np.array(direction) / np.linalg.norm(way)


@pytest.mark.parametrize(("joint", "angle", "bone", "direction"), TURNS)
@pytest.mark.parametrize("side", ["left", "right"])
def test_a_positive_angle_does_what_its_name_says(rig, side, joint, angle, bone, direction):
    direction = np.array(direction) * (1 if side == "left" else -1, 1, 1)
    bone = f"{bone}.{side[0].upper()}"
    for heads in (
        lambda degrees: heads_by_angles(rig, f"{side}_{joint}", angle, degrees),
        lambda degrees: heads_by_chain(rig, f"{side}_{joint}_{angle}", degrees),
    ):
        assert goes(heads(0), heads(10), bone, rig, direction) > 0.7


@pytest.mark.parametrize(("joint", "angle", "bone", "direction", "name"), CENTRAL)
def test_the_trunk_bends_forward(rig, joint, angle, bone, direction, name):
    for heads in (
        lambda degrees: heads_by_angles(rig, joint, angle, degrees),
        lambda degrees: heads_by_chain(rig, name, degrees),
    ):
        assert goes(heads(0), heads(10), bone, rig, direction) > 0.5


def test_a_wrist_goes_less_far_towards_the_thumb_than_away_from_it():
    least, most = range_of("left_wrist", "side")
    assert (least, most) == range_of("wrist", "side") and 20 <= most <= 30 < -least <= 40


def test_both_who_fit_read_the_one_table(rig):
    """Every angle has a range, and whoever fits a clip or a picture has it from there."""
    assert {(joint.split("_")[-1], angle) for joint, angle in ANGLES} == {
        (joint, angle) for joint, angles in RANGES.items() for angle in angles
    }
    names = JointChain.build(rig).names
    rows = np.degrees(limits.table(names)[:, :2])
    for name, row in zip(names, rows, strict=True):
        if name not in CENTRAL_ANGLES:
            np.testing.assert_allclose(row, range_of(*name.rsplit("_", 1)))
    still = angle_table()
    for (joint, angle), row in zip(ANGLES, still, strict=True):
        np.testing.assert_allclose(row[2:], range_of(joint, angle))
        assert row[2] < row[0] < row[3]
    assert all(f"left_{finger}_spread" in names for finger in FINGERS)
