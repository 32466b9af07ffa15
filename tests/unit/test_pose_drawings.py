"""Control images of a body: near is bright, normals have the agreed colours, sides stay sides."""

import numpy as np
import pytest

from pose2video.bodies.atlas import palette
from pose2video.bodies.parts import PARTS
from pose2video.generators.skeleton_render import SkeletonRender
from pose2video.motions import Motion
from pose2video.pose_drawings import POSE_DRAWINGS
from textured_body import SIZE, textured_character, turned

ALL = sorted(POSE_DRAWINGS.entries)


@pytest.fixture(scope="module")
def motion(body_model):
    return textured_character(body_model)[1]


def draw(name, motion, size=SIZE):
    return POSE_DRAWINGS.build({"use": name, "settings": {}})(motion, 0, size)


def at(picture, motion, point):
    x, y = motion.poses.keypoints[0, motion.poses.layout.index(point)].astype(int)
    return picture[y, x].astype(int)


@pytest.mark.parametrize("name", ALL)
def test_every_drawing_fills_its_canvas_on_black_and_is_the_same_twice(name, motion):
    picture = draw(name, motion, (300, 400))
    assert (picture.shape, picture.dtype) == ((400, 300, 3), np.uint8)
    assert not picture[:4].any()
    assert picture.any()
    np.testing.assert_array_equal(picture, draw(name, motion, (300, 400)))


@pytest.mark.parametrize("name", ALL)
def test_a_user_reaches_every_drawing(name, motion):
    make = SkeletonRender(drawing=name)
    (frame,) = make.generate(None, motion)
    np.testing.assert_array_equal(frame, draw(name, motion))
    assert make.needs() == ({} if name == "openpose" else {"body": 1})


def test_an_unknown_drawing_is_refused():
    with pytest.raises(ValueError, match="openpose, depth, normals, parts"):
        SkeletonRender(drawing="edges")


def test_near_is_bright(motion):
    body = turned(motion.body, -80, motion.body.bones.index("upperarm01.L"), (1, 0, 0))
    forward = Motion(motion.figure.poses(body), body, motion.figure)
    picture = draw("depth", forward)
    assert at(picture, forward, "left_wrist").min() > at(picture, forward, "right_wrist").max() + 40


def test_normals_are_blue_before_red_left_and_green_above(motion):
    picture = draw("normals", motion).astype(int)
    covered = picture.any(axis=2)
    columns = np.flatnonzero(covered[150])
    belly = picture[150, columns[len(columns) // 2]]
    assert belly[2] > 220
    head = np.flatnonzero(covered.any(axis=1))[0]
    middle = int(np.median(np.flatnonzero(covered[head + 3])))
    assert picture[head + 3, middle, 1] > 190
    left, right = picture[150, columns[2], 0], picture[150, columns[-3], 0]
    assert left > right + 60


@pytest.mark.parametrize("degrees", [0, 180])
def test_left_and_right_are_the_persons(motion, degrees):
    body = turned(motion.body, degrees)
    there = Motion(motion.figure.poses(body), body, motion.figure)
    picture = draw("parts", there)
    for side in ("left", "right"):
        wanted = palette()[PARTS.index(f"{side}_forearm")]
        places = np.argwhere((picture == wanted).all(axis=2))
        x, _ = there.poses.keypoints[0, there.poses.layout.index(f"{side}_wrist")]
        assert len(places) > 20
        assert abs(places[:, 1].mean() - x) < 25


def test_labels_do_not_mix(motion):
    colours = {tuple(c) for c in draw("parts", motion).reshape(-1, 3)}
    assert colours <= {tuple(c) for c in palette().astype(int)} | {(0, 0, 0)}
