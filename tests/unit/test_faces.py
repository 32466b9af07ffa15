"""Expressions, gaze and turns are read apart, and move the picture's own head."""

import cv2
import numpy as np
import pytest

from performer_figure import standing_figure, unseen
from pose2video.generators.limb_warp import LimbWarp
from pose2video.generators.limb_warp.at_rest.faces import build_face
from pose2video.generators.limb_warp.at_rest.heads import rest_head
from pose2video.generators.limb_warp.at_rest.turns import angles_of, axes_of, head_axes, limited
from pose2video.generators.limb_warp.over_clip.blinks import openness, together
from pose2video.generators.limb_warp.over_clip.covered_mouths import seen_mouths
from pose2video.generators.limb_warp.over_clip.expressions import read_expression
from pose2video.generators.limb_warp.over_clip.heads import follow_head
from pose2video.generators.limb_warp.over_clip.smiles import wide_and_high
from pose2video.generators.limb_warp.per_frame.faces import face_points_at
from pose2video.generators.limb_warp.per_frame.heads import move_head
from pose2video.generators.limb_warp.per_frame.mouths import paint_mouth
from pose2video.generators.limbs.puppet import Puppet, Texture
from pose2video.poses.skeletons import face_mesh

SIZE = 260


@pytest.fixture(scope="module")
def neutral(astronaut):
    """The face of a photograph as MediaPipe finds it, `(478, 3)` pixels."""
    from pose2video.estimators.mediapipe_holistic import MediaPipeHolistic

    poses = MediaPipeHolistic().estimate([astronaut], 25)
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


def test_a_mouth_that_is_found_at_the_chin_is_none(neutral):
    height = np.linalg.norm(neutral[152, :2] - neutral[10, :2])
    faces = np.repeat(neutral[None], 30, axis=0)
    for lip in face_mesh()["rims"]["mouth"].values():
        faces[20:24, lip[1:-1], 1] += 0.15 * height
    assert np.abs(read_expression(motion_of(faces)).offsets).max() < 0.005


def test_a_mouth_under_a_hand_is_not_seen_and_one_beside_it_is(neutral):
    height = np.linalg.norm(neutral[152, :2] - neutral[10, :2])
    motion = motion_of([neutral] * 40)
    finger = motion.layout.parts["left_hand"].start + 8
    motion.keypoints[10:20, finger] = neutral[13, :2]
    motion.keypoints[20:, finger] = neutral[13, :2] + (0, 0.6 * height)
    seen = seen_mouths(motion)
    assert seen[15] < 0.01 and seen[[2, 30]].min() > 0.99
    assert np.abs(np.diff(seen)).max() < 0.5  # it goes over


def test_a_lost_face_rests_without_a_jump(neutral):
    faces = np.repeat(neutral[None], 30, axis=0)
    faces[15:, 13:17, 1] += 8
    faces[20:25] = np.nan
    offsets = read_expression(motion_of(faces)).offsets
    assert np.abs(offsets[20:25]).max() == 0
    steps = np.abs(np.diff(offsets[15:, 13, 1]))
    assert steps.max() < 0.3 * np.abs(offsets[16:19, 13, 1]).max()
    assert read_expression(motion_of(faces[20:25])) is None


def test_a_face_on_the_back_of_a_head_is_none(neutral):
    faces = np.repeat(neutral[None], 40, axis=0)
    faces[10:16, :, 0] = neutral[:, 0].mean() + 0.5 * (faces[10:16, :, 0] - neutral[:, 0].mean())
    expression = read_expression(motion_of(faces))
    assert expression.seen == pytest.approx(34 / 40)
    assert np.abs(expression.offsets).max() < 0.005


