"""BVH: what is written is read by a foreign reader, what is read shows the true directions."""

import bvhio
import numpy as np
import pytest
from test_fitting import moving

from bvh_files import CMU, MIXAMO, POSER, skeleton_text
from pose2video.bodies.bvh import joint_paths, links, write_bvh
from pose2video.bodies.fitting import fit_body
from pose2video.bodies.fitting.errors import errors
from pose2video.errors import UserError
from pose2video.exchange import read_any
from pose2video.exchange.assembly import Given
from pose2video.exchange.bvh.document import parse
from pose2video.exchange.importing import import_poses

ROW = dict.fromkeys(("fps", "frame_size", "poses_format", "start_s", "end_s"))


def written(tmp_path, text):
    path = tmp_path / "a.bvh"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(tmp_path, *args, **kwargs):
    return read_any(written(tmp_path, skeleton_text(*args, **kwargs)), Given())


def direction(poses, a, b, frame=0):
    """Of the bone between two points, in the camera's axes."""
    line = np.diff(poses.world[frame, poses.layout.indices(a, b)].astype(float), axis=0)[0]
    return line / np.linalg.norm(line)


def degrees(a, b):
    return float(np.degrees(np.arccos(np.clip(np.dot(a, np.array(b) / np.linalg.norm(b)), -1, 1))))


def test_a_foreign_reader_finds_the_joints_of_the_body(tmp_path, model):
    _, motion = moving(model, seed=1)
    path = tmp_path / "a.bvh"
    write_bvh(path, model, motion)
    paths = joint_paths(model, motion)
    root = bvhio.readAsHierarchy(str(path))
    joints = {joint.Name: joint for joint, _, _ in root.layout()}
    start = None
    for frame in range(0, motion.n_frames, 7):
        root.loadPose(frame)
        found = np.array([list(joints[link.name].PositionWorld) for link in links()])
        start = found[0] if start is None else start
        away = found - start - (paths[frame] - paths[0, 0])
        assert np.linalg.norm(away, axis=1).max() < 1e-3  # metres
    root.loadRestPose()
    hands = [list(joints[f"{side}Hand"].PositionWorld) for side in ("Left", "Right")]
    arms = [list(joints[f"{side}Arm"].PositionWorld) for side in ("Left", "Right")]
    assert hands[0][0] > 0.5 > -0.5 > hands[1][0]  # the left is at +X of who faces +Z
    assert np.abs(np.array(hands) - arms)[:, 1:].max() < 0.02  # a T


def test_what_is_written_comes_back_as_the_same_motion(tmp_path, model):
    _, motion = moving(model)
    path = tmp_path / "a.bvh"
    write_bvh(path, model, motion)
    poses, warnings = import_poses(path, ROW)
    assert (poses.fps, poses.n_frames, warnings) == (motion.fps, motion.n_frames, [])
    fit, warnings = fit_body(model, poses)
    assert warnings == []
    row = errors(model, motion, fit)
    assert row[0] < 1 and row[1] < 5 and row[2] < 3  # degrees: limbs, fingers, turns
    assert row[4] < 5 and row[5] < 5  # millimetres


