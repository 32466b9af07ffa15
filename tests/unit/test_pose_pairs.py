"""Pairs of true and found poses: motions, cameras, noise, Human3.6M's files, and learning."""

import json
import os
import pickle

import numpy as np
import pytest

from pose2video.bodies.joint_ranges import range_of
from pose2video.errors import UserError
from pose2video.performers.choreography_files import check_key
from pose2video.pose_pairs.cameras import filmed
from pose2video.pose_pairs.human36m import FOUND, MEASURED, human36m_pairs
from pose2video.pose_pairs.lessons import (
    REACH,
    MotionLessons,
    PairLessons,
    in_a_mirror,
    smoothed,
    told,
)
from pose2video.pose_pairs.measuring import GROUPS, HIDDEN, SEEN, STATES, measure
from pose2video.pose_pairs.moving import Mover, bent, random_phenotype
from pose2video.pose_pairs.noise import Noise
from pose2video.pose_pairs.object_arrays import read_object_archive
from pose2video.pose_pairs.random_motions import KINDS, random_choreography
from pose2video.pose_pairs.teaching import teach
from pose2video.smoothers import SMOOTHERS
from pose2video.smoothers.motion_net import MotionNet
from pose2video.smoothers.motion_net.joints import JOINTS
from pose2video.smoothers.motion_net.rows import N_ROWS, sizes
from pose2video.smoothers.one_euro import OneEuro

JOINT = {name: i for i, name in enumerate(JOINTS)}
QUIET = {
    **{"lag_s": 0.0, "up": 0.0, "across": 0.0, "bias": 0.0, "slow": 0.0, "slow_s": 0.2},
    **{"quick": 0.0, "tail": 1.0, "per_speed": 0.0, "confidence": [5.0, 0.0]},
}


def noise_of(tmp_path, swaps=0.0, lost=0.0, **values):
    """A `Noise` that is the same for all joints however they are seen."""
    row = QUIET | values
    said = {
        "joints": {name: dict.fromkeys(STATES, row) for name in GROUPS},
        "swaps": {limb: {"share": swaps, "frames": 5.0} for limb in ("arms", "legs")},
        "lost": {"share": lost, "frames": 5.0},
    }
    path = tmp_path / "noise.json"
    path.write_text(json.dumps(said))
    return Noise.read(path)


def moving(frames=300, count=1, seed=0):
    """People who stand in pictures and wave, `(B, T, 17, 2)` pixels, all in view."""
    rng = np.random.default_rng(seed)
    stand = np.array([[0, -60], [4, -64], [-4, -64], [8, -62], [-8, -62], [20, -40], [-20, -40]])
    stand = np.concatenate([stand, [[26, -10], [-26, -10], [30, 14], [-30, 14], [12, 20]]])
    stand = np.concatenate([stand, [[-12, 20], [13, 60], [-13, 60], [14, 100], [-14, 100]]])
    t = np.arange(frames)[:, None, None] / 25
    pace, phase = rng.uniform(2, 5, (count, 1, 17, 2)), rng.uniform(0, 6, (count, 1, 17, 2))
    swing = 2 * (stand * 0.05 + 3) * np.sin(pace * t + phase)
    true = 200 + 2.0 * stand + swing
    return true, np.zeros(true.shape[:3], int)


def test_noise_that_is_drawn_is_measured_again(tmp_path):
    true, states = moving(400, 24)
    noise = noise_of(tmp_path, lag_s=0.03, up=0.04, across=-0.03, slow=0.02)
    found, confidence = noise.draw(np.random.default_rng(0), true, states, np.full(24, 25.0))
    pairs = list(zip(true, found, confidence, states, strict=True))
    elbow = measure(pairs)["joints"]["elbow"]["seen"]
    assert abs(elbow["lag_s"] - 0.03) < 0.01
    assert abs(elbow["up"] - 0.04) < 0.006 and abs(elbow["across"] + 0.03) < 0.02
    assert 0.012 < elbow["slow"] < 0.028 and elbow["bias"] < 0.015


