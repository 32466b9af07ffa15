"""A driver's rotations on another body: proportions, contacts, feet."""

from dataclasses import replace

import numpy as np
import pytest

from embodied import standing_motion
from performer_figure import unseen
from pose2video.bodies.body import Body, Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.motion import read_motion, write_motion
from pose2video.bodies.retargeting import retarget_body
from pose2video.bodies.retargeting.feet import planted, standing_runs
from pose2video.bodies.retargeting.limbs import BonePaths, reach
from pose2video.bodies.rotations import angle_between
from pose2video.characters.motions import Motion
from pose2video.performers import load_choreography, load_performer
from pose2video.performers.stage import clip_performance, picture_performance, truth_performance
from pose2video.poses.geometry import place
from pose2video.resources import RESOURCES
from pose2video.retargeters import RETARGETERS

CAMERA = Camera(900.0, (240.0, 320.0), (480, 640))


def stage(maker, body_model, performer, choreography=None):
    who = load_performer(RESOURCES / "performers" / f"{performer}.yaml")
    if choreography is None:
        return maker(body_model, who).body_motion()
    steps = load_choreography(RESOURCES / "choreographies" / f"{choreography}.yaml")
    return maker(body_model, steps, who, 12.0).body_motion()


def standing(model, shape=Shape(), frames=3):  # noqa: B008
    still = standing_motion(model, frames, CAMERA.size)
    return replace(still, translation=still.translation * 0.8, shape=shape, camera=CAMERA)


def test_scales_stretch_their_own_bones_only(model):
    plain = Body.build(model, Shape())
    long = Body.build(model, Shape(scales={"forearm": 1.2, "head": 1.1}))
    motion = standing(model)
    a, b = plain.keypoints(motion)[0], long.keypoints(motion)[0]
    index = plain.poses(motion).layout.index

    def length(points, start, end):
        return np.linalg.norm(points[index(end)] - points[index(start)])

    for bone, factor in {
        ("left_elbow", "left_wrist"): 1.2,
        ("right_elbow", "right_wrist"): 1.2,
        ("left_shoulder", "left_elbow"): 1.0,
        ("left_hip", "left_knee"): 1.0,
        ("left_hand_wrist", "left_hand_index_mcp"): 1.0,
        ("left_eye_outer", "right_eye_outer"): 1.1,
    }.items():
        assert length(b, *bone) / length(a, *bone) == pytest.approx(factor, abs=1e-6), bone


def test_an_arm_reaches_its_place_with_its_bones_and_the_hand_keeps_its_direction(model):
    body, motion = Body.build(model, Shape()), standing(model)
    before = BonePaths.of(body, motion)
    wrist, shoulder = body.rig.index("wrist.L"), body.rig.index("upperarm01.L")
    target = before.heads[:, shoulder] + [0.1, 0.1, -0.3]
    after = BonePaths.of(body, reach(body, motion, "arm", "L", target))
    np.testing.assert_allclose(after.heads[:, wrist], target, atol=2e-3)
    np.testing.assert_allclose(after.turns[:, wrist], before.turns[:, wrist], atol=1e-9)
    far = BonePaths.of(body, reach(body, motion, "arm", "L", target + [9.0, 0, 0]))
    assert np.linalg.norm(far.heads[0, wrist] - far.heads[0, shoulder]) == pytest.approx(
        np.linalg.norm(before.heads[0, wrist] - before.heads[0, shoulder]), rel=0.02
    )


def test_the_driver_on_its_own_body_comes_back(model, body_model):
    driver = stage(clip_performance, body_model, "ada", "dance")
    still = driver.cut(slice(0, 1))
    out = retarget_body(model, driver, still)
    assert angle_between(out.rotations, driver.rotations).max() < 4
    body = Body.build(model, driver.shape)
    far = np.linalg.norm(body.keypoints(out) - body.keypoints(driver), axis=2)
    assert far.max() < 0.03  # metres; the feet are held still where they nearly are


