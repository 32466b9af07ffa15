"""Expressions are read apart from the head's motion, and move the picture's own face."""

import cv2
import numpy as np
import pytest

from performer_figure import standing_figure
from pose2video.generators.limb_warp.expressions import face_mesh, read_expression
from pose2video.generators.limb_warp.faces import build_face, face_points_at, move_face
from pose2video.generators.limb_warp.rig import Texture

SIZE = 240


@pytest.fixture(scope="module")
def neutral():
    """The face of a photograph as MediaPipe finds it, `(478, 3)` pixels."""
    from skimage.data import astronaut

    from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic

    poses = MediaPipeHolistic().estimate([astronaut()], 25)
    part = poses.layout.parts["face"]
    return np.concatenate([poses.keypoints[0, part], poses.depth[0, part, None]], axis=1)


def turned(points, yaw, pitch, roll):
    """The points turned about their middle, angles in radians."""
    cy, sy, cp, sp, cr, sr = (f(a) for a in (yaw, pitch, roll) for f in (np.cos, np.sin))
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    middle = points.mean(axis=0)
    return (points - middle) @ (about_z @ about_x @ about_y).T + middle


def motion_of(faces):
    """A sequence of nothing but these faces `(T, 478, 3)`."""
    faces = np.asarray(faces)
    whole = standing_figure()
    part = whole.layout.parts["face"]
    shape = (len(faces), 553)
    keypoints, depth = np.full((*shape, 2), np.nan), np.full(shape, np.nan)
    keypoints[:, part], depth[:, part] = faces[..., :2], faces[..., 2]
    known = np.isfinite(keypoints).all(axis=2)
    return whole.build(keypoints, known, 25, (512, 512), "holistic", depth)


def test_turning_nodding_tilting_and_coming_nearer_is_no_expression(neutral):
    angles = np.sin(np.arange(30) / 4)[:, None] * [0.5, 0.3, 0.4]
    faces = [turned(neutral, *a) * (1 + 0.01 * i) + i for i, a in enumerate(angles)]
    expression = read_expression(motion_of(faces))
    assert np.abs(expression.offsets).max() < 0.003
    assert all(np.abs(eye - 1).max() < 0.02 for eye in expression.eyes_open.values())


def test_a_lowered_lip_on_a_turning_head_is_read_in_face_heights(neutral):
    height = np.linalg.norm(neutral[152, :2] - neutral[10, :2])
    faces = np.repeat(neutral[None], 30, axis=0)
    lip = face_mesh()["rims"]["mouth"]["lower"][1:-1]
    faces[20:24, lip, 1] += 0.05 * height
    faces = [turned(face, 0.2 * np.sin(i / 5), 0, 0.3) for i, face in enumerate(faces)]
    expression = read_expression(motion_of(faces))
    moved = expression.offsets[22, lip]
    np.testing.assert_allclose(moved[:, 1], 0.05, atol=0.008)
    np.testing.assert_allclose(expression.offsets[5], 0, atol=0.005)


def test_a_lost_face_rests_without_a_jump(neutral):
    faces = np.repeat(neutral[None], 30, axis=0)
    faces[15:, 13:17, 1] += 8
    faces[20:25] = np.nan
    offsets = read_expression(motion_of(faces)).offsets
    assert np.abs(offsets[20:25]).max() == 0
    steps = np.abs(np.diff(offsets[15:, 13, 1]))
    assert steps.max() < 0.3 * np.abs(offsets[16:19, 13, 1]).max()
    assert read_expression(motion_of(faces[20:25])) is None


@pytest.fixture
def face(neutral):
    """The astronaut's head as a texture, and her face at rest in it."""
    from skimage.data import astronaut

    corner = np.floor(neutral[:, :2].mean(axis=0)).astype(int) - SIZE // 2
    x, y = np.maximum(corner, 0)
    rgb = astronaut()[y : y + SIZE, x : x + SIZE]
    image = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    texture = Texture(image, (int(x), int(y)), np.zeros((1, 2)))
    return texture, neutral


def test_the_drivers_own_neutral_face_leaves_the_picture_alone(face):
    texture, neutral = face
    expression = read_expression(motion_of([neutral] * 5))
    rest = build_face(neutral[:, :2], texture, expression)
    target = face_points_at(rest, expression, 2, 1.0)
    assert move_face(texture.image, rest, target) is texture.image


def test_what_moves_goes_where_its_point_goes_and_the_outline_stays(face):
    texture, neutral = face
    expression = read_expression(motion_of([neutral] * 5))
    rest = build_face(neutral[:, :2], texture, expression)
    image = texture.image.copy()
    nose = rest.points[1]
    cv2.circle(image, tuple(int(v) for v in nose.round()), 3, (0, 255, 0, 255), -1)
    target = rest.points.copy()
    target += np.outer(rest.inner, (6, -4))
    moved = move_face(image, rest, target)
    green = np.argwhere((moved[..., 1] > 200) & (moved[..., 0] < 90))[:, ::-1]
    np.testing.assert_allclose(green.mean(axis=0), nose + (6, -4), atol=1.5)
    x, y, width, height = rest.box
    outside = np.ones(image.shape[:2], bool)
    outside[y : y + height, x : x + width] = False
    np.testing.assert_array_equal(moved[outside], image[outside])
    np.testing.assert_array_equal(moved[..., 3], image[..., 3])


def test_a_blink_closes_the_lids(face):
    texture, neutral = face
    expression = read_expression(motion_of([neutral] * 5))
    rest = build_face(neutral[:, :2], texture, expression)
    expression.eyes_open["left_eye"][3] = 0
    target = face_points_at(rest, expression, 3, 1.0)
    rims = face_mesh()["rims"]
    for eye, closed in (("left_eye", True), ("right_eye", False)):
        upper, lower = (target[rims[eye][rim][4], 1] for rim in ("upper", "lower"))
        assert (lower - upper < 1) == closed
    half = face_points_at(rest, expression, 3, 0.5)
    gap = half[rims["left_eye"]["lower"][4], 1] - half[rims["left_eye"]["upper"][4], 1]
    assert 2 < gap < 9


def test_a_profile_has_no_face_to_move(face):
    texture, neutral = face
    expression = read_expression(motion_of([neutral] * 5))
    profile = turned(neutral, 1.4, 0, 0)[:, :2]
    assert build_face(profile, texture, expression) is None
    assert build_face(np.full((478, 2), np.nan), texture, expression) is None