def test_turns_are_read_as_they_were_made(neutral):
    frontal = (neutral - neutral.mean(axis=0)) @ head_axes(neutral)
    yaws, pitches = np.radians([-35, 0, 20, 40, 0]), np.radians([0, -15, 0, 10, 20])
    made = np.repeat(np.stack([yaws, pitches], axis=1), 12, axis=0)  # held, for the smoothing
    faces = [frontal @ axes_of(*turn, 0.2).T + 250 for turn in made]
    expression = read_expression(motion_of(faces))
    np.testing.assert_allclose(expression.turns[6::12], made[6::12], atol=np.radians(1))
    np.testing.assert_allclose(expression.roll, 0.2, atol=0.01)
    assert np.abs(expression.offsets).max() < 0.003


def test_a_turn_is_limited_smoothly():
    degrees = np.degrees(limited(np.radians(np.arange(-90, 91.0))))
    np.testing.assert_allclose(degrees[70:111], np.arange(-20, 21))
    assert degrees.max() < 33.1
    assert (np.diff(degrees) > -1e-9).all()
    np.testing.assert_allclose(degrees, -degrees[::-1])


def looking(neutral, x, y):
    """The face with both irises moved by a share of the eye's width."""
    face = neutral.copy()
    width = np.linalg.norm(neutral[133, :2] - neutral[33, :2])
    face[468:478, :2] += width * np.array([x, y])
    return face


def test_the_gaze_is_read_to_its_side_and_not_from_closed_eyes(neutral):
    faces = np.array([looking(neutral, 0, 0)] * 30 + [looking(neutral, 0.15, 0.05)] * 20)
    rims = face_mesh()["rims"]
    for eye in ("left_eye", "right_eye"):
        faces[45:, rims[eye]["upper"], 1] = faces[45:, rims[eye]["lower"], 1]
    faces[45:, 468:478, 0] -= 20  # where MediaPipe puts the iris of a closed eye means nothing
    gaze = read_expression(motion_of(faces)).gaze
    moved = gaze[38] - gaze[10]
    np.testing.assert_allclose(moved, [0.15, 0.05], atol=0.02)
    np.testing.assert_allclose(gaze[49], gaze[38], atol=0.02)


def test_irises_that_are_only_assumed_show_no_gaze(neutral):
    motion = motion_of(np.repeat(neutral[None], 10, axis=0))
    found = read_expression(unseen(motion, slice(-10, None), sure=0.05))
    assert np.isnan(found.gaze).all() and found.seen == 1


@pytest.fixture(scope="module")
def head(neutral, astronaut):
    """The astronaut, ready to move, and a driver who is herself: `head(faces)`."""
    rgb = astronaut[:SIZE, 100 : 100 + SIZE]
    points = neutral - (100, 0, 0)
    alpha = np.zeros(rgb.shape[:2], np.uint8)
    middle = tuple(int(v) for v in points[:, :2].mean(axis=0))
    cv2.ellipse(alpha, middle, (75, 105), 0, 0, 360, 255, -1)
    image = np.dstack([cv2.multiply(rgb, cv2.merge([alpha] * 3), scale=1 / 255), alpha])
    texture = Texture(image, (0, 0), np.zeros((1, 2)))
    body = np.zeros((11, 2))
    body[[7, 8]] = points[[454, 234], :2]
    rest = rest_head(Puppet({}, {"head": texture}, {}, 100.0, body, rgb, motion_of([points])))

    def build(faces):
        return follow_head(rest, motion_of(np.asarray(faces) - (100, 0, 0)))

    return build


def test_a_driver_like_the_picture_leaves_it_alone(head, neutral):
    still = head([neutral] * 5)
    moved = move_head(still, 2, LimbWarp())["head"]
    assert moved.image is still.rest.textures["head"].image


