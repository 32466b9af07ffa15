"""What turns with the driver beyond what the picture shows: trunk, long hair, hidden profiles."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from embodied import embodied_character, embodied_motion
from paper_doll import poses
from pose2video.bodies.rotations import to_quaternions
from pose2video.generators.limb_warp.at_rest.turns import CHIN
from pose2video.generators.limb_warp.over_clip.hanging_hair import HangingHair
from pose2video.generators.limb_warp.over_clip.turned_heads import HIDDEN, YAWS, _turned
from pose2video.generators.limb_warp.over_clip.turned_trunk import MOST, trunk_turns, yaw_of
from pose2video.generators.limb_warp.per_frame.maps import Trunk, trunk_map

DOWN = np.array([0.0, 60.0])


def about_the_vertical(yaw):
    """Rotations that turn who faces the camera to its right, `(T, 3, 3)`."""
    cos, sin, turns = np.cos(yaw), np.sin(yaw), np.tile(np.eye(3), (len(yaw), 1, 1))
    turns[:, 0, 0], turns[:, 0, 2], turns[:, 2, 0], turns[:, 2, 2] = cos, -sin, sin, cos
    return turns


def trunk(turns):
    """One that stands as at rest, 40 pixels wide, its hips at (50, 100)."""
    here = {"hips": np.array([50.0, 100]), "spine": -DOWN, "sides": np.tile([1.0, 0], (2, 1))}
    rest = {f"rest_{name}": value for name, value in here.items()}
    head = np.array([50.0, 15])
    return Trunk(
        **here, **rest, head=head, rest_head=head, head_angle=0.0, size=1.0,
        chin=np.array([50.0, 28]), turns=np.array(turns), half=20.0,
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


@pytest.mark.parametrize("degrees", [30, -30, 70, 179])
def test_a_trunk_turns_with_the_driver_s_and_not_from_behind(body_model, degrees):
    character = embodied_character(body_model)
    still = embodied_motion(body_model, poses(3))
    rotations = still.body.rotations.copy()
    rotations[:, 0] = to_quaternions(about_the_vertical(np.radians([degrees] * 3)))
    motion = replace(still, body=replace(still.body, rotations=rotations))
    turns = trunk_turns(motion, character.body)
    assert turns.shape == (3, 2) and np.allclose(turns, turns[0])
    wanted = 0 if degrees == 179 else np.sign(degrees) * min(0.67 * np.tan(np.radians(30)), MOST)
    wanted = MOST if degrees == 70 else wanted
    assert np.allclose(turns, wanted, atol=0.01)
    assert np.allclose(trunk_turns(still, character.body), 0)


def test_a_head_is_turned_about_its_middle():
    yaw, centre = np.radians([0, 20, -75]), np.array([[0.1, -0.6, 4.0]] * 3)
    turned = _turned(np.tile(np.eye(4), (3, 1, 1)), yaw, centre)
    assert np.allclose(yaw_of(turned), yaw)
    assert np.allclose(
        np.einsum("tij,tj->ti", turned[:, :3, :3], centre) + turned[:, :3, 3], centre
    )
    assert (np.diff(HIDDEN) > 0).all() and YAWS[0] == HIDDEN[0] and YAWS[-1] == HIDDEN[-1]


def test_long_hair_hangs_over_the_shoulder_that_the_head_looks_over():
    points = np.zeros((478, 3))
    points[CHIN, :2] = 60, 40
    image = np.zeros((120, 120, 4), np.uint8)
    image[45:, 85:100] = 255  # beside the neck, on the right
    head = SimpleNamespace(
        face=SimpleNamespace(points=points, axes=np.eye(3), height=40.0),
        textures={"head": SimpleNamespace(image=image, origin=(0, 0))},
    )
    hair = HangingHair.of(head, np.radians([0, 60, 150]))
    at_rest = hair.moved(image, 1, 0, 1.0)
    assert np.abs(at_rest.astype(int) - image).max() <= 1
    assert not hair.moved(image, 0, 0, 1.0).any()  # nothing hangs on the left
    assert not hair.moved(image, 1, 2, 1.0).any()  # from behind the head hides it
    assert np.array_equal(hair.moved(image, 1, 1, 0.0), at_rest)
    turned = hair.moved(image, 1, 1, 1.0)[..., 3]
    middle = [np.average(np.arange(120), weights=turned[row]) - 60 for row in (46, 110)]
    assert 10 < middle[0] < middle[1] < 32.5
    assert 10 < (turned[46] > 127).sum() < 15
