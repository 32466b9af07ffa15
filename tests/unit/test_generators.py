import numpy as np
import pytest

from paper_doll import moved, paper_character, poses
from pose2video.generators import GENERATORS
from pose2video.geometry import resize

ALL = sorted(GENERATORS.entries)


def generate(name, motion):
    make = GENERATORS.build({"use": name, "settings": {}})
    return list(make.generate(paper_character(), motion))


@pytest.fixture
def motion():
    """Five frames on a canvas twice as large as the picture, the last without anybody."""
    five = resize(moved(poses(5), left_wrist=(200, 100)), (480, 640))
    confidence = five.confidence.copy()
    confidence[4] = 0
    return five.changed(confidence=confidence)


@pytest.mark.parametrize("name", ALL)
def test_one_frame_per_pose_of_the_canvas_size_and_the_same_twice(name, motion):
    frames, again = generate(name, motion), generate(name, motion)
    assert [(f.shape, f.dtype) for f in frames] == [((640, 480, 3), np.dtype(np.uint8))] * 5
    np.testing.assert_array_equal(frames, again)


@pytest.mark.parametrize("name", ALL)
def test_frames_come_one_by_one_and_inputs_stay(name, motion):
    character, before = paper_character(), motion.keypoints.copy()
    make = GENERATORS.build({"use": name, "settings": {}})
    frames = make.generate(character, motion)
    picture = character.picture.copy()
    next(frames)
    np.testing.assert_array_equal(character.picture, picture)
    np.testing.assert_array_equal(motion.keypoints, before)


@pytest.mark.parametrize("name", ALL)
def test_leaving_the_canvas_is_said_with_the_frames(name):
    still = poses(6)
    make = GENERATORS.build({"use": name, "settings": {}})
    assert not [w for w in make.warnings(paper_character(), still) if "canvas" in w]
    keypoints = still.keypoints.copy()
    keypoints[2:4, still.layout.index("left_wrist")] = (260, 100)
    away = still.changed(keypoints=keypoints)
    (sentence,) = [w for w in make.warnings(paper_character(), away) if "canvas" in w]
    assert sentence == "the figure leaves the canvas in frames 2-3"
