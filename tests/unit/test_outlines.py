"""Outlines of a character's pieces, and what is painted there, against known shapes."""

import numpy as np

from pose2video.characters.preparation.armpits import dark_gaps
from pose2video.characters.preparation.fills import mirrored
from pose2video.characters.preparation.legs import seat_of
from pose2video.characters.preparation.sides import between_sides, without_corners
from pose2video.generators.limbs.cloth import other_cloth

REACH = 15.0
SHOULDERS = np.array([[120.0, 40.0], [60.0, 40.0]])
JOINTS = {
    "left_shoulder": SHOULDERS[0], "right_shoulder": SHOULDERS[1],
    "left_hip": np.array([110.0, 140.0]), "right_hip": np.array([70.0, 140.0]),
    "left_knee": np.array([112.0, 190.0]), "right_knee": np.array([68.0, 190.0]),
}  # fmt: skip


def block(*boxes, size=(200, 180)):
    drawn = np.zeros(size, bool)
    for y0, y1, x0, x1 in boxes:
        drawn[y0:y1, x0:x1] = True
    return drawn


def test_a_trunk_does_not_take_the_arm_beside_it_along():
    trunk, arm = block((30, 160, 60, 120)), block((40, 110, 120, 150))
    ragged = trunk | block((55, 75, 120, 128), (85, 100, 120, 127))
    found, _ = between_sides(ragged, trunk | arm, JOINTS, REACH)
    assert not found[50:105, 125:].any()
    assert found[45:150, 65:118].all()


def test_a_trunk_is_whole_behind_forearms_that_lie_right_across_it():
    person = block((30, 200, 55, 125))
    own = block((30, 90, 60, 120), (110, 200, 60, 120))
    found, share = between_sides(own, person, JOINTS, REACH)
    assert found[90:110, 68:112].all() and share[90:110, 68:112].min() == 1


def test_a_trunk_whose_lower_half_arms_hide_is_as_wide_as_usual_and_has_soft_edges():
    person = block((30, 140, 40, 140))
    own = block((30, 70, 60, 120), (70, 140, 80, 100))  # what is seen between the arms
    found, share = between_sides(own, person, JOINTS, REACH)
    wide = found[50:135].sum(axis=1)
    assert wide.min() > 52 and wide.max() < 72
    assert np.abs(np.diff(wide)).max() <= 2
    edges = share[50:135, 40:140]
    assert ((edges > 0.1) & (edges < 0.9)).any(axis=1).mean() > 0.8


def test_a_seen_side_goes_on_evenly_behind_an_arm_and_has_no_spike():
    seen, arm = block((30, 200, 60, 118)), block((60, 120, 118, 150))
    spike = block((160, 163, 118, 134))
    found, _ = between_sides(seen | spike, seen | arm | spike, JOINTS, REACH)
    ends = found.shape[1] - found[:, ::-1].argmax(axis=1)
    assert np.abs(ends[45:195] - 118).max() <= 6
    assert np.abs(np.diff(ends[45:195])).max() <= 2


def test_a_trunk_goes_on_behind_hands_at_the_edge_of_the_picture():
    person, hands = block((30, 200, 60, 120)), block((180, 200, 60, 120))
    found, _ = between_sides(person & ~hands, person, JOINTS, REACH)
    assert found[199, 70:110].all()


def test_a_dark_gap_beside_an_arm_is_no_cloth_and_a_dark_stripe_of_the_cloth_is():
    colours = np.full((200, 180, 3), 140, np.uint8)
    colours[90:150, 114:120] = 30
    trunk, arm = block((30, 160, 60, 120)), block((40, 150, 120, 150))
    gap = block((90, 150, 114, 120))
    found = dark_gaps(colours, trunk, arm, REACH)
    assert found[gap].all() and not found[:85].any() and not found[:, :110].any()
    colours[30:160:10] = 20  # of the cloth
    assert not dark_gaps(colours, trunk, arm, REACH)[40:85].any()


def test_corners_at_shoulders_get_round_and_spikes_go():
    alpha = block((30, 160, 60, 120), (100, 102, 120, 140)).astype(np.float32)
    found = without_corners(alpha, SHOULDERS, 25.0, REACH)
    assert found[30, 119] < 0.5 and found[34, 90] > 0.9
    assert found[100:102, 130].max() < 0.5 and found[120, 119] > 0.5


def test_what_is_hidden_of_one_shoulder_is_as_the_other():
    image = np.zeros((200, 180, 3), np.uint8)
    image[60, 70] = 250
    other, known = mirrored(image, block((50, 70, 62, 80)), JOINTS, (0, 0))
    assert other[60, 110, 0] > 200 and known[60, 110] and not known[60, 70]


def test_a_trunk_goes_down_to_the_crotch_and_not_beyond():
    person = block((30, 200, 60, 120)) & ~block((165, 200, 85, 95))
    above, wedge = seat_of(person, JOINTS)
    assert wedge[160, 90] == 1 and wedge[160, 65] == 0 and wedge[170].max() == 0
    assert above[150].min() == 1 and above[175].max() == 0


def test_a_cord_that_hangs_over_a_sleeve_is_not_its_cloth():
    lab = np.tile(np.float32([40, 55, 40]), (256, 41, 1))
    lab[:70, 3:7] = 95, 0, 0  # a cord
    lab[:, 30:33] = 95, 0, 0  # a stripe down the whole sleeve
    found = other_cloth(lab, np.ones(lab.shape[:2], bool), np.float32([40, 55, 40]))
    assert found[:70, 3:7].all() and not found[:, 25:].any()