@pytest.mark.parametrize(("clip", "performer", "character"), [("build", "dalia", "bruno")])
def test_on_another_body_it_is_nearly_the_true_performance(
    model, body_model, clip, performer, character
):
    driver = stage(clip_performance, body_model, performer, clip)
    stance = stage(picture_performance, body_model, character)
    true = stage(truth_performance, body_model, character, clip)
    out = retarget_body(model, driver, stance)
    body = Body.build(model, stance.shape)
    found, wanted = body.poses(out).keypoints, body.poses(true).keypoints
    layout = body.poses(out).layout
    torso = np.linalg.norm(
        wanted[0, layout.index("left_shoulder")] - wanted[0, layout.index("left_hip")]
    )
    assert np.linalg.norm(found - wanted, axis=2).mean() / torso < 0.03


def test_hands_that_touch_keep_touching_on_a_wider_body(model):
    """Both palms meet before the chest; on shoulders half as wide again they still do."""
    body, motion = Body.build(model, Shape()), standing(model)
    meeting = BonePaths.of(body, motion).heads[:, body.rig.index("spine01")] + [0, 0.05, -0.3]
    for s, away in (("L", 0.03), ("R", -0.03)):
        motion = reach(body, motion, "arm", s, meeting + [away, 0, 0])
    wide = standing(model, Shape(scales={"shoulders": 1.5}), 1)
    out = retarget_body(model, motion, wide)

    def gap(who, moves):
        heads = BonePaths.of(who, moves).heads[0]
        return np.linalg.norm(heads[who.rig.index("wrist.L")] - heads[who.rig.index("wrist.R")])

    other = Body.build(model, wide.shape)
    bare = replace(motion, shape=wide.shape)
    assert gap(other, bare) - gap(body, motion) > 0.08
    assert gap(other, out) - gap(body, motion) < 0.03


def test_legs_count_as_seen_however_long_nobody_is_there(model, body_model):
    driver = stage(clip_performance, body_model, "bruno", "walk")
    stance = stage(picture_performance, body_model, "ada")
    wanted = retarget_body(model, driver, stance)
    gone = 4 * driver.n_frames
    last = [np.repeat(a[-1:], gone, axis=0) for a in (driver.rotations, driver.translation)]
    away = np.zeros((gone, len(driver.bones)), np.float32)
    arrays = zip(("rotations", "translation", "confidence"), (*last, away), strict=True)
    longer = {n: np.concatenate([getattr(driver, n), more]) for n, more in arrays}
    found = retarget_body(model, replace(driver, **longer), stance)
    legs = [driver.index(f"{bone}.{s}") for bone in ("upperleg01", "lowerleg01") for s in "LR"]
    apart = angle_between(found.rotations[: driver.n_frames - 9], wanted.rotations[:-9])[:, legs]
    assert apart.max() < 5


def test_legs_that_the_film_does_not_show_stay_as_in_the_picture(model, body_model):
    driver = stage(clip_performance, body_model, "chen", "greet")
    confidence = driver.confidence.copy()
    legs = [j for j, b in enumerate(driver.bones) if b.startswith(("upperleg", "lowerleg", "foot"))]
    confidence[:, legs] = 0
    stance = stage(picture_performance, body_model, "ada")
    out = retarget_body(model, replace(driver, confidence=confidence), stance)
    np.testing.assert_allclose(
        out.rotations[:, legs], np.repeat(stance.rotations[:, legs], out.n_frames, axis=0)
    )
    np.testing.assert_array_equal(out.translation, np.repeat(stance.translation, out.n_frames, 0))


def test_a_standing_foot_is_held_and_a_swinging_one_goes_free():
    fps, t = 25.0, np.arange(60)
    true = np.interp(t, [0, 20, 32, 59], [0.0, 0.0, 0.6, 0.6])
    path = np.stack([true, 0 * t, 0 * t], axis=1)
    runs = standing_runs(path, 0.8, fps)
    assert len(runs) == 2
    assert runs[0][0] == 0
    assert runs[1][1] == 60
    sliding = path + np.stack([0.001 * t, 0 * t, 0 * t], axis=1)
    held = planted(sliding, runs, fps)
    for start, end in runs:
        assert np.ptp(held[start:end, 0]) < 1e-9
    assert np.abs(held - sliding).max() < 0.02


