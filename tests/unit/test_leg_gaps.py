"""What shows between two legs leaves the mask; a crease between them, or what is alike, stays."""

import cv2
import numpy as np
import pytest

from paper_doll import SIZE, poses
from pose2video.characters.preparation.leg_gaps import without_leg_gaps
from pose2video.characters.preparation.plan import BONES, SIDES, joints_of

JOINTS = {name: xy[0] for name, xy in joints_of(poses()).items()}
SKIN, WALL, FLOOR, DARK = (220, 170, 140), (240, 240, 245), (200, 190, 40), (60, 40, 30)


def stand(leg, wall, floor, half):
    """A picture of two legs, their mask, which closes what is between them, and half widths."""
    picture = np.full((SIZE[1], SIZE[0], 3), wall, np.uint8)
    picture[250:] = floor
    legs, widths = np.zeros(picture.shape[:2], np.uint8), {}
    for name in (f"{side}_{piece}" for side in SIDES for piece in ("thigh", "shin")):
        ends = [tuple(int(v) for v in JOINTS[j]) for j in (BONES[name].start, BONES[name].end)]
        cv2.line(legs, *ends, 1, 2 * half)
        widths[name] = float(half)
    picture[legs > 0] = leg
    mask = cv2.morphologyEx(legs, cv2.MORPH_CLOSE, np.ones((1, 41), np.uint8))
    return picture, np.float32(mask), widths, legs > 0


def test_wall_and_floor_between_legs_are_none_of_the_person():
    picture, mask, widths, legs = stand(SKIN, WALL, FLOOR, 11)
    found = without_leg_gaps(picture, mask, JOINTS, widths) > 0.5
    rows = slice(200, 280)  # from below the hips to above the ankles
    assert (mask[rows] > 0.5)[~legs[rows]].mean() > 0.05
    assert (found[rows] == legs[rows]).mean() > 0.995


@pytest.mark.parametrize("wall", [SKIN, WALL])
def test_creases_and_legs_like_the_wall_stay(wall):
    picture, mask, widths, _ = stand(SKIN, wall, wall, 24 if wall == WALL else 11)
    if wall == WALL:
        picture[:, 119:121] = DARK  # the legs touch
        picture[250:, :40] = DARK  # and something beside them is as dark
    assert np.array_equal(without_leg_gaps(picture, mask, JOINTS, widths), mask)