def test_the_head_turns_as_the_driver_and_no_further_than_the_limit(head, neutral):
    angles = np.radians([0] * 10 + [20] * 10 + [60] * 10)
    axes = head_axes(neutral)
    middle = neutral[[234, 454]].mean(axis=0)
    faces = [(neutral - middle) @ axes @ axes_of(a, 0, 0).T + middle for a in angles]
    moving = head(faces)
    face = moving.rest.face
    yaw, _, _ = angles_of(face.axes)
    for frame, wanted in ((14, np.radians(20)), (24, yaw + limited(np.radians(60) - yaw))):
        target = face_points_at(moving, frame, LimbWarp())
        free = face.held < 0.01
        flat = (target - face.points)[free, :2]
        turn = axes_of(wanted, *angles_of(face.axes)[1:]) @ face.axes.T
        rigid = (face.points - face.pivot) @ turn.T + face.pivot
        expected = (rigid - face.points)[free, :2]
        inside = face.inner[free] > 0.99
        np.testing.assert_allclose(flat[inside], expected[inside], atol=2.5)
        assert target[1, 0] < face.points[1, 0] - 8  # the nose goes left in the image
    target = face_points_at(moving, 24, LimbWarp(head=0))
    assert np.abs(target - face.points)[4].max() < 3


def test_a_turned_head_has_no_holes_and_joins_its_neck(head, neutral):
    angles = np.radians([0] * 10 + [30] * 10 + [-30] * 10)
    axes = head_axes(neutral)
    moving = head([neutral @ axes @ axes_of(a, a / 2, 0).T + 250 for a in angles])
    face, texture = moving.rest.face, moving.rest.textures["head"]
    rest = texture.image
    low = round(face.points[152, 1] - texture.origin[1]) + round(0.5 * face.height)
    core = cv2.erode(rest[..., 3], np.ones((41, 41), np.uint8)) > 250
    for frame in (14, 24):
        image = move_head(moving, frame, LimbWarp())["head"].image
        assert np.abs(image.astype(int) - rest).max() > 60
        assert (image[..., 3][core] > 250).all()
        np.testing.assert_array_equal(image[low:], rest[low:])


def test_irises_go_where_the_driver_looks_and_lids_stay(head, neutral):
    faces = [looking(neutral, 0, 0)] * 20 + [looking(neutral, 0.2, 0)] * 15
    moving = head(faces)
    rest = moving.rest.textures["head"]
    image = move_head(moving, 30, LimbWarp())["head"].image
    flat = moving.rest.face.points[:, :2] - rest.origin
    assert len(moving.rest.eyes) == 2
    for eye, iris in (("right_eye", 468), ("left_eye", 473)):
        rim = face_mesh()["rims"][eye]
        mask = np.zeros(image.shape[:2], np.uint8)
        outline = np.concatenate([flat[rim["upper"]], flat[rim["lower"]][-2:0:-1]])
        cv2.fillPoly(mask, [outline.round().astype(np.int32)], 255)
        inside = cv2.erode(mask, np.ones((3, 3), np.uint8)) > 0
        columns = np.nonzero(inside)[1]
        dark = [255.0 - picture[..., :3].mean(axis=2)[inside] for picture in (rest.image, image)]
        before, after = (np.average(columns, weights=d**4) for d in dark)
        assert after > before + 0.5, iris  # to the person's left: right in the image
        box = cv2.dilate(mask, np.ones((9, 9), np.uint8)) > 0
        around = box & (cv2.dilate(mask, np.ones((5, 5), np.uint8)) == 0)
        np.testing.assert_array_equal(image[around], rest.image[around])
    assert move_head(moving, 30, LimbWarp(gaze=0))["head"].image is rest.image


def test_a_blink_hides_the_gaze(head, neutral):
    faces = np.array([looking(neutral, 0, 0)] * 20 + [looking(neutral, 0.2, 0)] * 15)
    rims = face_mesh()["rims"]
    for eye in ("left_eye", "right_eye"):
        faces[28:33, rims[eye]["upper"], 1] = faces[28:33, rims[eye]["lower"], 1]
    moving = head(faces)
    images = [move_head(moving, 30, LimbWarp(gaze=g))["head"].image.astype(int) for g in (0, 1)]
    opened = [move_head(moving, 25, LimbWarp(gaze=g))["head"].image.astype(int) for g in (0, 1)]
    closed = np.abs(images[0] - images[1]).sum()
    assert closed < 0.2 * np.abs(opened[0] - opened[1]).sum()


