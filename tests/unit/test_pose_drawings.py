"""Control images of a body: near is bright, normals have the agreed colours, sides stay sides."""

import numpy as np
import pytest

from paper_doll import poses
from pose2video.bodies.atlas import palette
from pose2video.bodies.parts import PARTS
from pose2video.characters.motions import Motion
from pose2video.generators.skeleton_render import SkeletonRender
from pose2video.pose_drawings import POSE_DRAWINGS
from pose2video.pose_drawings.mediapipe import MediaPipe, face_lines, hand_lines
from pose2video.poses.geometry import resize
from pose2video.poses.skeletons import face_mesh
from pose2video.registry import Needs
from textured_body import SIZE, textured_character, turned

ALL = sorted(POSE_DRAWINGS.entries)


@pytest.fixture(scope="module")
def motion(body_model):
    return textured_character(body_model)[1]


def draw(name, motion, size=SIZE):
    return POSE_DRAWINGS.build({"use": name, "settings": {}})(motion, 0, size)


def ground(name):
    """The colour where nobody is."""
    return 255 if name == "mediapipe" else 0


def at(picture, motion, point):
    x, y = motion.poses.keypoints[0, motion.poses.layout.index(point)].astype(int)
    return picture[y, x].astype(int)


@pytest.mark.parametrize("name", ALL)
def test_every_drawing_fills_its_canvas_and_is_the_same_twice(name, motion):
    picture = draw(name, motion, (300, 400))
    assert (picture.shape, picture.dtype) == ((400, 300, 3), np.uint8)
    assert (picture[:4] == ground(name)).all()
    assert (picture != ground(name)).any()
    (frame,) = SkeletonRender(drawing=name).generate(None, motion)  # as a user reaches it
    np.testing.assert_array_equal(frame, draw(name, motion))
    needs = POSE_DRAWINGS.needs({"use": name, "settings": {}})
    assert needs == Needs(body=name not in ("openpose", "mediapipe"))


def test_an_unknown_drawing_is_refused():
    with pytest.raises(ValueError, match="openpose, mediapipe, depth, normals, parts"):
        SkeletonRender(drawing="edges")


def test_near_is_bright(motion):
    body = turned(motion.body, -80, motion.body.bones.index("upperarm01.L"), (1, 0, 0))
    forward = Motion(motion.figure.poses(body), body, motion.figure)
    picture = draw("depth", forward)
    assert at(picture, forward, "left_wrist").min() > at(picture, forward, "right_wrist").max() + 40


def test_normals_are_blue_before_red_left_and_green_above(motion):
    picture = draw("normals", motion).astype(int)
    covered = picture.any(axis=2)
    columns = np.flatnonzero(covered[150])
    belly = picture[150, columns[len(columns) // 2]]
    assert belly[2] > 220
    head = np.flatnonzero(covered.any(axis=1))[0]
    middle = int(np.median(np.flatnonzero(covered[head + 3])))
    assert picture[head + 3, middle, 1] > 190
    left, right = picture[150, columns[2], 0], picture[150, columns[-3], 0]
    assert left > right + 60


@pytest.mark.parametrize("degrees", [0, 180])
def test_left_and_right_are_the_persons(motion, degrees):
    body = turned(motion.body, degrees)
    there = Motion(motion.figure.poses(body), body, motion.figure)
    picture = draw("parts", there)
    for side in ("left", "right"):
        wanted = palette()[PARTS.index(f"{side}_forearm")]
        places = np.argwhere((picture == wanted).all(axis=2))
        x, _ = there.poses.keypoints[0, there.poses.layout.index(f"{side}_wrist")]
        assert len(places) > 20
        assert abs(places[:, 1].mean() - x) < 25


def test_labels_do_not_mix(motion):
    colours = {tuple(c) for c in draw("parts", motion).reshape(-1, 3)}
    assert colours <= {tuple(c) for c in palette().astype(int)} | {(0, 0, 0)}


def sure(**places):
    """One person on 512 x 512 of which only the named points are seen, all of confidence 1."""
    one = resize(poses(1), (512, 512))
    keypoints = np.full_like(one.keypoints, np.nan)
    for name, place in places.items():
        keypoints[0, one.layout.index(name)] = place
    return Motion(one.changed(keypoints=keypoints, confidence=np.isfinite(keypoints[..., 0]) * 1.0))


def test_mediapipe_lines_are_those_that_the_network_saw():
    """Counts and lines of a file of the same "reduced holistic" points (kinder.pose)."""
    contours = face_mesh()["contours"]
    assert (len(contours), len(face_lines()), len(hand_lines())) == (128, 142, 21)
    assert len({tuple(sorted(line)) for line in hand_lines()}) == 21
    lines = {(contours[a], contours[b]) for a, b in face_lines()}
    assert {(10, 109), (33, 246), (46, 70), (78, 95), (388, 466)} <= lines
    draw = MediaPipe()
    arm = sure(left_shoulder=(100, 100), left_elbow=(400, 100))
    picture = draw(arm, 0, (512, 512))
    assert (np.abs(picture[100, 250].astype(int) - (255, 0, 0)) < 30).all()  # OpenCV's soft line
    assert (picture[97:104, 250, 1] < 128).sum() == 1  # one pixel wide at 512
    assert 2 <= (draw(arm, 0, (1024, 1024))[195:206, 500, 1] < 128).sum() <= 3
    finger = sure(left_hand_index_mcp=(100, 100), left_hand_index_pip=(100, 300))
    colour = draw(finger, 0, (512, 512))[200, 100]
    assert abs(colour.astype(int) - (209.5, 209.5, 17.5)).max() < 30  # the mean of its ends'
    faint = finger.poses.changed(confidence=finger.poses.confidence * 0.5)
    faded = draw(Motion(faint), 0, (512, 512))[200, 100]
    assert abs(faded.astype(int) - (colour.astype(int) + 255) / 2).max() <= 2


def test_mediapipe_arms_end_at_the_hands():
    places = {"left_elbow": (100, 400), "left_wrist": (300, 300), "left_hand_wrist": (100, 100)}
    picture = MediaPipe()(sure(**places), 0, (512, 512))
    assert picture[250, 100, 1] < 30
    assert (picture[:, 200:] == 255).all()


@pytest.mark.parametrize("name", ["openpose", "mediapipe"])
def test_parts_can_be_left_out(name):
    places = {"body": {"left_shoulder": (100, 100), "right_shoulder": (400, 100)}}
    places["hands"] = {"left_hand_index_mcp": (100, 200), "left_hand_index_pip": (400, 200)}
    places["face"] = {"face_33": (100, 300), "face_246": (130, 300)}
    person = sure(**places["body"], **places["hands"], **places["face"])
    rows = {"body": 100, "hands": 200, "face": 300}
    for left_out in rows:
        draw = POSE_DRAWINGS.build({"use": name, "settings": {left_out: False}})
        picture = draw(person, 0, (512, 512)) != ground(name)
        drawn = {part for part, row in rows.items() if picture[row - 8 : row + 9].any()}
        assert drawn == rows.keys() - {left_out}
