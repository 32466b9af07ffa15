import numpy as np
import pytest

from performer_figure import unseen
from pose2video.pose_drawings.openpose_lines import HAND_COLOURS, PALETTE, draw_openpose
from pose2video.poses.geometry import resize
from pose2video.poses.skeletons import load_hand


def square(poses):
    return resize(poses, (512, 512))


def test_limbs_are_darkened_and_joints_full(standing):
    image = draw_openpose(square(standing), hands=False, face=False)
    body = square(standing)
    at = lambda name: body.keypoints[0, body.layout.index(name)]  # noqa: E731
    # limb 3-4 (right shoulder - right elbow) has the third colour, at 60 %
    x, y = ((at("right_shoulder") + at("right_elbow")) / 2).round().astype(int)
    np.testing.assert_array_equal(image[y, x], (np.array(PALETTE[2]) * 0.6).astype(np.uint8))
    # joint 5 of OpenPose, counted from 1, is the right wrist
    x, y = at("right_wrist").round().astype(int)
    np.testing.assert_array_equal(image[y, x], PALETTE[4])
    assert tuple(image[5, 5]) == (0, 0, 0)


def test_half_width_of_a_limb_is_four_pixels(standing):
    image = draw_openpose(square(standing), hands=False, face=False)
    body = square(standing)
    knee, ankle = (body.keypoints[0, body.layout.index(f"left_{n}")] for n in ("knee", "ankle"))
    x, y = ((knee + ankle) / 2).round().astype(int)
    assert np.count_nonzero(image[y, x - 20 : x + 20].any(axis=1)) == pytest.approx(9, abs=1)


def test_hands_have_twenty_hues_and_blue_joints(standing):
    assert load_hand().bones[:5] == [(0, 1), (1, 2), (2, 3), (3, 4), (0, 5)]
    assert load_hand().bones[-4:] == [(0, 17), (17, 18), (18, 19), (19, 20)]
    assert len(set(HAND_COLOURS)) == 20 and HAND_COLOURS[0] == (255, 0, 0)
    body = square(standing)
    image = draw_openpose(body, body=False, face=False)
    for x, y in body.part("left_hand")[0][[4, 8, 20]].round().astype(int):
        np.testing.assert_array_equal(image[y, x], (0, 0, 255))


def test_face_is_white(standing):
    image = draw_openpose(square(standing), body=False, hands=False)
    assert set(map(tuple, image.reshape(-1, 3))) == {(0, 0, 0), (255, 255, 255)}


def test_missing_and_far_points_are_left_out(standing):
    keypoints = standing.keypoints.copy()
    keypoints[0, standing.layout.index("right_knee")] = 1e9
    image = draw_openpose(unseen(standing.changed(keypoints=keypoints), "left_knee"))
    assert image.shape == (600, 400, 3)
    assert not image[430:470, 220:235].any() and not image[430:470, 165:180].any()


def test_line_width_scales_with_the_canvas(standing):
    count = [
        np.count_nonzero(draw_openpose(resize(standing, size)).any(axis=2)) / (size[0] * size[1])
        for size in ((400, 600), (1200, 1800))
    ]
    assert count[1] == pytest.approx(count[0], rel=0.15)
