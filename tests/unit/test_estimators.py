import numpy as np
import pytest

from pose2video.estimators import ESTIMATORS


def build(name):
    return ESTIMATORS.build({"use": name, "settings": {}})


# those that know people without weights; the others have tests of their own
SEEING = [
    name
    for name in ESTIMATORS.entries
    if not ESTIMATORS.needs({"use": name, "settings": {}}).weights
]


@pytest.mark.parametrize("name", SEEING)
def test_nobody_is_nan_and_no_error(name):
    rng = np.random.default_rng(0)
    frames = [np.zeros((40, 30, 3), np.uint8), rng.integers(0, 255, (40, 30, 3), np.uint8)] * 2
    poses = build(name).estimate(iter(frames), 25)
    assert poses.n_frames == 4 and poses.frame_size == (30, 40)
    assert np.isnan(poses.keypoints).all() and not poses.confidence.any()


@pytest.mark.parametrize("name", SEEING)
def test_a_person_is_found_where_she_is(name, astronaut):
    poses = build(name).estimate([astronaut] * 3, 25)
    at = {n: poses.keypoints[2, poses.layout.index(n)] for n in ("nose", "left_eye", "right_eye")}
    # read off the photograph
    assert np.linalg.norm(at["nose"] - (227, 125)) < 12
    # her left eye is on the right of the picture
    assert at["left_eye"][0] > at["right_eye"][0] + 15
    again = build(name).estimate([astronaut] * 3, 25)
    np.testing.assert_array_equal(poses.keypoints, again.keypoints)


def test_holistic_gives_irises_depth_and_metres(astronaut):
    poses = build("mediapipe_holistic").estimate([astronaut], 25)
    parts = poses.layout.parts
    assert (poses.confidence[0, parts["face"]] == 1).all()
    assert np.isfinite(poses.depth[0, parts["body"]]).all()
    shoulders = poses.world[0, poses.layout.indices("left_shoulder", "right_shoulder")]
    assert 0.2 < np.linalg.norm(shoulders[0] - shoulders[1]) < 0.6
    assert np.isnan(poses.world[0, parts["face"]]).all()
    # the right iris (points 468 to 472) lies at the person's right eye
    iris = poses.part("face")[0, 468]
    eye = poses.keypoints[0, poses.layout.index("right_eye")]
    assert np.linalg.norm(iris - eye) < 10