@pytest.fixture
def herself(head, neutral):
    """Her head, and a driver who is herself."""
    return head([neutral] * 5)


def test_the_drivers_own_neutral_face_leaves_the_points_alone(herself):
    target = face_points_at(herself, 2, LimbWarp())
    np.testing.assert_allclose(target, herself.rest.face.points, atol=1e-6)


def test_a_blink_closes_the_lids(herself):
    herself.expression.eyes_open["left_eye"][3] = 0
    target = face_points_at(herself, 3, LimbWarp())
    rims = face_mesh()["rims"]
    for eye, closed in (("left_eye", True), ("right_eye", False)):
        upper, lower = (target[rims[eye][rim][4], 1] for rim in ("upper", "lower"))
        assert (lower - upper < 1) == closed
    half = face_points_at(herself, 3, LimbWarp(eyes=0.5))
    gap = half[rims["left_eye"]["lower"][4], 1] - half[rims["left_eye"]["upper"][4], 1]
    assert 2 < gap < 9


def test_every_region_has_its_own_strength(herself):
    herself.expression.offsets[3] = 0.03
    rest = herself.rest.face
    lips, brows = [0, 17, 61, 291], [105, 334, 66, 296]
    for settings, still, moving in (({"mouth": 0}, lips, brows), ({"brows": 0}, brows, lips)):
        target = face_points_at(herself, 3, LimbWarp(**settings))
        assert np.abs(target - rest.points)[still].max() < 0.3
        assert np.abs(target - rest.points)[moving, :2].min() > 0.5


def test_eyes_that_were_found_in_the_wrong_place_draw_no_skin_out(herself):
    below_eyes, mouth = [145, 374, 253, 23], [0, 17]
    herself.expression.offsets[3] = [0, 0.06]
    face = herself.rest.face
    moved = np.abs(face_points_at(herself, 3, LimbWarp(head=0)) - face.points)[:, :2] / face.height
    assert moved[below_eyes].max() < 0.03 and moved[mouth].max() > 0.05


def test_a_profile_has_no_face_to_move(neutral):
    profile = turned(neutral, 1.4, 0, 0)
    ears = profile[[234, 454], :2].mean(axis=0)
    assert build_face(profile, ears) is None
    assert build_face(np.full((478, 3), np.nan), ears) is None


def smiling(points, wider, higher):
    """The face with a wider mouth whose corners are higher, in shares of its half width."""
    faces, rim = points.copy(), face_mesh()["rims"]["mouth"]
    corners = points[rim["upper"][[0, -1]]]
    middle, half = corners.mean(axis=0), np.linalg.norm(corners[1] - corners[0]) / 2
    along = (corners[1] - corners[0]) / (2 * half)
    off = points - middle
    x = off @ along / half
    near = np.exp(-(((off - np.outer(x * half, along))[:, 1] / half) ** 2)) * (np.abs(x) < 1.3)
    faces += (wider * half * x * near)[:, None] * along
    faces[:, 1] -= higher * half * np.clip(np.abs(x), 0, 1) ** 2 * near
    return faces


def test_who_smiles_all_the_time_makes_the_picture_smile(head, neutral):
    def mouth(faces):
        moving = head(faces)
        face = moving.rest.face
        moved = face_points_at(moving, 2, LimbWarp(head=0))
        return np.array(wide_and_high(moved @ face.axes / face.height))

    plain, broad = (mouth([face] * 5) for face in (neutral, smiling(neutral, 0.35, 0.3)))
    wanted = 1.35 if plain[0] > 0.54 else 1.0
    assert broad[0] / plain[0] > 1 + 0.5 * (wanted - 1)
    assert broad[1] > plain[1] + 0.01


