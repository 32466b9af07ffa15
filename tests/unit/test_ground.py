"""The ground under a figure: what it shows behind it, the picture's shadows and the film's own."""

import cv2
import numpy as np
import pytest

from pose2video.bodies.retargeting.ground import ground_plane
from pose2video.characters.preparation.backgrounds import fill_background
from pose2video.characters.preparation.floor_shadows import floor_shadow
from pose2video.characters.preparation.shadows import without_shadow
from pose2video.generators.limb_warp.over_clip.ground import Ground, _rests
from pose2video.generators.limb_warp.per_frame.ground import shade_ground, shade_soles

FLOOR = 420  # row where a wall meets the floor
SHOWN = {"left_foot", "right_foot"}
JOINTS = {
    "left_ankle": np.array([210.0, 500.0]),
    "left_toe": np.array([220.0, 520.0]),
    "right_ankle": np.array([170.0, 500.0]),
    "right_toe": np.array([160.0, 520.0]),
}


def _standing(shadow):
    """A picture of somebody on tiles before a wall, their mask, and where their shadow lies."""
    noise = np.random.default_rng(3).normal(0, 2, (600, 400, 3))
    picture = np.full((600, 400, 3), (205.0, 198, 190))
    picture[FLOOR:] = (150, 148, 150)
    for column in range(20, 400, 60):
        picture[FLOOR:, column : column + 2] -= 40
    picture[480:482] -= 40
    mask = np.zeros((600, 400), np.float32)
    mask[80:525, 160:220] = 1
    cast = np.zeros((600, 400), np.uint8)
    cv2.line(cast, (215, 520), (330, 492), 1, 14)
    cast = (cast > 0) & (mask == 0)
    if shadow:
        picture[cast] *= 0.5
    picture[mask > 0] = (40, 60, 150)
    return np.clip(picture + noise, 0, 255).astype(np.uint8), mask, cast


def test_shadow_on_the_floor_is_found_and_tiles_are_not():
    picture, mask, cast = _standing(True)
    found = floor_shadow(picture, mask, JOINTS, SHOWN, 80.0)
    assert found[cast].mean() > 0.97
    assert found[~cast & (mask == 0)].sum() < 1.2 * cast.sum()  # with its rim
    none, mask, _ = _standing(False)
    assert floor_shadow(none, mask, JOINTS, SHOWN, 80.0).sum() < 0.5 * cast.sum()  # at the soles
    assert not floor_shadow(picture, mask, JOINTS, {"head"}, 80.0).any()


def test_floor_goes_straight_on_behind_the_person():
    picture, mask, _ = _standing(False)
    filled = fill_background(picture, mask).astype(float)
    for rows, colour in ((slice(380, 414), (205, 198, 190)), (slice(426, 470), (150, 148, 150))):
        within = filled[rows, 165:215]
        assert np.abs(np.median(within, axis=(0, 1)) - colour).max() < 6
        assert (np.abs(within - colour).max(axis=2) > 25).mean() < 0.1  # joints between tiles


def test_wall_shadow_leaves_with_sharp_edges_of_things_beside_it():
    """A door beside the shadow keeps its edge, though shadows are looked for coarsely."""
    wall = np.random.default_rng(2).normal(210, 2, (1200, 860, 3)).astype(np.uint8)
    wall[:, 760:] = (92, 86, 84)
    mask = np.zeros(wall.shape[:2], np.float32)
    mask[200:1200, 500:650] = 1
    shaded = wall.copy()
    shaded[300:1100, 650:760] -= 70
    shaded[mask > 0] = (30, 60, 160)
    lit, found = without_shadow(shaded, mask)
    assert found[400:1000, 670:750].mean() > 0.95
    assert np.abs(lit[400:1000, 670:752].astype(int) - 210).mean() < 15
    assert np.array_equal(lit[:, 764:], wall[:, 764:])


@pytest.mark.parametrize("rise", [0.0, -0.12])
def test_ground_lies_under_the_lower_foot_not_under_kicks(rise):
    rng = np.random.default_rng(5)
    depths = 3 + np.sin(np.linspace(0, 6, 120))[:, None] + [[0.1, -0.1]]
    lows = 1.2 + rise * depths + rng.normal(0, 0.004, depths.shape)
    lows[::2, 0] -= 0.3  # a raised foot
    lows[50:70] -= 0.4  # a jump
    height, found = ground_plane(depths, lows)
    assert height == pytest.approx(1.2, abs=0.03)
    assert found == pytest.approx(rise, abs=0.015)


def test_a_foot_that_stays_stands_wherever_the_plane_lies_and_a_leap_does_not():
    feet = np.zeros((60, 2, 3))
    above = np.full((60, 2), 0.08)
    leap = 0.3 * np.sin(np.linspace(0, np.pi, 20))
    feet[20:40, 1, 1] -= leap
    above[:, 1] = 0
    above[20:40, 1] += leap
    rests = _rests(feet, above, 25.0)
    assert np.abs(rests[:, 0] - 0.08).max() < 0.01 and np.abs(rests[:, 1]).max() < 0.02


def test_spots_darken_where_they_lie():
    frame = np.full((80, 120, 3), 200, np.uint8)
    axes = np.array([[[10.0, 0], [0, 4]]])
    ground = Ground(np.array([[[60.0, 40]]]), axes[None], np.array([[0.5]]))
    shade_ground(frame, ground, 0)
    assert frame[40, 60].tolist() == [100] * 3
    assert frame[40, 70, 0] == pytest.approx(200 * (1 - 0.5 * np.exp(-0.5)), abs=1)
    assert frame[44, 60, 0] == frame[40, 70, 0]
    assert (frame[:, :20] == 200).all()
    outside = Ground(np.array([[[-500.0, 40]]]), axes[None], np.array([[0.5]]))
    before = frame.copy()
    shade_ground(frame, outside, 0)
    assert (frame == before).all()


def test_ground_is_dark_right_below_shoes_that_touch_it_and_nowhere_else():
    frame = np.full((120, 200, 3), 200, np.uint8)
    spots = np.zeros((1, 2, 2)), np.zeros((1, 2, 2, 2))
    ground = Ground(*spots, np.array([[0.4, 0.0]]))  # the right foot is high up

    def lay_piece(_, covered, name):
        left = 40 if name == "left_foot" else 130
        covered[40:80, left : left + 30] = 255

    shade_soles(frame, ground, 0, ("left_foot", "right_foot", "torso"), lay_piece)
    assert frame[80:82, 45:65].max() < 140
    assert (frame[:, 100:] == 200).all() and (frame[:50] == 200).all()
    assert (frame[95:] == 200).all()
    untouched = np.full((120, 200, 3), 200, np.uint8)
    shade_soles(untouched, ground, 0, ("torso",), lay_piece)
    assert (untouched == 200).all()