def test_no_noise_changes_nothing(tmp_path):
    true, states = moving(200, 3)
    noise = noise_of(tmp_path)
    found, confidence = noise.draw(np.random.default_rng(0), true, states, np.full(3, 25.0))
    same = np.isclose(found, true).all(axis=3)
    assert same.mean() > 0.9  # but for a few that are swapped or lost
    assert (confidence[np.isnan(found[..., 0])] == 0).all()


def test_swaps_and_losses_are_as_frequent_as_measured(tmp_path):
    true, states = moving(200, 200)
    noise = noise_of(tmp_path, swaps=0.05, lost=0.06)
    found, _ = noise.draw(np.random.default_rng(0), true, states, np.full(200, 25.0))
    lost = np.isnan(found[..., 0]).all(axis=2).mean()
    assert 0.015 < lost < 0.06
    swapped = np.isclose(found[:, :, JOINT["left_knee"]], true[:, :, JOINT["right_knee"]])
    assert 0.02 < swapped.all(axis=2).mean() < 0.09


def test_swaps_are_measured():
    true, states = moving(100)
    found = true.copy()
    legs = [JOINT["left_knee"], JOINT["right_knee"], JOINT["left_ankle"], JOINT["right_ankle"]]
    found[0, 20:30, legs] = true[0, 20:30, [legs[1], legs[0], legs[3], legs[2]]]
    swaps = measure([(true[0], found[0], np.ones((100, 17)), states[0])])["swaps"]
    assert swaps["legs"] == {"share": 0.1, "frames": 10.0}
    assert swaps["arms"]["share"] == 0


@pytest.mark.parametrize("kind", KINDS)
def test_random_motions_are_choreographies_within_the_ranges(kind):
    made = random_choreography(np.random.default_rng(3), kind, 5.0)
    again = random_choreography(np.random.default_rng(3), kind, 5.0)
    assert made == again and made["keys"]
    for key in made["keys"]:
        check_key(key, "random")
        for joint, angles in key.get("joints", {}).items():
            for angle, value in angles.items():
                low, high = range_of(joint, angle)
                assert low <= value <= high


def test_bodies_move_with_stiff_bones_and_feet_that_stand(model):
    mover = Mover.build(model, random_phenotype(np.random.default_rng(0)))
    motion = random_choreography(np.random.default_rng(5), "walk", 4.0)
    points = mover.move(motion, 25.0)
    assert points.shape == (100, 17, 3) and np.isfinite(points).all()
    for a, b in (("hip", "knee"), ("knee", "ankle"), ("elbow", "wrist")):
        length = np.linalg.norm(
            points[:, JOINT[f"left_{a}"]] - points[:, JOINT[f"left_{b}"]], axis=1
        )
        assert length.std() < 0.01 * length.mean()
    foot = points[:, JOINT["left_ankle"]]
    still = np.linalg.norm(np.diff(foot, axis=0), axis=1) < 1e-3
    assert still.mean() > 0.25 and np.linalg.norm(foot[-1] - foot[0]) > 0.3


def test_a_leg_reaches_for_its_place():
    hip, foot = np.zeros((1, 3)), np.array([[0.0, 0.7, 0.1]])
    knee, ankle = bent(hip, foot, 0.45, 0.4, np.array([[0.0, 0, -1]]))
    np.testing.assert_allclose(ankle, foot, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(knee - hip), 0.45)
    np.testing.assert_allclose(np.linalg.norm(knee - ankle), 0.4)
    assert knee[0, 2] < 0