@pytest.mark.parametrize("wears", [(200, 90, 90), (90, 40, 150)])
def test_the_inside_of_a_mouth_is_red_whatever_the_lips_wear(neutral, wears):
    image = np.full((SIZE, SIZE, 4), 255, np.uint8)
    image[..., :3] = wears
    points = neutral.copy()
    points[:, :2] += SIZE / 2 - points[13, :2]
    points[face_mesh()["rims"]["mouth"]["lower"][1:-1], 1] += 12
    height = float(np.linalg.norm(points[152] - points[10]))
    as_it_was = image.copy()
    cheeks = np.array([220.0, 170, 150])
    paint_mouth(image, points[:, :2], np.eye(3), height, cheeks, own=20 / height)
    assert (image == as_it_was).all()  # as open as the picture shows it
    paint_mouth(image, points[:, :2], np.eye(3), height, cheeks)
    upper, lower = points[13, :2], points[14, :2]
    x, y = np.rint(upper + 0.7 * (lower - upper)).astype(int)  # below the teeth
    red, green, blue = image[y - 1 : y + 2, x - 2 : x + 3, :3].reshape(-1, 3).mean(axis=0)
    assert red > 1.5 * green and blue < 1.2 * green
    assert red > 50  # and no black hole
    x, y = np.rint(upper + 0.2 * (lower - upper)).astype(int)
    assert image[y, x - 2 : x + 3, :3].mean() > 1.2 * (red + green + blue) / 3  # teeth


@pytest.mark.parametrize("level", [1.0, 0.7])
def test_a_short_deep_dip_is_a_blink_whatever_the_level(level):
    share = np.full(60, level)
    share[30:34] *= 0.4
    opened = openness(share, 25)
    assert opened[31] < 0.01
    assert opened[np.r_[:20, 44:60]].min() > 0.85


def test_eyes_that_are_found_half_closed_for_long_are_not_closed():
    share, rng = np.ones(100), np.random.default_rng(0)
    share[40:80] = 0.2 + 0.1 * rng.random(40)  # a laugh, or a blurred face
    opened = openness(share, 25)
    assert 0.7 < opened.min() < 0.8
    np.testing.assert_allclose(opened[:30], 1)
    shallow = 1 - 0.3 * (np.abs(np.arange(40) - 20) < 3)
    np.testing.assert_allclose(openness(shallow, 25), 1)


def test_whites_of_both_eyes_have_one_colour(head, neutral):
    right, left = head([neutral] * 5).rest.eyes
    whites = [
        np.average(e.white.reshape(-1, 3), axis=0, weights=e.opening.ravel()) for e in (right, left)
    ]
    hues = [white / white.sum() for white in whites]
    np.testing.assert_allclose(*hues, atol=0.01)


def test_eyes_blink_together_also_where_one_is_not_seen_to():
    frames = np.arange(40)
    blink = np.where(np.abs(frames - 20) < 3, 0.05, 1.0)
    missed = np.where(np.abs(frames - 20) < 3, 0.8, 1.0)
    none, sure = np.zeros(40), np.ones(40, bool)
    for yaw in (none, none + 0.6):  # turned to the left of the image, the person's left eye is near
        right, left = together(missed, blink, yaw, ~sure, 25)
        np.testing.assert_array_equal(right, left)
        assert left[20] < 0.35
        assert np.abs(left[frames < 15] - 1).max() < 1e-9
    right, left = together(missed, blink, none, sure, 25)
    assert left[20] < 0.1 and right[20] > 0.75  # a wink that is sure


def test_a_wink_of_one_frame_is_none():
    blink = np.ones(20)
    blink[10] = 0.1
    right, left = together(np.ones(20), blink, np.zeros(20), np.ones(20, bool), 25)
    np.testing.assert_array_equal(right, left)
