"""Feet that stand: flat on the body's ground, and on their soles where they are drawn."""

from dataclasses import replace
from types import SimpleNamespace

import cv2
import numpy as np

from embodied import embodied_character, embodied_motion
from paper_doll import poses
from pose2video.bodies.retargeting.feet import flattened, stances
from pose2video.bodies.rotations import to_quaternions
from pose2video.characters.preparation.floors import without_floor
from pose2video.characters.preparation.hips import without_flaps
from pose2video.generators.limb_warp.over_clip.feet import LEAN, with_level_feet
from pose2video.generators.limb_warp.per_frame.maps import Joint, Limb, limb_map


def about(axis, degrees):
    matrix, _ = cv2.Rodrigues(np.radians(degrees) * np.array(axis, float))
    return matrix


def turned_foot(motion, rig, turn):
    """A motion whose left foot is turned so, seen from the camera."""
    foot = rig.index("foot.L")
    above = rig.turns(motion.rotations)[:, rig.parents[foot]]
    rotations = motion.rotations.copy()
    rotations[:, foot] = to_quaternions(np.swapaxes(above, 1, 2) @ turn)
    return replace(motion, rotations=rotations)


def test_a_foot_that_stands_lies_flat_and_still_rises_on_its_toes(body_model):
    still = embodied_motion(body_model, poses(3))
    body, rig = still.figure, still.figure.rig
    down, aside, rises = about([1, 0, 0], -30), about([0, 1, 0], 50), about([1, 0, 0], -20)
    hangs = np.stack([aside @ down, aside @ down, aside @ down @ rises])  # on its toes at the end
    tiptoe = turned_foot(still.body, rig, hangs)
    flat, same = (
        rig.turns(flattened(body, tiptoe, "L", np.eye(3), np.full(3, share)).rotations)
        for share in (1.0, 0.0)
    )
    foot = rig.index("foot.L")
    assert np.allclose(flat[:2, foot], aside, atol=1e-6)
    assert np.allclose(same[:, foot], hangs, atol=1e-6)
    assert 15 < np.degrees(np.arccos((np.trace(aside.T @ flat[2, foot]) - 1) / 2)) < 25


def test_who_stands_is_low_and_slow():
    frames = np.arange(60)
    ankles = np.tile([[-0.1, 0.9, 3.0], [0.1, 0.9, 3.0]], (60, 1, 1))
    ankles[25:45, 1, 1] = 0.6  # held in the air
    ankles[:, 0, 0] += 0.0005 * frames
    ankles[50:, 0, 1] -= 0.03
    share = stances(ankles, 0.8, 25.0)
    assert share[:45, 0].min() > 0.9 and share[30:40, 1].max() < 0.1 and share[5:15, 1].min() > 0.9


def test_toes_of_a_foot_seen_from_the_front_go_aside_on_a_level_sole(body_model):
    character, still = embodied_character(body_model), embodied_motion(body_model, poses(3))
    rig, foot = still.figure.rig, "left_foot"
    level = replace(still, body=turned_foot(still.body, rig, np.eye(3)))
    stance = replace(character.body, rotations=level.body.rotations[:1])
    puppet = SimpleNamespace(textures={foot: None}, bone=lambda bone: (40.0, np.pi / 2))
    toes = np.array([[0, 40], [20, 36], [60, 30]])  # ahead, aside, far aside
    tracks = with_tracks(toes, 40.0)
    moved, leans = with_level_feet(level, stance, puppet, tracks)
    assert np.allclose(moved.angle[foot], np.pi / 2)
    assert np.all(np.diff(leans[foot]) > 0) and leans[foot].max() <= LEAN
    assert abs(leans[foot][0]) < 0.3  # smoothed over time
    joint = Joint(10.0, np.pi, np.pi, 1.0)
    leaning = Limb(np.zeros(2), np.zeros(2), 40.0, np.pi / 2, np.pi / 2, 1.0, 1.0, joint, None, 0.5)
    x, y = limb_map(leaning, np.array([20.0, 5.0]), np.array([40.0, -10.0]))
    assert np.allclose(x, [0, 5], atol=1e-6) and np.allclose(y, [40, -10], atol=1e-6)


def with_tracks(toes, length):
    """Tracks of one foot alone, whose toes lie there from the ankle."""
    from pose2video.generators.limb_warp.over_clip.tracks import Tracks

    none = np.zeros(len(toes))
    return Tracks(
        start={},
        angle={"left_foot": np.arctan2(toes[:, 1], toes[:, 0])},
        along={"left_foot": np.linalg.norm(toes, axis=1) / length},
        size=none + 1,
        **dict.fromkeys(
            ("hips", "spine", "shoulder_side", "hip_side", "trunk_angle", "head", "head_angle"),
            none,
        ),
        behind=none > 0,
    )


def test_a_shoe_leaves_its_shadow_and_keeps_its_dark_sole():
    rng = np.random.default_rng(0)
    picture = np.full((200, 240, 3), 150, np.float32)
    picture[:, :60] = 75  # a shadow that lies elsewhere on the floor
    shoe, shadow, sole = (slice(80, 150), slice(80, 120)), (slice(100, 150), slice(120, 150)), 142
    picture[shadow] = 75
    picture[shoe] = 225
    picture[sole:150, 80:120] = 15
    picture = np.clip(picture + rng.normal(0, 2, picture.shape), 0, 255).astype(np.uint8)
    mask = np.zeros(picture.shape[:2], np.float32)
    mask[shoe], mask[shadow] = 1, 1
    mask[:80, 85:115] = 1  # the leg
    picture[:80, 85:115] = (200, 150, 120)
    joints = {"left_ankle": np.array([100.0, 85]), "left_toe": np.array([100.0, 140])}
    found = without_floor(picture, mask, joints, {"left_foot"}, 120.0)
    assert found[105:145, 125:148].max() == 0
    assert found[84:148, 83:117].min() == 1 and found[5:75, 88:112].min() == 1


def test_flaps_beside_hips_go_and_hips_stay():
    alpha = np.zeros((200, 160), np.float32)
    alpha[40:200, 50:110] = 1
    alpha[90:100, 110:130] = 1  # a flap
    joints = {f"left_{j}": np.array([65.0, y]) for j, y in (("hip", 80), ("knee", 160))}
    joints |= {f"right_{j}": np.array([95.0, y]) for j, y in (("hip", 80), ("knee", 160))}
    found = without_flaps(alpha, joints, 25.0)
    assert found[90:100, 116:130].max() < 0.1
    assert found[40:200, 55:105].min() > 0.9
