"""The photograph on a body: what is seen from the front comes back, what is not is made up well."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from performer_figure import unseen
from pose2video.bodies.parts import PARTS
from pose2video.characters.motions import Motion
from pose2video.generators.body_render import BodyRender
from pose2video.generators.dressing.evening import evened
from pose2video.generators.dressing.light import estimate, relative
from pose2video.generators.dressing.outline import align
from pose2video.generators.dressing.surface import Surface
from pose2video.metrics.looks import Look
from pose2video.metrics.pictures import Psnr
from pose2video.triangles.raster import rasterise
from textured_body import COLOURS, HAIR, SIZE, SKIN, WALL, textured_character, turned


@pytest.fixture(scope="module")
def scene(body_model):
    return textured_character(body_model)


def frame_of(character, motion, **settings):
    """The first frame."""
    return next(BodyRender(expression=0.0, **settings).generate(character, motion))


def moved(motion, degrees, bone=0, axis=(0, 1, 0)):
    body = turned(motion.body, degrees, bone, axis)
    return Motion(motion.figure.poses(body), body, motion.figure)


def near(frame, colour, within=40):
    return np.abs(frame.astype(int) - colour).max(axis=2) < within


def test_the_stance_gives_the_photograph_back_and_leaves_the_wall_alone(scene):
    character, motion = scene
    frame = frame_of(character, motion)
    person = character.mask > 127
    assert Psnr()(Look(frame, character.picture), person) > 28
    far = cv2.dilate(character.mask, np.ones((9, 9), np.uint8)) == 0
    np.testing.assert_array_equal(frame[far], character.background[far])


def test_edges_are_soft(scene):
    character, motion = scene
    row = frame_of(character, motion)[150].astype(int)
    mixed = (np.abs(row - WALL).max(axis=1) > 8) & (np.abs(row - COLOURS["trunk"]).max(axis=1) > 8)
    assert 2 <= mixed.sum() < SIZE[0] / 2


def test_the_canvas_may_be_larger_than_the_picture(scene):
    character, motion = scene
    body = replace(motion.body, camera=motion.body.camera.resized((480, 640)))
    frame = frame_of(character, Motion(motion.figure.poses(body), body, motion.figure))
    assert frame.shape == (640, 480, 3)
    assert near(frame[300:301, 240:241], COLOURS["trunk"]).all()


def test_behind_is_hair_where_before_is_the_face(scene):
    character, motion = scene
    nose = motion.poses.keypoints[0, motion.poses.layout.index("nose")].astype(int)
    around = slice(nose[1] - 4, nose[1] + 3), slice(nose[0] - 4, nose[0] + 5)
    assert near(frame_of(character, motion)[around], SKIN).mean() > 0.9
    behind = frame_of(character, moved(motion, 180))[around]
    assert near(behind, HAIR).mean() > 0.9


def test_an_arm_before_the_trunk_leaves_no_print_on_it(body_model):
    def crossed(motion):
        bones = motion.bones
        motion = turned(motion, -45, bones.index("upperarm01.L"), (1, 0, 0))
        return turned(motion, 100, bones.index("lowerarm01.L"), (0, 0, 1))

    character, motion = textured_character(body_model, change=crossed)
    skin = near(character.picture, SKIN)
    straight = turned(motion.body, 0, motion.body.bones.index("lowerarm01.L"))
    straight = turned(straight, 0, motion.body.bones.index("upperarm01.L"))
    frame = frame_of(character, Motion(motion.figure.poses(straight), straight, motion.figure))
    trunk = trunk_of(motion.figure, straight)
    assert (skin & trunk).sum() > 60
    assert near(frame, SKIN)[skin & trunk].mean() < 0.1


def trunk_of(figure, motion):
    """Where the trunk alone is, well inside its outline, `(h, w)` bool."""
    surface = Surface.build(figure.model)
    xy, depth = motion.camera.project(figure.posed(figure.transforms(motion)[0]))
    keys = rasterise(xy, 1 / depth, surface.faces, motion.camera.size)
    part = surface.face_parts[keys & ((1 << 20) - 1)]
    seen = ((keys != 0) & (part == PARTS.index("trunk"))).astype(np.uint8)
    return cv2.erode(seen, np.ones((9, 9), np.uint8)) > 0


def test_the_outline_meets_loose_clothes(scene):
    character, motion = scene
    mask = cv2.dilate(character.mask, np.ones((9, 9), np.uint8))
    surface, camera = Surface.build(motion.figure.model), motion.body.camera
    points = motion.figure.posed(motion.figure.transforms(motion.body)[0])

    def overlap(points):
        xy, depth = camera.project(points)
        covered = rasterise(xy, 1 / depth, surface.faces, camera.size) != 0
        return (covered & (mask > 127)).sum() / (covered | (mask > 127)).sum()

    aligned = align(surface, points, camera, mask)
    assert overlap(points) < 0.83
    assert overlap(aligned) > 0.93
    belly = np.argmin(np.linalg.norm(motion.figure.model.reference - [0, -0.3, -0.3], axis=1))
    assert aligned[belly, 2] < points[belly, 2] - 0.004  # wider clothes are thicker too


def test_a_hand_that_the_picture_hides_is_the_model_s_in_the_skin_of_the_face(scene):
    character, motion = scene
    layout = character.poses.layout
    picture = character.picture.copy()
    x, y = character.poses.keypoints[0, layout.index("left_hand_middle_mcp")].astype(int)
    hand = slice(y - 18, y + 22), slice(x - 12, x + 13)
    picture[hand][character.mask[hand] > 0] = 0
    hidden = replace(character, picture=picture, poses=unseen(character.poses, "left_hand"))
    frame = frame_of(hidden, motion).astype(int)
    red, green, blue = frame[y - 1 : y + 2, x - 2 : x + 1].reshape(-1, 3).mean(axis=0)
    assert red > green > blue
    assert abs(red / blue - SKIN[0] / SKIN[2]) < 0.5
    assert red > 0.55 * SKIN[0]
    assert BodyRender(expression=0.0).warnings(hidden, motion) == []


@pytest.mark.parametrize("flex", [-60, 50])
def test_a_hand_is_seen_before_the_trunk_and_hidden_behind_it(scene, flex):
    character, motion = scene
    bones = motion.body.bones
    body = turned(motion.body, flex, bones.index("upperarm01.L"), (1, 0, 0))
    body = turned(body, 100, bones.index("lowerarm01.L"), (0, 0, 1))
    frame = frame_of(character, Motion(motion.figure.poses(body), body, motion.figure))
    points = motion.figure.poses(body)
    names = [points.layout.index(f"left_hand_{joint}") for joint in ("wrist", "middle_mcp")]
    x, y = points.keypoints[0, names].mean(axis=0).astype(int)
    assert trunk_of(motion.figure, body)[y, x] or flex < 0
    red = near(frame[y - 1 : y + 2, x - 1 : x + 2], COLOURS["trunk"])
    assert red.all() if flex > 0 else not red.any()


def test_what_a_hand_hides_goes_on_in_the_tones_beside_it(body_model):
    """The picture's two thighs differ in tone; a hand hides part of one."""

    def on_the_thigh(motion):
        return turned(motion, 14, motion.bones.index("upperarm01.L"), (-0.83, 0, 0.55))

    character, motion = textured_character(body_model, change=on_the_thigh)
    thighs = near(character.picture, COLOURS["left_thigh"], 6)
    picture = character.picture.astype(float)
    picture[:, SIZE[0] // 2 :][thighs[:, SIZE[0] // 2 :]] *= 1.8
    away = turned(motion.body, -60, motion.body.bones.index("upperarm01.L"), (0, 0, 1))
    frame = frame_of(
        replace(character, picture=picture.astype(np.uint8)),
        Motion(motion.figure.poses(away), away, motion.figure),
    )
    surface = Surface.build(motion.figure.model)
    xy, depth = away.camera.project(motion.figure.posed(motion.figure.transforms(away)[0]))
    keys = rasterise(xy, 1 / depth, surface.faces, away.camera.size)
    part = surface.face_parts[keys & ((1 << 20) - 1)]
    inner = ((keys != 0) & (part == PARTS.index("left_thigh"))).astype(np.uint8)
    inner = cv2.erode(inner, np.ones((7, 7), np.uint8)) > 0
    blue = frame[..., 2].astype(int)
    assert (inner & near(character.picture, SKIN)).sum() > 40
    assert np.abs(np.diff(blue, axis=0))[inner[1:]].max() < 25
    assert blue[inner].min() > 1.4 * COLOURS["left_thigh"][2]


def test_the_shade_at_the_outline_of_a_bare_leg_goes_and_cloth_stays():
    columns = np.indices((200, 60))[1]
    shade = 1 - 0.4 * np.abs((columns - 30) / 30) ** 3
    page = np.clip(np.float32(SKIN) * shade[..., None], 0, 255).astype(np.uint8)
    page[:60] = np.where((columns[:60] // 6 % 2 > 0)[..., None], (20, 40, 90), (60, 90, 160))
    tone = np.float32([0.75, 0.40, 0.26])  # of SKIN, linear
    found = evened(page, np.ones((200, 60), bool), tone, 300.0)
    np.testing.assert_array_equal(found[:50], page[:50])
    before, after = (of[80:, :, 1].astype(float) for of in (page, found))
    before, after = before[:, 5:-5], after[:, 5:-5]
    assert np.ptp(after.mean(axis=0)) < 0.45 * np.ptp(before.mean(axis=0))
    assert abs(np.median(after) - np.median(before)) < 10


def test_what_is_made_up_is_said(scene, body_model):
    character, motion = scene
    assert BodyRender(expression=0.0).warnings(character, motion) == []
    cut = replace(character, picture=character.picture[:190], mask=character.mask[:190])
    (sentence,) = BodyRender(expression=0.0).warnings(cut, motion)
    assert "does not show the legs" in sentence


def test_the_light_of_the_photograph_is_found():
    rng = np.random.default_rng(3)
    normals = rng.normal(size=(3000, 3))
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    groups = rng.integers(0, 4, 3000)
    true = np.array([0.2, -0.25, 0.0])
    brightness = np.array([60, 100, 140, 200])[groups] * np.exp(normals @ true)
    found = estimate(brightness, normals, groups)
    assert np.linalg.norm(found / np.linalg.norm(found) - true / np.linalg.norm(true)) < 0.05
    assert relative(found, np.array([[0, -1.0, 0]])) > relative(found, np.array([[0, 1.0, 0]]))


def test_the_strength_of_expressions_has_limits():
    with pytest.raises(ValueError, match=r"\[0, 2\]"):
        BodyRender(expression=3.0)
