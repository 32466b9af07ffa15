"""The estimator of 133 points, by real ONNX networks whose answers are known."""

import numpy as np
import pytest

from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS
from pose2video.estimators.yolox import decoded
from pose2video.weights import check_supply
from tiny_onnx import FRAME, GREEN, PERSON, RED, SIDE, frame_of, tiny_dwpose, tiny_pose


def loaded(folder, **settings):
    spec = ESTIMATORS.spec({"use": "whole_body"} | settings, "estimators.x")
    return ESTIMATORS.build(spec).loaded({"dwpose": folder})


@pytest.fixture(scope="module")
def networks(tmp_path_factory):
    return tiny_dwpose(tmp_path_factory.mktemp("weights") / "dwpose")


def test_points_come_back_to_their_pixels(networks):
    people = [(160, 176), (176, 176), (224, 176), (384, 160)]
    poses, words = loaded(networks).follow([frame_of(person) for person in people], 25)
    assert (poses.skeleton, poses.n_frames, poses.frame_size) == ("holistic", 4, FRAME)
    for i, person in enumerate(people):
        # nose and the right thumb are even points, the left eye and the left wrist odd ones
        for name, spot in (("nose", RED), ("left_eye", GREEN), ("left_wrist", GREEN)):
            at = poses.keypoints[i, poses.layout.index(name)]
            assert np.abs(at - (np.array(person) + spot)).max() <= 1, (i, name)
    assert poses.confidence.max() == 1 and poses.found("left_hand").all()
    assert words == []


def test_another_size_of_pictures_is_read_from_the_file(networks, tmp_path):
    folder = tiny_dwpose(tmp_path, size=(192, 256))
    poses, _ = loaded(folder).follow([frame_of((320, 176))], 25)
    at = poses.keypoints[0, poses.layout.index("nose")]
    assert np.abs(at - ((320, 176) + RED)).max() <= 1


def test_a_frame_larger_than_the_square_is_brought_back(networks):
    image = np.kron(frame_of((320, 176)), np.ones((3, 3, 1), np.uint8))
    poses, _ = loaded(networks).follow([image], 25)
    at = poses.keypoints[0, poses.layout.index("left_eye")]
    assert np.abs(at - (3 * ((320, 176) + GREEN) + 1)).max() <= 2


def test_what_is_not_there_is_missing(networks):
    nobody = np.zeros((360, 640, 3), np.uint8)
    estimate = loaded(networks).estimate
    poses = estimate([nobody, frame_of((320, 176)), nobody], 25)
    nose, eye = poses.layout.indices("nose", "left_eye")
    assert (poses.confidence[:, nose] > 0).tolist() == [False, True, False]
    half = estimate([frame_of((320, 176), green=False)], 25)
    assert half.confidence[0, nose] > 0 and half.confidence[0, eye] == 0
    assert not (estimate([nobody] * 3, 25).confidence > 0).any()
    surer = loaded(networks, min_person_confidence=1.0)
    dim = frame_of((320, 176)) // 2
    assert not (surer.estimate([dim], 25).confidence > 0).any()


@pytest.mark.parametrize(
    ("person", "expected"),
    [(1, 160), (2, 320), (3, 480), ("central", 320), ([0.6, 0.1, 0.9, 0.9], 480)],
)
def test_the_chosen_one_of_three_is_followed(networks, person, expected):
    people = [(160, 176), (320, 176), (480, 176)]
    frames = [frame_of(*((x + 4 * i, y) for x, y in people)) for i in range(8)]
    poses, words = loaded(networks).follow(frames, 25, person)
    at = poses.keypoints[:, poses.layout.index("nose"), 0]
    np.testing.assert_allclose(at, expected + RED[0] + 4 * np.arange(8), atol=1)
    assert words == []


def test_the_boxes_are_yolox_s():
    cells = sum((SIDE // stride) ** 2 for stride in (8, 16, 32))
    rows = np.zeros((cells, 85))
    rows[:, 4], rows[:, 5] = 0.5, 0.8
    row = (SIDE // 8) ** 2 + 3 * (SIDE // 16) + 2  # the second grid: column 2, row 3
    rows[row, :4] = 0.25, 0.5, np.log(2), np.log(3)
    boxes, marks = decoded(rows, SIDE)
    middle = np.array([2.25 * 16, 3.5 * 16])
    np.testing.assert_allclose(boxes[row], [*(middle - (16, 24)), *(middle + (16, 24))])
    np.testing.assert_allclose(marks, 0.4)
    assert PERSON[0] < PERSON[1]


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda p: p.write_bytes(b""), "is not an ONNX file"),
        (lambda p: p.write_bytes(b"<!DOCTYPE html>" * 9), "is not an ONNX file"),
        (lambda p: p.write_bytes(p.read_bytes()[:-2000]), "is cut short"),
        (lambda p: p.rename(p.with_suffix(".pt")), "a pickle can run code"),
    ],
)
def test_what_is_no_network_is_one_sentence_before_any_job(tmp_path, spoil, sentence):
    folder = tiny_dwpose(tmp_path / "dwpose")
    spoil(folder / "dw-ll_ucoco_384.onnx")
    with pytest.raises(UserError) as fault:
        check_supply(["dwpose"], tmp_path)
    assert sentence in str(fault.value) and "\n" not in str(fault.value)


def test_a_network_of_another_kind_is_refused(networks, tmp_path):
    folder = tiny_dwpose(tmp_path)
    tiny_pose(folder / "dw-ll_ucoco_384.onnx", points=17)
    with pytest.raises(UserError, match=r"gives 1 x 17 x 576.* where 1 x 133 x 576"):
        loaded(folder).estimate([frame_of((320, 176))], 25)
    (folder / "dw-ll_ucoco_384.onnx").write_bytes(b"\x08\x08")
    with pytest.raises(UserError, match="cannot be read as ONNX"):
        loaded(folder)