def test_a_motion_comes_back_from_disk(model, tmp_path):
    motion = standing(model, Shape({"height": 0.4}, {"hand": 1.05}))
    path = tmp_path / "m.safetensors"
    write_motion(path, motion, warnings=["a sentence"])
    back = read_motion(path)
    np.testing.assert_allclose(back.rotations, motion.rotations, atol=1e-6)
    assert (back.shape, back.camera, back.bones) == (motion.shape, CAMERA, motion.bones)
    with pytest.raises(ValueError, match="unit quaternion"):
        replace(motion, rotations=2 * motion.rotations)


def test_the_retargeter_projects_the_body_and_keeps_the_expression(model, body_model):
    """A driver with its mouth open, on another head: the points of the face stay its own."""
    motion = standing(model)
    body = Body.build(model, Shape())
    driver = body.poses(motion)
    part = driver.layout.parts["face"]
    opened = driver.keypoints.copy()
    lips = part.start + np.array([17, 14])  # below the lower lip, and its inner edge
    opened[:, lips, 1] += 5
    reference = place(driver.frame(0), (300, 400), 0.5)
    seen = Motion(driver.changed(keypoints=opened), replace(motion, camera=CAMERA), body)
    out = RETARGETERS.build({"use": "body", "settings": {}})(seen, reference)
    assert out.frame_size == CAMERA.size
    outside = np.setdiff1d(np.arange(out.keypoints.shape[1]), np.arange(part.start, part.stop))
    np.testing.assert_allclose(out.keypoints[:, outside], driver.keypoints[:, outside], atol=1e-3)
    np.testing.assert_allclose(out.keypoints[:, part], opened[:, part], atol=0.3)


def test_frames_in_which_nobody_is_seen_are_no_crash(model):
    motion = standing(model, frames=6)
    confidence = motion.confidence.copy()
    confidence[2:4] = 0
    body = Body.build(model, Shape())
    driver = body.poses(motion)
    lost = Motion(unseen(driver, frames=slice(2, 4)), replace(motion, confidence=confidence), body)
    out = RETARGETERS.build({"use": "body", "settings": {}})(lost, driver.frame(0))
    assert not (out.confidence[2:4] > 0).any()
    assert (out.confidence[[0, 1, 4, 5]] > 0).all()


def test_a_driver_who_comes_near_does_not_walk_through_the_camera_of_a_near_picture(
    model, body_model
):
    driver = stage(clip_performance, body_model, "ada", "walk")
    path = driver.translation.copy()
    path[:, 2] = np.linspace(5.0, 1.5, len(path))
    near = stage(picture_performance, body_model, "chen")
    out = retarget_body(model, replace(driver, translation=path), near)
    share = out.translation[:, 2] / near.translation[0, 2]
    assert share.min() >= 1.5 / 5.0 - 1e-6


def test_seen_from_behind_the_hips_turn_with_the_trunk(model):
    motion = standing(model)
    confidence = motion.confidence.copy()
    legs = [j for j, b in enumerate(motion.bones) if b.startswith(("upperleg", "lowerleg", "foot"))]
    confidence[:, legs] = 0
    rotations = motion.rotations.copy()
    rotations[:, 0] = [0, 1, 0, 0]  # half a turn about the upright axis
    behind = replace(motion, rotations=rotations, confidence=confidence)
    body = Body.build(model, Shape())
    out = body.poses(retarget_body(model, behind, standing(model, frames=1)))
    at = {name: out.keypoints[:, out.layout.index(name), 0] for name in out.layout.names[:33]}
    assert (at["left_shoulder"] < at["right_shoulder"]).all()
    assert (at["left_hip"] < at["right_hip"]).all()