def test_a_hand_behind_the_back_is_hidden():
    points = np.zeros((1, 5, 17, 3))
    for name, place in {
        **{"left_shoulder": (0.2, -0.5, 0), "right_shoulder": (-0.2, -0.5, 0)},
        **{"left_hip": (0.1, 0, 0), "right_hip": (-0.1, 0, 0), "left_wrist": (0, -0.2, 0.3)},
        **{"right_wrist": (0, -0.2, -0.3), "left_elbow": (0.4, -0.2, 0), "nose": (0, -0.8, 0)},
        **{"right_elbow": (-0.4, -0.2, 0), "left_knee": (0.1, 0.4, 0), "left_ear": (0, -0.8, 0)},
        **{"right_knee": (-0.1, 0.4, 0), "left_ankle": (0.1, 0.8, 0)},
    }.items():
        points[:, :, JOINT[name]] = place
    states = np.concatenate(
        [filmed(np.random.default_rng(seed), points, np.array([300.0]))[1] for seed in range(40)]
    )
    seen = states == SEEN
    behind, before = (states[:, 0, JOINT[f"{side}_wrist"]] == HIDDEN for side in ("left", "right"))
    assert 0.2 < behind.mean() < 0.6 and 0.05 < before.mean() < 0.3  # most cameras see the front
    assert not (behind & before).any() and seen.any()


def test_lessons_are_filtered_as_clips_are(tmp_path):
    true, _ = moving(120, 2)
    fps, heights = np.array([25.0, 30.0]), np.array([400.0, 600.0])
    made = smoothed(true, fps, heights)
    for b in range(2):
        columns = true[b].reshape(120, -1)
        wanted = OneEuro().both_ways(columns, fps[b], heights[b])
        np.testing.assert_allclose(made[b].reshape(120, -1), wanted)


def test_lessons_say_what_is_to_be_added(tmp_path):
    frames = 40 + 2 * (REACH + 12)
    true, states = moving(frames, 2)
    found = true + [3.0, 0]
    states[:, :, 3] = HIDDEN
    batch = told(true, found, np.ones(states.shape), states, np.full(2, 25.0), np.full(2, 3.0))
    assert batch["rows"].shape == (2, N_ROWS, 40 + 80) and batch["target"].shape == (2, 34, 40)
    size = sizes(true).mean()
    np.testing.assert_allclose(batch["target"][:, ::2].mean() * size, -3, atol=0.2)
    assert (batch["worth"][:, 6] == 0.5).all() and (batch["worth"][:, 0] == 1).all()


def test_a_mirror_twice_is_none_and_batches_come_again(tmp_path):
    motions = np.random.default_rng(0).normal(size=(3, 200, 17, 3)).astype(np.float32) / 4
    lessons = MotionLessons(motions, 15.0, noise_of(tmp_path, slow=0.02), 0, 2, 16, stock=2)
    batch = lessons.batch(0)
    twice = in_a_mirror(in_a_mirror(batch))
    for name, values in batch.items():
        np.testing.assert_array_equal(twice[name], values)
        np.testing.assert_array_equal(lessons.batch(2)[name], in_a_mirror(batch)[name])
    other = MotionLessons(motions, 15.0, lessons.noise, 0, 2, 16).batch(0)
    np.testing.assert_allclose(other["rows"], batch["rows"], atol=0.02, rtol=1e-3)


def human36m_files(folder, frames=230):
    """The two files as VideoPose3D writes them, with one film of each of two people."""
    rng, measured, found = np.random.default_rng(0), {}, {}
    for subject in ("S1", "S9"):
        true = 500 + 100 * rng.normal(size=(frames, 17, 2)).astype(np.float32)
        measured[subject] = {"Walking 1": [true, true[:20]]}
        coco = rng.normal(500, 100, (frames + 3, 17, 3)).astype(np.float32)
        found[subject] = {"Walking 1": [coco, coco[:20]]}
    told_of = {"layout_name": "h36m", "num_joints": 17, "keypoints_symmetry": [[4, 5], [1, 2]]}
    np.savez_compressed(folder / MEASURED, positions_2d=measured, metadata=told_of)
    np.savez_compressed(folder / FOUND, positions_2d=found, metadata=told_of)
    return [folder / MEASURED, folder / FOUND]


