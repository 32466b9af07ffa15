"""What is worn, by a network: a tiny real one whose labels are known."""

import numpy as np
import pytest

from pose2video.characters.preparation.materials import MATERIALS
from pose2video.characters.preparation.parsed import parsed_materials
from pose2video.errors import UserError
from pose2video.estimators import ESTIMATORS
from pose2video.estimators.human_parsing import FILE, LABELS, MEAN, STD, WEIGHTS
from tiny_onnx import tiny_parser

RED, GREEN, BLUE = np.eye(3)
WORN = {"hair": RED, "upper_clothes": GREEN, "left_arm": BLUE, "background": (0, 0, 0)}


def normalised():
    return {LABELS.index(name): (np.float32(c) - MEAN) / STD for name, c in WORN.items()}


def parsing(folder, path=None):
    spec = {"use": "mediapipe_holistic", "settings": {"materials": "network"}}
    estimator = ESTIMATORS.build(spec)
    assert estimator.needs().weights == (WEIGHTS,)
    return estimator.loaded({WEIGHTS: folder})


def test_labels_lie_where_the_picture_has_them(tmp_path):
    tiny_parser(tmp_path / FILE, normalised())
    picture = np.zeros((300, 200, 3), np.uint8)
    picture[:100], picture[100:200, :100] = 255 * RED, 255 * GREEN
    picture[100:200, 100:] = 255 * BLUE
    labels = parsing(tmp_path).parse(picture)
    inside = [labels[s] for s in (np.s_[5:95], np.s_[105:195, 5:95], np.s_[105:195, 105:195])]
    names = [LABELS.index(name) for name in ("hair", "upper_clothes", "left_arm")]
    assert [np.unique(part).tolist() for part in inside] == [[n] for n in names]
    assert np.unique(labels[205:]).tolist() == [LABELS.index("background")]


def test_who_has_no_label_takes_the_nearest_material():
    labels = np.full((20, 40), LABELS.index("background"), np.uint8)
    labels[:, :10], labels[:, 30:] = LABELS.index("hair"), LABELS.index("dress")
    labels[:, 14] = LABELS.index("bag")
    person = np.ones((20, 40), bool)
    person[0] = False
    found = parsed_materials(labels, person)
    assert (found[0] == 0).all()
    assert (found[1:, :19] == 1 + MATERIALS.index("hair")).all()
    assert (found[1:, 21:] == 1 + MATERIALS.index("upper")).all()
    assert not parsed_materials(np.zeros_like(labels), person).any()


def test_other_networks_are_refused_in_a_sentence(tmp_path):
    tiny_parser(tmp_path / FILE, normalised(), labels=20)  # LIP's
    with pytest.raises(UserError, match="1 x 18 x 128 x 128 is needed"):
        parsing(tmp_path).parse(np.zeros((30, 20, 3), np.uint8))
    with pytest.raises(ValueError, match="materials must be colours or network"):
        ESTIMATORS.build({"use": "whole_body", "settings": {"materials": "guess"}})
