import json
import tracemalloc

import numpy as np
import pytest

from pose2video.errors import UserError
from pose2video.poses.formats import read_poses, write_poses
from pose2video.poses.sequence import PoseSequence
from pose2video.poses.skeletons import convert, load_skeleton


def test_skeleton_sizes():
    assert len(load_skeleton("holistic").names) == 33 + 21 + 21 + 478
    assert len(load_skeleton("openpose_18").names) == 18 + 21 + 21 + 70
    assert len(load_skeleton("openpose_25").names) == 25 + 21 + 21 + 70


def test_missing_is_nan_exactly_where_confidence_is_zero(waving):
    confidence = waving.confidence.copy()
    confidence[3, 40] = 0
    gap = waving.changed(confidence=confidence)
    assert np.isnan(gap.keypoints[3, 40]).all()
    assert gap.found("left_hand").all()
    with pytest.raises(ValueError, match="exactly where"):
        PoseSequence(
            waving.keypoints, confidence, waving.depth, waving.world, 25, (400, 600), "holistic"
        )


def test_pose_file_round_trip(tmp_path, waving):
    rng = np.random.default_rng(1)
    confidence = np.where(rng.random(waving.confidence.shape) < 0.3, 0, 0.0004)
    world = np.full((30, 553, 3), np.nan)
    world[:, :33] = rng.normal(size=(30, 33, 3))
    poses = waving.changed(confidence=confidence, depth=rng.normal(size=(30, 553)), world=world)
    write_poses(tmp_path / "p.json", poses, {"use": "x"})
    back = read_poses(tmp_path / "p.json")
    np.testing.assert_array_equal(np.isnan(back.keypoints), np.isnan(poses.keypoints))
    np.testing.assert_allclose(back.keypoints, poses.keypoints, atol=0.006)
    np.testing.assert_allclose(back.world, poses.world, atol=6e-5)
    np.testing.assert_allclose(back.depth, poses.depth, atol=0.006)


def test_frames_member_is_comfyui_pose_keypoint(tmp_path, waving):
    write_poses(tmp_path / "p.json", waving)
    frames = json.loads((tmp_path / "p.json").read_text())["frames"]
    person = frames[0]["people"][0]
    assert (frames[0]["canvas_width"], frames[0]["canvas_height"]) == (400, 600)
    assert {key: len(value) for key, value in person.items()} == {
        "pose_keypoints_2d": 54,
        "face_keypoints_2d": 210,
        "hand_left_keypoints_2d": 63,
        "hand_right_keypoints_2d": 63,
    }
    # OpenPose 1 is the neck, between the shoulders; 4 the person's own right wrist
    assert person["pose_keypoints_2d"][3:6] == [200, 150, 1]
    assert person["pose_keypoints_2d"][12:14] == [145, 280]


def test_a_point_made_of_two_is_missing_if_one_is(standing):
    confidence = standing.confidence.copy()
    confidence[0, standing.layout.index("left_shoulder")] = 0
    body = convert(standing.changed(confidence=confidence), "openpose_25")
    assert np.isnan(body.keypoints[0, body.layout.index("neck")]).all()
    assert np.isfinite(body.keypoints[0, body.layout.index("mid_hip")]).all()
    assert body.confidence[0, body.layout.index("left_small_toe")] == 0


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda d: d.update(version=99), "format version 99"),
        (lambda d: d.update(format="x"), "not a pose file"),
        (lambda d: d["keypoints"]["xy"].pop(), "damaged"),
        (lambda d: d["keypoints"].pop("depth"), "damaged"),
        (lambda d: d.update(skeleton="centaur"), "damaged"),
    ],
)
def test_a_spoilt_pose_file_is_one_sentence(tmp_path, standing, spoil, words):
    path = tmp_path / "p.json"
    write_poses(path, standing)
    document = json.loads(path.read_text())
    spoil(document)
    path.write_text(json.dumps(document))
    with pytest.raises(UserError, match=words):
        read_poses(path)
    path.write_text(path.read_text()[:-40])
    with pytest.raises(UserError, match="not a whole JSON file"):
        read_poses(path)


def test_a_pose_file_reads_the_same_whatever_its_lines_and_small_in_its_own(tmp_path, waving):
    times = np.arange(300) % waving.n_frames
    names = ("keypoints", "confidence", "depth", "world")
    long = waving.changed(**{name: getattr(waving, name)[times] for name in names})
    write_poses(tmp_path / "own.json", long)
    whole = json.loads((tmp_path / "own.json").read_text())
    (tmp_path / "other.json").write_text(json.dumps(whole))
    tracemalloc.start()
    own = read_poses(tmp_path / "own.json")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    other = read_poses(tmp_path / "other.json")
    for name in names:
        np.testing.assert_array_equal(getattr(own, name), getattr(other, name))
    assert peak < 4 * sum(getattr(own, name).nbytes for name in names)
