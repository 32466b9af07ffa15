"""A trunk that turns with the driver's beyond what the picture shows."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from embodied import embodied_character, embodied_motion
from paper_doll import poses
from pose2video.bodies.hands.drawing import Light
from pose2video.bodies.rotations import to_quaternions
from pose2video.generators.limb_warp.over_clip.trunk_outlines import trunk_outlines
from pose2video.generators.limb_warp.over_clip.turned_trunk import MOST, trunk_turns, trunk_yaws
from pose2video.generators.limb_warp.per_frame.maps import Trunk, trunk_map
from pose2video.generators.limb_warp.per_frame.trunk_light import trunk_light

DOWN = np.array([0.0, 60.0])


def about_the_vertical(yaw):
    """Rotations that turn who faces the camera to its right, `(T, 3, 3)`."""
    cos, sin, turns = np.cos(yaw), np.sin(yaw), np.tile(np.eye(3), (len(yaw), 1, 1))
    turns[:, 0, 0], turns[:, 0, 2], turns[:, 2, 0], turns[:, 2, 2] = cos, -sin, sin, cos
    return turns


def trunk(turns, outline=((1, 0), (1, 0))):
    """One that stands as at rest, 40 pixels wide, its hips at (50, 100)."""
    here = {"hips": np.array([50.0, 100]), "spine": -DOWN, "sides": np.tile([1.0, 0], (2, 1))}
    rest = {f"rest_{name}": value for name, value in here.items()}
    head = np.array([50.0, 15])
    return Trunk(
        **here, **rest, head=head, rest_head=head, head_angle=0.0, size=1.0,
        chin=np.array([50.0, 28]), turns=np.array(turns), half=20.0,
        outline=np.array(outline, float),
    )  # fmt: skip


def test_the_middle_of_a_trunk_goes_aside_and_its_outline_stays():
    x, y = np.meshgrid(np.arange(20.0, 81), np.arange(45.0, 110))
    still, turned = trunk_map(trunk([0, 0]), x, y), trunk_map(trunk([0.2, 0.4]), x, y)
    assert np.allclose(still, (x, y), atol=1e-6)
    assert np.allclose(turned[1], y)
    beside = np.abs(x - 50) >= 20
    assert np.allclose(turned[0][beside], x[beside])
    assert (np.diff(turned[0], axis=1) > 0).all()  # nothing folds
    hips, shoulders = (turned[0][y[:, 0] == row, 30][0] for row in (100, 45))
    assert np.isclose(hips, 50 - 4) and shoulders < 50 - 6
    assert (np.diff(trunk_map(trunk([MOST, MOST]), x, y)[0], axis=1) > 0).all()


def test_the_sides_of_a_trunk_follow_the_outline_of_the_body():
    x, y = np.meshgrid(np.arange(10.0, 91), np.arange(20.0, 110))
    bent = trunk([0, 0], [(1, 0), (1.5, 0.2), (1, 0)])  # wide and to the right at the waist
    seen, _ = trunk_map(bent, x, y)
    waist, hips, head = (seen[y[:, 0] == row][0] for row in (70, 100, 20))
    left, right = (np.interp(edge, waist, x[0]) for edge in (30, 70))
    assert np.allclose((left, right), (50 + 0.2 * 20 - 30, 50 + 0.2 * 20 + 30), atol=0.1)
    assert np.allclose(hips, x[0]) and np.allclose(head, x[0])


def test_a_trunk_is_lit_as_its_new_side_to_the_lamp_is():
    light = Light(towards=(-0.8, 0.0, -0.6), lamp=0.6)  # from the left
    assert trunk_light(trunk([0, 0]), light, np.zeros(2)) is None
    here = np.array([40.0, 50.0, 60.0]), np.full(3, 70.0)
    away = trunk_light(trunk([0, 0]), light, np.radians([40, 40]))(*here)
    there = trunk_light(trunk([0, 0]), light, np.radians([-40, -40]))(*here)
    assert (away < 0.95).all() and there[1] > 1


@pytest.mark.parametrize("degrees", [60, -60])
def test_a_turned_trunk_is_as_wide_as_the_body_s_not_as_its_joints_say(body_model, degrees):
    character = embodied_character(body_model)
    still = embodied_motion(body_model, poses(3))
    rotations = still.body.rotations.copy()
    rotations[:, 0] = to_quaternions(about_the_vertical(np.radians([degrees] * 3)))
    found, kept = (
        trunk_outlines(
            replace(still, body=replace(still.body, rotations=turned)),
            character.body,
            SimpleNamespace(size=np.ones(3), hip_side=wide, shoulder_side=wide),
            np.array([1.0, 0]),
        )
        for turned, wide in (
            (rotations, np.tile([0.5, 0], (3, 1))),
            (still.body.rotations, np.tile([1.0, 0], (3, 1))),
        )
    )
    assert np.allclose(kept[..., 0], 1, atol=0.02) and np.abs(kept[..., 1]).max() < 0.03
    middle = found[:, 6:11]  # half as wide by its joints, but a trunk is deep
    assert (middle[..., 0] > 1.2).all()
    assert (np.sign(degrees) * middle[..., 1] > 0).all()  # its chest goes ahead


@pytest.mark.parametrize("degrees", [30, -30, 70, 179])
def test_a_trunk_turns_with_the_driver_s_and_not_from_behind(body_model, degrees):
    character = embodied_character(body_model)
    still = embodied_motion(body_model, poses(3))
    rotations = still.body.rotations.copy()
    rotations[:, 0] = to_quaternions(about_the_vertical(np.radians([degrees] * 3)))
    motion = replace(still, body=replace(still.body, rotations=rotations))
    turns = trunk_turns(trunk_yaws(motion, character.body))
    assert turns.shape == (3, 2) and np.allclose(turns, turns[0])
    wanted = 0 if degrees == 179 else np.sign(degrees) * min(0.67 * np.tan(np.radians(30)), MOST)
    wanted = MOST if degrees == 70 else wanted
    assert np.allclose(turns, wanted, atol=0.01)
    assert np.allclose(trunk_yaws(still, character.body), 0)
