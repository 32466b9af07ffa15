"""A body for a still character, from pictures of bodies that are known."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

import fit_character as script
from performer_figure import unseen
from pose2video.bodies.angles import ANGLE_INDEX, ANGLES, about
from pose2video.bodies.body import GROUPS, Body, Shape
from pose2video.bodies.camera import Camera
from pose2video.bodies.likeness import fit_character, refuse
from pose2video.bodies.likeness.evidence import evidence_of
from pose2video.bodies.likeness.phenotype import USUAL, Likeness, fit_build, guess_gender
from pose2video.bodies.likeness.seen import refuse_bad_fit
from pose2video.bodies.likeness.solver import Problem, Stance
from pose2video.bodies.likeness.widths import silhouette_iou
from pose2video.bodies.motion import BodyMotion, motion_warnings, read_motion
from pose2video.bodies.rotations import angle_between
from pose2video.characters.character import write_pieces
from pose2video.errors import UserError
from pose2video.films.pictures import read_rgb, write_rgb
from pose2video.poses.formats import write_poses
from pose2video.triangles.raster import rasterise

SIZE = (520, 680)
SHAPE = Shape(USUAL | {"gender": 0.2}, {"forearm": 1.12, "thigh": 0.92, "head": 1.06})
BUILD = {"weight": USUAL["weight"], "muscle": USUAL["muscle"]}
STANCE = {
    "left_shoulder": {"flex": 25, "abduct": 45, "twist": -20},
    "right_shoulder": {"flex": 5, "abduct": 15},
    "left_elbow": {"bend": 60},
    "right_elbow": {"bend": 20},
    "head": {"turn": 15, "nod": 5},
    "left_hip": {"abduct": 12},
    "left_index": {"mcp": 60, "pip": 50},
}


def stance_angles():
    angles = np.zeros(len(ANGLES))
    for joint, values in STANCE.items():
        for angle, value in values.items():
            angles[ANGLE_INDEX[joint, angle]] = value
    return angles


def picture_of(model, size=SIZE, centre=None, focal=900.0, turn=None, shape=SHAPE):
    """A body 2.9 m before a camera: its exact motion, its keypoints as poses and its mask."""
    body = Body.build(model, shape)
    root = np.eye(4)[None].copy()
    root[0, :3, :3] = np.eye(3) if turn is None else turn
    camera = Camera(focal, centre or (size[0] / 2, size[1] / 2), size)
    motion = BodyMotion(
        body.rig.rotations(stance_angles()[None], root),
        np.array([[0.0, 0.0, 2.9]]),
        np.ones((1, len(model.bones)), np.float32),
        shape,
        camera,
        1.0,
        tuple(model.bones),
    )
    xy, depth = camera.project(body.posed(body.transforms(motion)[0]).astype(np.float64))
    mask = np.uint8(rasterise(xy, 1 / depth, model.faces, size) != 0) * 255
    return motion, as_estimated(body.poses(motion)), mask


def as_estimated(poses):
    """Poses as an estimator gives them: beyond the edge it only guesses, at body points."""
    confidence = poses.confidence.copy()
    beyond = (poses.keypoints < 0).any(axis=2) | (poses.keypoints >= poses.frame_size).any(axis=2)
    confidence[beyond] = 0.2
    return poses.changed(confidence=confidence)


def grey(size):
    return np.full((size[1], size[0], 3), 128, np.uint8)


def keypoints_of(model, motion):
    return motion.camera.project(Body.build(model, motion.shape).keypoints(motion)[0])[0]


def test_a_known_body_is_found_again_and_written_by_the_script(model, body_model, tmp_path):
    true, poses, mask = picture_of(model)
    for name in ("picture", "background"):
        write_rgb(tmp_path / f"{name}.png", grey(SIZE))
    write_rgb(tmp_path / "mask.png", mask)
    write_poses(tmp_path / "poses.json", poses)
    write_pieces(tmp_path / "limbs.npz", ())
    body_file, check = tmp_path / "body.safetensors", tmp_path / "check.png"
    script.main(body_model, tmp_path, body_file, check)
    motion = read_motion(body_file)
    assert motion.n_frames == 1 and motion.camera.size == SIZE
    assert motion_warnings(body_file) == [] and read_rgb(check).shape[2] == 3
    assert motion.confidence.min() == 1
    off = np.linalg.norm(keypoints_of(model, motion) - poses.keypoints[0], axis=1)
    tall = np.ptp(poses.keypoints[0, :, 1])
    assert off.mean() < 0.004 * tall and off.max() < 0.02 * tall
    body = Body.build(model, motion.shape)
    xy, depth = motion.camera.project(body.posed(body.transforms(motion)[0]).astype(np.float64))
    assert silhouette_iou(mask, xy, depth, model.faces) > 0.9
    wrong = angle_between(motion.rotations[0], true.rotations[0])
    limbs = ("upperarm", "lowerarm", "upperleg", "lowerleg", "spine")
    assert wrong[[bone.startswith(limbs) for bone in model.bones]].mean() < 7
    scales = motion.shape.scales
    assert scales["forearm"] > 1.02 and scales["thigh"] < 0.99
    assert motion.shape.phenotype["weight"] == pytest.approx(SHAPE.phenotype["weight"], abs=0.15)


def test_what_the_picture_does_not_show_is_neutral_and_said(model):
    size = (480, 420)
    _, poses, mask = picture_of(model, size, (240, 330), 900.0)
    layout = poses.layout
    hand = layout.parts["right_hand"]
    hidden = unseen(poses, "right_hand")  # in a pocket
    hidden = unseen(hidden, "right_pinky", "right_index", "right_thumb", sure=0.1)
    motion, _, warnings = fit_character(model, grey(size), mask, hidden)
    sure = dict(zip(model.bones, motion.confidence[0], strict=True))
    assert sure["upperleg01.L"] == sure["foot.R"] == sure["wrist.R"] == sure["finger2-1.R"] == 0
    assert sure["wrist.L"] == sure["lowerarm01.R"] == sure["head"] == 1
    assert warnings == [
        "the picture does not show the legs: the body's are straight",
        "the picture does not show the right hand: the body's is at ease, of a size that suits "
        "the head",
    ]
    knee = motion.rotations[0, motion.index("lowerleg01.L")]
    assert angle_between(knee, np.array([0, 0, 0, 1.0])) < 6
    lost = keypoints_of(model, motion)[hand]
    beside = cv2.distanceTransform(np.uint8(mask < 128), cv2.DIST_L2, 5)
    inside = ((lost >= 0) & (lost < size)).all(axis=1)
    x, y = lost[inside].astype(int).T
    assert beside[y, x].max(initial=0) < 6
    scales = motion.shape.scales
    assert scales["hand"] == pytest.approx(scales["head"], rel=0.1)


def test_clothes_do_not_make_a_body_heavy_but_a_thin_body_is_seen(model):
    def weight(shape, cloth_px):
        true, poses, mask = picture_of(model, shape=shape)
        mask = cv2.dilate(mask, np.ones((3, 3), np.uint8), iterations=cloth_px)
        sizes = np.log([shape.scales.get(group, 1.0) for group in GROUPS])
        stance = Stance(stance_angles(), np.eye(3), true.translation[0], sizes, 0.0)
        body = Body.build(model, Shape(shape.phenotype | BUILD))
        problem = Problem(body, true.camera, evidence_of(poses, mask))
        return fit_build(Likeness(shape.phenotype | BUILD, problem, stance), mask, 1).features[
            "weight"
        ]

    plain = weight(SHAPE, 0)
    assert plain == pytest.approx(SHAPE.phenotype["weight"], abs=0.1)
    assert weight(SHAPE, 5) < plain + 0.12
    thin = replace(SHAPE, phenotype=SHAPE.phenotype | {"weight": 0.1})
    assert weight(thin, 0) < plain - 0.1


def test_a_face_and_shoulders_tell_women_from_men(model):
    guesses = []
    for gender in (0.0, 1.0):
        _, poses, _ = picture_of(model, shape=Shape(USUAL | {"gender": gender}))
        across = poses.keypoints[0, 11] - poses.keypoints[0, 12]
        guesses.append(guess_gender(model, poses, np.linalg.norm(across)))
    assert guesses[1] > 10 * guesses[0]
    assert guess_gender(model, unseen(poses, "face"), 100.0) == 0.5


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ({"turn": about([0, 1, 0], 180)}, "from behind"),
        ({"turn": about([0, 1, 0], 85)}, "from the side"),
        ({"turn": about([0, 0, 1], 90), "size": (640, 360)}, "lies"),
        ({"size": (480, 215), "centre": (240, 375)}, "little more than a face"),
        ({"size": (480, 150), "centre": (240, 330)}, "shoulder"),
        ({"focal": 180.0}, "pixels tall"),
    ],
)
def test_a_person_that_is_not_seen_well_enough_is_refused_by_a_sentence(model, view, words):
    _, poses, _ = picture_of(model, **view)
    with pytest.raises(UserError, match=words) as refused:
        refuse(poses)
    assert "take one" in str(refused.value)


def test_poses_that_no_body_can_take_are_refused():
    refuse_bad_fit(0.01)
    for error in (0.05, np.nan):
        with pytest.raises(UserError, match="away from any human body"):
            refuse_bad_fit(error)


def test_nobody_is_refused(model):
    _, poses, _ = picture_of(model)
    with pytest.raises(UserError, match="nobody"):
        refuse(unseen(poses))
