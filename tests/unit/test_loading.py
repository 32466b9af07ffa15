"""Loaded generators that one process keeps from clip to clip."""

import numpy as np
import pytest

from paper_doll import paper_character, poses
from pose2video.characters.motions import Motion
from pose2video.estimators import ESTIMATORS
from pose2video.generators import GENERATORS
from pose2video.poses.geometry import resize
from pose2video.weights.folders import fetch
from pose2video.weights.loading import loaded, release

tiny = pytest.importorskip("tiny_models")

SETTINGS = {
    "init": "reference",
    "hold_hands": 0.0,
    "hold_face": 0.0,
    "background": "generated",
    "identity": "plus",
    "reference_attention": True,
    "steps": 2,
    "device": "cpu",
}
IDS = ("sd15", "openpose_controlnet", "ip_adapter_plus", "ip_image_encoder")


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    """Folders as `fetch_weights` makes them of a user's own files."""
    own = tiny.tiny_weights(tmp_path_factory.mktemp("own"), IDS)
    made = tmp_path_factory.mktemp("weights")
    for name, folder in own.items():
        fetch(name, folder, made / name)
    return [made / name for name in IDS]


def generator_of(spec, weights):
    return loaded(GENERATORS, spec, weights)[0]


def spec(**settings):
    return {"use": "controlnet", "revision": 1, "settings": SETTINGS | settings}


def frames_of(generator, count, gloss):
    motion = Motion(resize(poses(count), (48, 64)), gloss=gloss)
    return np.stack(list(generator.generate(paper_character(), motion)))


def test_models_are_loaded_once_and_the_second_clip_is_as_if_it_were_the_first(weights):
    first = generator_of(spec(), weights)
    frames_of(first, 3, "one")
    again = generator_of(spec(), list(weights))
    assert again is first
    second = frames_of(again, 2, "two")

    other = generator_of(spec(seed=1), weights)
    assert other is not first
    assert (frames_of(other, 2, "two") != second).any()
    fresh = generator_of(spec(), weights)
    assert fresh is not first
    assert (frames_of(fresh, 2, "two") == second).all()


def test_files_that_were_changed_are_loaded_anew(weights):
    first = generator_of(spec(), weights)
    next(weights[0].rglob("*.safetensors")).resolve().touch()
    assert generator_of(spec(), weights) is not first


def test_a_component_without_weights_is_its_settings_and_told_with_its_defaults():
    bare = {"use": "limb_warp", "revision": 2, "settings": {}}
    assert generator_of(bare, []).hands == GENERATORS.told(bare)["settings"]["hands"] == "body"


def test_another_kind_of_component_leaves_the_models_where_they_are(weights, tmp_path):
    first = generator_of(spec(), weights)
    fetch("dwpose", tiny.tiny_weights(tmp_path / "own", ["dwpose"])["dwpose"], tmp_path / "dwpose")
    seeing = {"use": "whole_body", "revision": 1, "settings": {}}
    eyes = loaded(ESTIMATORS, seeing, [tmp_path / "dwpose"])[0]
    assert generator_of(spec(), weights) is first
    assert loaded(ESTIMATORS, seeing, [tmp_path / "dwpose"])[0] is eyes
    release()
    assert generator_of(spec(), weights) is not first