def test_human36m_is_read_in_our_order(tmp_path):
    files = human36m_files(tmp_path)
    pairs = human36m_pairs(*files)
    raw = np.load(files[0], allow_pickle=True)["positions_2d"].item()["S1"]["Walking 1"][0]
    ((true, found, confidence, states),) = pairs["S1"]
    assert list(pairs) == ["S1", "S9"] and true.shape == found.shape == (230, 17, 2)
    np.testing.assert_allclose(true[:, JOINT["right_ankle"]], raw[:, 3])
    assert (states[:, :5] == 3).all() and (states[:, 5:] == SEEN).all() and confidence.all()
    batch = PairLessons(pairs["S1"], 50.0, 0, 2, 16).batch(0)
    assert (batch["worth"][:, :10] == 0).all() and (batch["worth"][:, 10:] == 1).all()


class Evil:
    def __reduce__(self):
        return os.system, ("touch evil_was_here",)


def test_a_pickle_that_would_run_something_is_refused(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez(tmp_path / "evil.npz", positions_2d=Evil())
    with pytest.raises(UserError, match="system, which no array needs"):
        read_object_archive(tmp_path / "evil.npz")
    assert not (tmp_path / "evil_was_here").exists()
    numbers = np.array([1.5, None, np.float64(3), b"x", {"a": np.arange(3)}], dtype=object)
    np.savez(tmp_path / "fine.npz", mixed=numbers, plain=np.arange(4))
    read = read_object_archive(tmp_path / "fine.npz")
    assert read["mixed"][0] == 1.5 and read["mixed"][3] == b"x" and read["mixed"][2] == 3
    np.testing.assert_array_equal(read["mixed"][4]["a"], np.arange(3))
    np.testing.assert_array_equal(read["plain"], np.arange(4))


def test_damaged_and_foreign_files_are_refused(tmp_path):
    files = human36m_files(tmp_path)
    (tmp_path / "bad.npz").write_bytes(files[0].read_bytes()[:200])
    with pytest.raises(UserError, match=r"bad\.npz is no archive"):
        human36m_pairs(tmp_path / "bad.npz", files[1])
    np.savez(tmp_path / "other.npz", positions_2d=np.arange(3))
    with pytest.raises(UserError, match="no positions_2d by subject"):
        human36m_pairs(tmp_path / "other.npz", files[1])
    with pytest.raises(UserError, match="not there"):
        human36m_pairs(files[0], tmp_path / "absent.npz")
    np.savez(tmp_path / "short.npz", positions_2d={"S5": {"Eating": []}})
    with pytest.raises(UserError, match="no film in common"):
        human36m_pairs(files[0], tmp_path / "short.npz")


def test_odd_pickles_inside_are_sentences(tmp_path):
    path = tmp_path / "cut.npz"
    np.savez(path, positions_2d={"S1": 1})
    whole = path.read_bytes()
    assert pickle.dumps(1) and read_object_archive(path) == {"positions_2d": {"S1": 1}}
    broken = whole.replace(b"S1", b"\xff\xff")
    path.write_bytes(broken)
    with pytest.raises(UserError, match=r"cut\.npz"):
        read_object_archive(path)


def test_a_net_learns_and_goes_on_where_it_was_killed(tmp_path):
    files = human36m_files(tmp_path)
    block = {"use": "motion_net", "weights": "trained", "motions": "human36m", "steps": 12}
    spec = SMOOTHERS.spec(block | {"batch_size": 2, "width": 8}, "smoothers.mine")
    settings, made_by = SMOOTHERS.build(spec), SMOOTHERS.told(spec)
    picture = teach(settings, None, files, tmp_path / "a", tmp_path / "scratch", made_by)
    assert picture.dtype == np.uint8 and picture.ndim == 3
    again = teach(settings, None, files, tmp_path / "b", tmp_path / "scratch", made_by)
    assert (tmp_path / "a" / "motion_net.safetensors").read_bytes() == (
        tmp_path / "b" / "motion_net.safetensors"
    ).read_bytes()
    assert again.shape == picture.shape
    recipe = json.loads((tmp_path / "a" / "motion_net.json").read_text())
    assert recipe["made_by"]["settings"]["steps"] == 12 and recipe["training"]["steps"] == 12
    assert settings.loaded({"model": tmp_path / "a"}).settings == MotionNet(**block_of(spec))


def block_of(spec):
    return spec["settings"]