@pytest.mark.parametrize(
    ("joints", "raised", "given"),  # the left arm by 30 degrees
    [
        (MIXAMO, {"Z": 30}, {}),
        (CMU, {"Z": 30}, {"unit": 0.45 / 2.54, "order": "ZYX"}),
        (POSER, {"Z": 30}, {"unit": 1 / 2.54, "order": "XYZ"}),
        (MIXAMO, {"Y": -30}, {"unit": 0.01, "axes": (0, -3, 1)}),  # metres, Z up, facing -Y
        (CMU, {"X": 30}, {"axes": (2, 1, -1)}),  # facing +X
    ],
)
def test_bones_point_where_the_joints_say(tmp_path, joints, raised, given):
    [arm] = [name for name, (_, offset) in joints.items() if offset == (12, 0, 0)]
    poses, warnings = read(tmp_path, joints, turns={arm: raised}, **given)
    assert warnings == []
    c, s = np.cos(np.radians(30)), np.sin(np.radians(30))
    upper = direction(poses, "left_shoulder", "left_elbow")
    assert degrees(upper, (c, -s + 0.08 * 0.36 / 0.3, 0)) < 2  # from above the joint
    assert degrees(direction(poses, "left_elbow", "left_wrist"), (c, -s, 0)) < 2
    assert degrees(direction(poses, "right_elbow", "right_wrist"), (-1, 0, 0)) < 2
    assert degrees(direction(poses, "left_hip", "left_knee"), (0, 1, 0)) < 2
    assert degrees(direction(poses, "left_ankle", "left_foot_index"), (0, 7, -19)) < 4
    ears = direction(poses, "right_ear", "left_ear")
    assert degrees(ears, (1, 0, 0)) < 2
    hips = np.diff(poses.world[0, poses.layout.indices("left_hip", "left_knee"), 1])
    assert hips == pytest.approx(0.42, rel=0.01)  # metres
    hands = 1 if joints is MIXAMO else 0
    assert [poses.found(f"{side}_hand").mean() for side in ("left", "right")] == [hands, hands]
    assert poses.found("face").mean() == 0


def test_the_whole_performance_is_in_the_picture_and_travels(tmp_path):
    hips = [(60 * t, 93, 0) for t in range(10)]
    poses, _ = read(tmp_path, CMU, 10, hips=hips)
    known = poses.confidence > 0
    assert (poses.keypoints[known] > 0).all()
    assert (poses.keypoints[known] < poses.frame_size).all()
    x = poses.keypoints[:, poses.layout.index("left_hip"), 0]
    assert (np.diff(x) > 0).all()
    tall = np.ptp(poses.keypoints[0, :, 1][known[0]])
    assert x[-1] - x[0] == pytest.approx(tall * 540 / 152, rel=0.1)
    given = Given(frame_size=(400, 600))
    poses, _ = read_any(written(tmp_path, skeleton_text(CMU)), given)
    assert poses.frame_size == (400, 600)


def test_tabs_line_ends_marks_and_upper_case_do_not_matter(tmp_path):
    text = (
        skeleton_text(MIXAMO)
        .replace(" ", "\t")
        .replace("\n", "\r\n")
        .replace("position", "POSITION")
    )
    text = text.replace("End\tSite", "End Site").replace("Frame\tTime", "Frame Time")
    poses, _ = read_any(written(tmp_path, b"\xef\xbb\xbf" + text.encode()), Given())
    assert poses.n_frames == 3


@pytest.mark.parametrize(
    ("said", "rate"), [("0.0333333", 30), ("0.042", 24), ("0.008333", 120), (".0417083", 23.976)]
)
def test_a_rounded_frame_time_is_the_usual_rate(said, rate):
    text = skeleton_text(CMU).replace("0.04", said)
    assert parse(text, "a.bvh").fps == pytest.approx(rate, abs=1e-3)


# of a left and a right side, from the shoulder to the toes
NAMES = {
    "Xsens": "{0}Shoulder {0}UpperArm {0}ForeArm {0}Hand {0}UpperLeg {0}LowerLeg {0}Foot {0}Toe",
    "Rokoko": "{0}Shoulder {0}Arm {0}ForeArm {0}Hand {0}Thigh {0}Shin {0}Foot {0}Toe",
    "Daz": "{2}Collar {2}ShldrBend {2}ForearmBend {2}Hand {2}ThighBend {2}Shin {2}Foot {2}Toe",
    "Unreal": "clavicle_{2} upperarm_{2} lowerarm_{2} hand_{2} thigh_{2} calf_{2} "
    "foot_{2} ball_{2}",
    "SMPL": "{1}_Collar {1}_Shoulder {1}_Elbow {1}_Wrist {1}_Hip {1}_Knee {1}_Ankle {1}_Foot",
    "Rigify": "shoulder.{1} upper_arm.{1} forearm.{1} hand.{1} thigh.{1} shin.{1} foot.{1} toe.{1}",
    "MakeHuman": "clavicle.{1} upperarm01.{1} lowerarm01.{1} wrist.{1} upperleg01.{1} "
    "lowerleg01.{1} foot.{1} toe1-1.{1}",
    "CMU by its own names": "{2}clavicle {2}humerus {2}radius {2}wrist {2}femur {2}tibia {2}foot "
    "{2}toes",
    "Biped": "Bip01_{1}_Clavicle Bip01_{1}_UpperArm Bip01_{1}_Forearm Bip01_{1}_Hand "
    "Bip01_{1}_Thigh Bip01_{1}_Calf Bip01_{1}_Foot Bip01_{1}_Toe0",
    "a prefix": "A1_{0}Shoulder A1_{0}Arm A1_{0}ForeArm A1_{0}Hand A1_{0}UpLeg A1_{0}Leg "
    "A1_{0}Foot A1_{0}ToeBase",
}


