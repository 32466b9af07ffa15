"""Retrieval from a film whose nearest frames are known."""

import json

import numpy as np
import pytest

from paper_doll import moved, paper_character, poses
from performer_figure import unseen
from pose2video.characters.motions import Motion
from pose2video.errors import UserError
from pose2video.generators import GENERATORS
from pose2video.generators.nearest.features import JOINTS, features_of, joints_of
from pose2video.generators.nearest.index import Index
from pose2video.generators.nearest.showing import fill, held
from pose2video.poses.formats import write_poses
from pose2video.poses.geometry import place
from pose2video.weights.folders import opened
from tiny_footage import WRISTS, doll_take, filmed_poses, level_of, taught

WHOLE = {"place": "whole", "candidates": 1, "fade": 0}  # the frames alone, each by itself
SPEC = {"use": "nearest", "revision": 2, "settings": WHOLE}


@pytest.fixture(scope="module")
def doll(tmp_path_factory):
    return taught(SPEC, paper_character(), tmp_path_factory.mktemp("doll"))


def numbers_of(frames):
    """Which frame of the film each one is."""
    return [round((frame.mean() - level_of(0)) / 40) for frame in frames]


def test_features_are_the_ancestors_formula():
    found = features_of(joints_of(poses(1)))[0]
    hips, tall = np.array([120, 180]), 285 - 58  # nose and ankles
    for name, xy in (("nose", (120, 58)), ("left_wrist", (186, 185)), ("right_ankle", (99, 285))):
        np.testing.assert_allclose(found[JOINTS.index(name)], (np.array(xy) - hips) / tall)
    assert len(JOINTS) * 2 == 26


def test_features_tell_neither_place_nor_size_and_need_hips_or_shoulders():
    moving = filmed_poses()
    near = place(moving, (900, 900), 2.5, (40, -70))
    of_near, of_all = (features_of(joints_of(p)) for p in (near, moving))
    np.testing.assert_allclose(of_near, of_all, atol=1e-6)
    lost = unseen(moving, "left_hip", frames=2)
    lost = unseen(lost, "right_hip", "left_shoulder", frames=3)
    lost = unseen(lost, *JOINTS, frames=4)
    found = features_of(joints_of(lost))
    assert [bool(np.isfinite(f).any()) for f in found] == [True] * 3 + [False] * 2 + [True]
    elbow = found[2, JOINTS.index("left_elbow")]  # from the middle of the shoulders
    np.testing.assert_allclose(elbow * (285 - 58), np.array((172, 140)) - (120, 95), atol=1e-4)


def test_every_pose_finds_its_own_moment_wherever_it_is_on_the_canvas(doll):
    make, character = doll
    order = [3, 0, 5, 5, 1]
    asked = place(filmed_poses().cut(order), (480, 640), 1.4, (15, 60))
    frames = list(make.generate(character, Motion(asked)))
    assert {frame.shape for frame in frames} == {(640, 480, 3)}
    assert numbers_of(frames) == order
    assert make.warnings(character, Motion(asked)) == []


def test_between_two_moments_the_nearer_one_is_taken(doll):
    make, character = doll
    a, b = np.array(WRISTS[1]), np.array(WRISTS[2])
    for share, number in ((0.3, 1), (0.7, 2)):
        motion = Motion(moved(poses(1), left_wrist=a + share * (b - a)))
        assert numbers_of(make.generate(character, motion)) == [number]


@pytest.mark.parametrize(
    "lost",
    [
        ("left_knee", "right_knee", "left_ankle", "right_ankle"),
        ("nose", "right_elbow"),
        ("left_hip", "right_hip", "left_knee", "right_knee", "left_ankle", "right_ankle"),
    ],
)
def test_what_one_side_lacks_is_left_out_of_both(doll, lost):
    make, character = doll
    motion = Motion(unseen(filmed_poses(), *lost, sure=0.2))
    assert numbers_of(make.generate(character, motion)) == list(range(6))
    assert make.warnings(character, motion) == []


def test_without_a_pose_the_frame_before_is_held_and_it_is_said(doll):
    make, character = doll
    motion = Motion(unseen(filmed_poses(), frames=[0, 3]))
    assert numbers_of(make.generate(character, motion)) == [1, 1, 2, 2, 4, 5]
    [sentence] = make.warnings(character, motion)
    assert "33% of the frames" in sentence
    assert held(np.array([-1, -1])).tolist() == [0, 0]


def test_a_motion_that_was_not_filmed_is_said(doll):
    make, character = doll
    down = moved(poses(4), left_wrist=(120, 300), right_wrist=(120, 10), left_knee=(220, 200))
    [sentence] = make.warnings(character, Motion(down))
    assert "100% of the frames no moment" in sentence


def test_the_search_is_exact_for_many():
    rng = np.random.default_rng(5)
    joints, asked = rng.normal(size=(500, 13, 2)), rng.normal(size=(150, 13, 2))
    chosen, distances = Index(joints, np.arange(500) * 3).nearest(asked)
    away = features_of(asked)[:, None] - features_of(joints)[None]
    every = np.sqrt((away**2).sum(axis=3).mean(axis=2))
    np.testing.assert_array_equal(chosen, every.argmin(axis=1) * 3)
    np.testing.assert_allclose(distances, every.min(axis=1))


def test_another_proportion_is_covered_and_not_stretched():
    frame = np.zeros((100, 100, 3), np.uint8)
    frame[:, 40:60] = 200
    image = fill(frame, (50, 200))
    assert image.shape == (200, 50, 3)
    bright = (image[100, :, 0] > 100).sum()
    assert 38 <= bright <= 42  # twice as wide, as it is twice as high


def test_the_model_is_a_record_of_weights_and_damage_is_said(tmp_path):
    take, component = doll_take(tmp_path), GENERATORS.build(SPEC)
    sheet = component.train(
        [take], {}, tmp_path / "model", tmp_path / "scratch", {"use": "nearest"}
    )
    assert sheet.dtype == np.uint8 and sheet.ndim == 3
    weights, sentences = opened([tmp_path / "model"])
    assert list(weights) == ["model"] and sentences == []
    assert json.loads((tmp_path / "model" / "weights.json").read_text())["made_by"]
    (tmp_path / "model" / "index.safetensors").write_bytes(b"x" * 40)
    with pytest.raises(UserError, match="damaged"):
        component.loaded({"model": tmp_path / "model"})


def test_a_film_without_a_trunk_is_one_sentence(tmp_path):
    take, component = doll_take(tmp_path), GENERATORS.build(SPEC)
    write_poses(take.poses, unseen(filmed_poses(), "left_hip", "right_shoulder"))
    with pytest.raises(UserError, match="hips or shoulders are found"):
        component.train([take], {}, tmp_path / "model", tmp_path / "scratch", {})
    assert not (tmp_path / "model").exists()
