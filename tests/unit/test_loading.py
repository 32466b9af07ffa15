"""Loaded generators that one process keeps from clip to clip."""

import numpy as np
import pytest

from paper_doll import paper_character, poses
from pose2video.characters.motions import Motion
from pose2video.generators.loading import loaded_generator
from pose2video.poses.geometry import resize

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
    return tiny.tiny_weights(tmp_path_factory.mktemp("weights"), IDS)


def spec(**settings):
    return {"use": "controlnet", "revision": 1, "settings": SETTINGS | settings}


def frames_of(generator, count, gloss):
    motion = Motion(resize(poses(count), (48, 64)), gloss=gloss)
    return np.stack(list(generator.generate(paper_character(), motion)))


def test_models_are_loaded_once_and_the_second_clip_is_as_if_it_were_the_first(weights):
    first, told = loaded_generator(spec(), weights)
    frames_of(first, 3, "one")
    again, _ = loaded_generator(spec(), dict(weights))
    assert again is first
    assert told["settings"]["seed"] == 0  # defaults are told, too
    second = frames_of(again, 2, "two")

    other, _ = loaded_generator(spec(seed=1), weights)
    assert other is not first
    assert (frames_of(other, 2, "two") != second).any()
    fresh, _ = loaded_generator(spec(), weights)
    assert fresh is not first
    assert (frames_of(fresh, 2, "two") == second).all()


def test_files_that_were_changed_are_loaded_anew(weights):
    first, _ = loaded_generator(spec(), weights)
    file = next(weights["sd15"].rglob("*.safetensors"))
    file.touch()
    assert loaded_generator(spec(), weights)[0] is not first


def test_a_generator_without_weights_is_its_settings():
    generator, told = loaded_generator({"use": "limb_warp", "revision": 2, "settings": {}}, {})
    assert generator.hands == told["settings"]["hands"] == "body"
    assert told["revision"] == 2