@pytest.mark.parametrize("names", NAMES.values(), ids=NAMES)
def test_joints_are_told_by_the_names_of_many_programs(tmp_path, names):
    text = skeleton_text(CMU, turns={"LeftArm": {"Z": 30}})
    first = names.partition("{")[0] if names.startswith(("Bip", "A1")) else ""
    for side in ("Left", "Right"):
        new = names.format(side, side[0], side[0].lower()).split()
        old = ("Shoulder", "Arm", "ForeArm", "Hand", "UpLeg", "Leg", "Foot", "ToeBase")
        for before, after in zip(old, new, strict=True):
            text = text.replace(f"JOINT {side}{before}\n", f"JOINT {after}\n")
    for name in ("Hips", "Spine", "Neck", "Head"):
        text = text.replace(f" {name}\n", f" {first}{name}\n")
    poses, _ = read_any(written(tmp_path, text), Given())
    right, _ = read(tmp_path, CMU, turns={"LeftArm": {"Z": 30}})
    assert np.array_equal(poses.world, right.world, equal_nan=True)


def change_numbers(word):
    """The first number of the last frame is another word."""

    def change(text):
        head, _, row = text.rstrip().rpartition("\n")
        return f"{head}\n{word} {row.partition(' ')[2]}\n"

    return change


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda t: t.replace("Time: 0.04", "Time: 0"), "Frame Time is '0'"),
        (lambda t: t.replace("Time: 0.04", "Time: -1"), "Frame Time is '-1'"),
        (lambda t: t.replace("Time: 0.04", "Time: 1e-9"), "frames a second: fill the column fps"),
        (change_numbers("nan"), "frame 2 holds what is no number"),
        (change_numbers("1e300"), "frame 2 holds what is no number"),
        (change_numbers("x"), "frame 2 holds what is no number"),
        (change_numbers("1 2"), "frame 2 has .* numbers, its .* channels"),
        (lambda t: t.replace("Xrotation", "Wrotation", 1), "the channel 'Wrotation'"),
        (lambda t: t.replace("CHANNELS 3", "CHANNELS 4", 1), "are not those that it counts"),
        (lambda t: t.replace("OFFSET 0", "OFFSET zero", 1), "is not three numbers"),
        (lambda t: t.replace("}\nMOTION", "}\nROOT b\n{\n}\nMOTION"), "several people"),
        (lambda t: t.replace("}\nMOTION", "MOTION"), "is not whole"),
        (lambda t: t.replace("}\nMOTION", "}\n}\nMOTION"), "stands without its"),
        (lambda t: t.replace("Frames: 3", "Frames: many"), "Frames is 'many'"),
        (lambda t: t.replace("Frames: 3", ""), "no Frames and Frame Time"),
        (lambda t: t.replace("LeftFoot", "a").replace("RightArm", "b"), "right shoulder, left ank"),
        (lambda t: "HIERARCHY of needs", "has no MOTION"),
        (lambda t: t.replace("0.300000", "0").replace(" 30.0", " 0.0"), "lie on one spot"),
    ],
)  # fmt: skip
def test_what_is_broken_is_said_in_a_sentence(tmp_path, spoil, words):
    with pytest.raises(UserError, match=words) as caught:
        read_any(written(tmp_path, spoil(skeleton_text(CMU))), Given())
    assert "\n" not in str(caught.value)
